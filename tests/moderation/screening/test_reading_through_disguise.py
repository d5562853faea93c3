"""A text is read as a reader hears it, and every place is a place of the text as it was typed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation.screening.normalise import Normalised, normalise, readings
from tests.moderation.screening.school import seen, strong_words

NASTY = "fuck Mrs Green's ａ́ßﬀŉ㎄½…\u200b\u0301\ufe0f\U0001f1eb🅵🔪\ud800 0161 496!!x f.u.c.k s h i t @$*"


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=NASTY, max_size=80)))
@example(NASTY)
@example("ﬀﬀuck fuﬄ ck")
@example("\u0301fuck\u0301")
@example("f\u200bu\n\nc\x00k")
def test_every_match_gives_the_very_words_at_its_place(text: str) -> None:
    for match in seen(text):
        assert 0 <= match.start <= match.end <= len(text)
        assert match.words == text[match.start : match.end]
        assert match.why


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=NASTY, max_size=80)))
@example(NASTY)
def test_every_folded_letter_has_a_place_and_places_never_go_back(text: str) -> None:
    for reading in readings(text):
        assert len(reading.folded) == len(reading.runs) == len(reading.starts) == len(reading.ends)
        assert list(reading.starts) == sorted(reading.starts)
        assert list(reading.ends) == sorted(reading.ends)
        assert all(0 <= a < b <= len(text) for a, b in zip(reading.starts, reading.ends, strict=True))


DISGUISES = {
    "capitals": "FuCk",
    "an accent": "fück",
    "a combining accent": "fu\u0308ck",
    "many combining marks": "f\u0335\u0301u\u0336c\u0337\u0338k",
    "full width": "ｆｕｃｋ",
    "a zero-width space": "f\u200bu\u200bc\u200bk",
    "a soft hyphen": "fu\u00adck",
    "a bidirectional mark": "fu\u202eck",
    "a zero-width joiner": "fu\u200dck",
    "a Cyrillic letter": "fuсk",
    "Greek letters": "fυcκ",
    "a small capital": "ꜰᴜᴄᴋ",
    "letters in boxes": "🅵🆄🅲🅺",
    "outlined letters": "🄵🅄🄲🄺",
    "letters in circles": "ⓕⓤⓒⓚ",
    "mathematical letters": "𝓯𝓾𝓬𝓴",
    "flags": "🇫🇺🇨🇰",
    "a repeated letter": "fuuuuuck",
    "every letter repeated": "ffffuuuucccckkkk",
    "dots": "f.u.c.k",
    "hyphens": "f-u-c-k",
    "underscores": "f_u_c_k",
    "slashes": "f/u/c/k",
    "spaces": "f u c k",
    "dots and spaces": "f. u. c. k",
    "an apostrophe": "fu'ck",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_is_seen_through_and_the_whole_of_it_is_marked(disguise: str) -> None:
    assert disguise in strong_words(disguise)
    assert disguise in strong_words(f"Well {disguise} this for a lark")


@pytest.mark.parametrize(
    "spelling",
    ["5h1t", "sh!t", "$hit", "a$$hole", "w4nker", "tw@t", "b0ll0cks", "bo||ocks", "b1tch", "sh1+"],
)
def test_digits_and_signs_are_read_as_the_letters_they_stand_for(spelling: str) -> None:
    assert spelling in strong_words(f"What a load of {spelling} today")


@pytest.mark.parametrize("text", ["ﬀuck", "oﬀ you fuck", "ﬁne, you fuck", "fuck ŉ ½ ㎄ fuck"])
def test_a_character_that_stands_for_several_letters_moves_no_place(text: str) -> None:
    for words in strong_words(text):
        assert words in text
        assert words in {"ﬀuck", "fuck"}


@pytest.mark.parametrize("text", ["👍🏽 fuck 👨‍👩‍👧", "🇬🇧🏴󠁧󠁢󠁷󠁬󠁳󠁿 fuck", "❤️❤️ fuck"])
def test_emoji_move_no_place(text: str) -> None:
    assert strong_words(text) == {"fuck"}


@pytest.mark.parametrize(
    "text", ["w a n k e r you", "you w a n k e r", "You are a w a n k e r", "w a n k e r!"]
)
def test_a_word_spelt_out_is_found_whole_beside_other_words(text: str) -> None:
    assert {match.words for match in seen(text)} == {"w a n k e r"}


def test_two_words_spelt_out_are_two_words() -> None:
    assert {match.words for match in seen("f u c k   o f f")} == {"f u c k"}
    assert {match.words for match in seen("t h i s   s h i t")} == {"s h i t"}


PLAIN = (
    "as",
    "as as as",
    "class pass grass assembly",
    "As soon as it is as good as it was",
    "a s",
    "a, s",
    "A B C D E F G",
    "U S A and the U K",
    "Y 1 at 9, Y 2 at 10, Y 3 at 11",
    "bok choi, coop, skiing, bookkeeping",
    "shoot, sheet, shirt, shift, shut it",
    "duck, luck, tuck, puck, buck, suck it and see",
    "Class 5H, 1T and 2B; rooms A55 and 455",
    "£5.50 @ the door, 2+2=4, 50% off!!!",
    "count, country, counter, discount",
    "cookoo cuckoo, hello, hallooo, yesssss, noooo, woooo, sooo good, aaaah",
    "can't won't don't shan't",
    "I'd like 6 x 4, 2 x 8 and 1/2 a dozen",
)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_not_made_into_others(text: str) -> None:
    assert strong_words(text) == set()


def test_a_letter_typed_once_is_never_taken_for_two() -> None:
    once, twice = normalise("as"), normalise("ass")
    assert once.folded == twice.folded == "as"
    assert (once.runs, twice.runs) == ([1, 1], [1, 2])


def test_digits_are_never_squeezed() -> None:
    assert normalise("44  aa").folded == "44 a"


def test_a_plain_text_has_one_reading() -> None:
    assert [reading.folded for reading in readings("Sports day, and tea")] == ["sports day, and tea"]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u0301\u0301", "\ud800"])
def test_a_text_with_nothing_to_read_has_an_empty_reading(text: str) -> None:
    reading: Normalised = readings(text)[0]
    assert reading.folded.strip() in ("", "\ud800")
    assert seen(text) == ()
