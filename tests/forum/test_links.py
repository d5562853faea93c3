"""Links say where they lead; what looks like another place is said to be one."""

import re

import pytest
from flask import Flask

from forum import links, markup
from tests.factories import Person, Place
from tests.forum.pages import browser


def words(body: str) -> str:
    return re.sub(r"<[^>]+>", "", markup.render(body))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("[an article](https://www.the-guardian.com/uk)", "an article (www.the-guardian.com)"),
        ("https://www.the-guardian.com/uk/", "www.the-guardian.com/uk"),
        ("<https://example.org>", "example.org"),
        ("[bank.com](https://evil.example/)", "bank.com (this leads to evil.example)"),
        ("[https://bank.com/a](https://bank.co)", "https://bank.com/a (this leads to bank.co)"),
        ("[bank.com](https://www.bank.com/)", "bank.com (www.bank.com)"),
        ("[bank.com/loans](https://bank.com/)", "bank.com/loans"),
        ("https://bank.com@evil.example/", "evil.example"),
        ("[my bank](https://b\u0430nk.com/)", "my bank (xn--bnk-6cd.com)"),
        ("https://b\u0430nk.com/", "xn--bnk-6cd.com"),
        ("[write](mailto:office@school.example)", "write (office@school.example)"),
        ("![the map](https://maps.example/a.png)", "the map (maps.example)"),
        ("[see there](//evil.example/x)", "see there (evil.example)"),
        ("[above](/posts/12)", "above"),
    ],
)
def test_what_is_read_is_where_it_leads(body: str, shown: str) -> None:
    assert words(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        *("bank.com and a@b.example", "ftp://files.example/a", "javascript:alert(1)"),
        *(
            "[x](javascript:alert(1))",
            "[x](data:text/html,x)",
            "[x](vbscript:x)",
            "https://a.b:99999999/",
        ),
    ],
)
def test_nothing_else_becomes_a_link(body: str) -> None:
    assert "href" not in markup.render(body)


def test_every_link_lends_the_other_site_nothing_and_stays_in_the_tab() -> None:
    html = markup.render("https://a.example [b](https://b.example) ![c](https://c.example)")
    assert html.count('rel="nofollow noopener noreferrer"') == html.count("<a ") == 3
    assert "target" not in html
    assert "<img" not in html


def test_odd_addresses_are_no_trouble() -> None:
    for body in (
        "[q](https://[::1)",
        "[q](http://%zz/)",
        "https://" + "a." * 200,
        "[](https://a.example)",
    ):
        assert markup.render(body)


def test_five_hundred_links_are_shown_and_the_writer_is_given_a_hint(
    app: Flask, asha: Person, general: Place
) -> None:
    body = "\n".join(f"https://a.example/{number}" for number in range(500))
    page = browser(app, asha).post(
        "/boards/general/new", data={"title": "Links", "body": body, "look": "yes"}
    )
    assert page.text.count('rel="nofollow noopener noreferrer"') == 500
    assert "There are 500 links in this." in page.text
    few = "\n".join(f"https://a.example/{number}" for number in range(links.MOST))
    page = browser(app, asha).post(
        "/boards/general/new", data={"title": "Links", "body": few, "look": "yes"}
    )
    assert "links in this" not in page.text
