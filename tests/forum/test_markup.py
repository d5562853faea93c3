"""What becomes of what people type: plain HTML, quickly, and nothing that runs."""

import re
import time

import pytest

from forum import markup

ALLOWED = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "span", "strong", "ul",
}  # fmt: skip


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))


def test_ordinary_markdown_becomes_plain_html() -> None:
    html = markup.render("Hello *there*\nand **there**\n\n- one\n- two\n\n> said before")
    assert html.startswith("<p>Hello <em>there</em><br>\nand <strong>there</strong></p>")
    assert "<li>one</li>" in html
    assert "<blockquote>" in html


def test_a_link_lends_the_other_site_nothing() -> None:
    html = markup.render("[the school](https://example.sch.uk/)")
    assert 'href="https://example.sch.uk/"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="https://example.org" onclick="x()">y</a>',
        "<svg/onload=alert(1)>",
        "<iframe src=//example.org>",
        "<!-- comment --><b>bold</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x73;cript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:image/png;base64,AAAA)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://example.org "onmouseover=x")',
        '[x](https://example.org/"onmouseover="x)',
        '```x" onclick="y\n</code><script>alert(1)</script>\n```',
    ],
)
def test_nothing_that_runs_gets_through(body: str) -> None:
    html = markup.render(body)
    assert tags(html) <= ALLOWED
    attributes = re.findall(r"<[a-z]+((?:\s+[a-z]+=\"[^\"]*\")*)\s*/?>", html)
    names = set(re.findall(r"\s([a-z]+)=", " ".join(attributes)))
    assert names <= {"class", "href", "rel", "start"}
    assert set(re.findall(r' class="([^"]*)"', html)) <= {"link-host", "link-elsewhere"}
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith(("https://", "http://", "mailto:", "/"))


def test_a_picture_is_a_link_and_is_not_loaded() -> None:
    html = markup.render("![our cat](https://example.org/cat.png)")
    assert "<img" not in html
    assert ">our cat</a>" in html


def test_a_heading_is_a_bold_line_so_the_page_keeps_its_own_headings() -> None:
    assert markup.render("# News\n\nSub\n---") == (
        "<p><strong>News</strong></p>\n<p><strong>Sub</strong></p>"
    )


@pytest.mark.parametrize(
    "body",
    [
        "> " * 200 + "deep",
        ">" * 200 + "deep\n" + ">" * 200 + "deeper",
        "- " * 200 + "deep",
        "> - " * 100 + "deep",
        "\n".join("  " * level + "- x" for level in range(90)),
        "*a **b " * 2800,
        "[" * 20_000,
        "![" * 10_000,
        "`" * 19_999 + "a",
        "a\n" * 10_000,
    ],
)
def test_deep_nesting_is_fast_shallow_and_loses_no_words(body: str) -> None:
    began = time.process_time()
    html = markup.render(body[:20_000])
    assert time.process_time() - began < 5
    assert html.count("<blockquote>") <= markup.QUOTES_DEEP
    assert html.count("<ul>") <= markup.LEVELS_DEEP
    for word in ("deep", "deeper"):
        assert (word in body) <= (word in html)


def test_the_html_of_one_text_is_always_the_same() -> None:
    body = "# a\n\n[b](https://example.org) *c* <i>d</i> &copy; > e"
    assert len({markup.render(body) for _ in range(5)}) == 1


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert markup.tidy("a\x00b\u202ec\u2066d\r\ne\rf\u2028g\x07\n\n ") == "abcd\ne\nf\ng"
    assert "\u202e" not in markup.render("&#x202e;evil &#8238; &rlm;")


def test_a_family_emoji_and_other_scripts_stay_whole() -> None:
    text = "👩‍👩‍👧 Mulțumesc שלום مرحبا हिन्दी"
    assert markup.tidy(text) == text


@pytest.mark.parametrize("body", ["", " \n\t ", "\u200b\u2060", "\u2800", "\u3164 \u00a0"])
def test_a_text_with_nothing_to_see_is_blank(body: str) -> None:
    assert markup.is_blank(body)


@pytest.mark.parametrize("body", [">" * 50, "[a]: https://example.org", "---", "~~~"])
def test_a_text_that_markdown_would_swallow_is_shown_as_it_was_typed(body: str) -> None:
    assert re.sub("<[^>]*>", "", markup.render(body)).strip()


def test_a_short_text_is_cut_between_words() -> None:
    assert markup.plain("# Hi\n\n> said\n\nHello **bold** and more", 100) == (
        "Hi said Hello bold and more"
    )
    assert markup.plain("one two three", 9) == "one two…"


def test_a_quotation_leaves_out_what_was_quoted_before() -> None:
    assert markup.quote("> old\n\nnew\nlines") == "> new\n> lines\n\n"


def test_a_tower_of_accents_is_cut_where_it_shows_and_only_there() -> None:
    tower = "Z" + "\u0336\u0321\u0329" * 20 + "algo"
    assert markup.render(tower) == "<p>Z\u0336\u0321\u0329algo</p>"
    assert markup.tidy(tower).count("\u0321") == 20
    for word in ("Việt Nam", "שָׁלוֹם", "ที่นี่", "naïve"):
        assert markup.render(word) == f"<p>{markup.tidy(word)}</p>"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("🎉🎉👨‍👩‍👧‍👦", "<p>🎉🎉👨‍👩‍👧‍👦</p>"),
        ("مرحبا hello שלום", "<p>مرحبا hello שלום</p>"),
        (">" * 50 + " deep", "deep"),
        ("line\n" * 4_000, "line"),
        ("word " * 4_000, "word"),
    ],
)
def test_odd_input_is_shown(body: str, shown: str) -> None:
    assert shown in markup.render(body)
