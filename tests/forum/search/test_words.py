"""What a word is, what was asked for, and what a snippet shows."""

from hypothesis import given
from hypothesis import strategies as st

from forum import markup
from forum.search.snippets import LENGTH, marked, snippet
from forum.search.wanted import read
from forum.search.words import LONGEST, words_of


@given(st.text())
def test_every_word_has_its_place_and_is_fit_for_both_engines(text: str) -> None:
    done = 0
    for word in words_of(text):
        assert done <= word.start < word.end <= len(text)
        done = word.end
        assert 0 < len(word.term) <= LONGEST
        assert all(sign.isalnum() or not sign.isascii() for sign in word.term)
        assert not any(sign.isspace() for sign in word.term)


@given(st.text(alphabet="ab \"“”-:()*^'\\%&|!<>fromboard \t"))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    wanted = read(text)
    assert all(wanted.words)
    assert all(wanted.without)


def test_what_is_typed_is_read_as_it_is_meant() -> None:
    wanted = read('cake "after school" -raffle -"old hall" from:"Asha B" BOARD:year-2')
    assert wanted.words == (("cake",), ("after", "school"))
    assert wanted.without == (("raffl",), ("old", "hall"))
    assert (wanted.author, wanted.board) == ("Asha B", "year-2")
    assert read("half-term").words == (("half", "term"),)
    assert read("cake Cakes cake").words == (("cake",),)
    assert read('- -- "" “” : * ()').is_nothing
    assert read("what is the").words == (("what",), ("is",), ("the",))


def test_a_snippet_shows_the_part_with_most_of_the_words_and_marks_them() -> None:
    html = markup.render(
        "Cake first. "
        + "Nothing here at all. " * 40
        + "The *cake* stall is <open> & busy. "
        + "More. " * 90
    )
    shown = snippet(html, read("cakes stall open").words)
    assert "The <mark>cake</mark> <mark>stall</mark> is &lt;<mark>open</mark>&gt; &amp; busy." in shown
    assert shown.startswith("… ")
    assert shown.endswith("…")
    assert len(shown.striptags()) <= LENGTH + 10


def test_a_snippet_of_a_post_found_by_its_title_is_its_beginning() -> None:
    assert snippet(markup.render("It begins here."), read("uniform").words) == "It begins here."


def test_a_phrase_is_marked_as_one_and_what_overlaps_too() -> None:
    shown = marked('The packed lunch "box"', read('"packed lunch" lunch "lunch box"').words)
    assert shown == "The <mark>packed lunch &#34;box</mark>&#34;"
    assert marked("Zoë’s party, don’t forget", read("zoe dont").words) == (
        "<mark>Zoë’s</mark> party, <mark>don’t</mark> forget"
    )


def test_nothing_of_a_text_becomes_html() -> None:
    shown = marked("<script>alert(1)</script> cake", read("script cake").words)
    assert shown == ("&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; <mark>cake</mark>")
