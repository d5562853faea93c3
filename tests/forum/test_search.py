"""Finding what shows, and nothing else."""

import re

import pytest
from flask import Flask

from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import RUDE, browser

TITLE = "ÉCOLE: fête d’été"
BODY = "Mulțumesc, Łukasz! Привет МОСКВА, 日本語 שלום مرحبا 👩‍👩‍👧 Ünïcode"


@pytest.mark.both_engines
def test_search_finds_newest_first_and_takes_signs_literally(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general, "Cake 100% gone", "All of the cake is gone")
    for n in range(25):
        factories.post_reply(ben, topic.topic_id, f"Cake number {n}")
    factories.post_reply(ben, topic.topic_id, f"cake {RUDE}")
    reader = browser(app, asha)
    page = reader.get("/search?q=cake").text
    assert page.index("number 24") < page.index("number 23")
    assert RUDE not in page
    more = re.search(r'rel="next" href="([^"]+)"', page)
    assert more
    assert "All of the cake" in reader.get(more[1].replace("&amp;", "&")).text
    assert "All of the cake" in reader.get("/search?q=100%25").text
    assert "Nothing found" in reader.get("/search?q=%25%25%25").text
    assert "Nothing found" in reader.get("/search?q=c_ke").text
    assert "at least 3 letters" in reader.get("/search?q=ca").text
    assert "at most 100 letters" in reader.get("/search?q=" + "a" * 101).text
    assert reader.get("/search").status_code == 200
    assert reader.get("/search?q=cake&before=-4").status_code == 200
    assert "new gate is" not in browser(app, ben).get("/search?q=everybody").text


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "words",
    [
        "école",
        "ÉCOLE",
        "e\u0301cole",  # an e and an accent, as some keyboards send it
        "d’été",
        "MULȚUMESC",
        "łukasz",
        "москва",
        "日本語",
        "שלום",
        "مرحبا",
        "👩‍👩‍👧",
        "ÜNÏCODE",
        "  ünïcode \x00\u202e ",
    ],
)
def test_words_of_every_language_are_found_however_they_are_typed(
    app: Flask, asha: Person, ben: Person, general: Place, words: str
) -> None:
    factories.post_topic(asha, general, TITLE, BODY)
    found = browser(app, ben).get("/search", query_string={"q": words}).text
    assert "fête d’été</a>" in found


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "words", ["\\", "%", "_", "'", '"', "'; DROP TABLE posts; --", "\\%\\_", "<b>", "{{7*7}}"]
)
def test_signs_of_other_languages_are_only_signs(
    app: Flask, asha: Person, ben: Person, general: Place, words: str
) -> None:
    factories.post_topic(asha, general, "Cakes", "We bake on Saturday")
    reader = browser(app, ben)
    page = reader.get("/search", query_string={"q": f"{words} {words}"})
    assert page.status_code == 200
    assert "Cakes" not in page.text
    factories.post_topic(asha, general, "Signs", f"Look: {words} {words} is what it said")
    assert "Signs</a>" in reader.get("/search", query_string={"q": f"{words} {words}"}).text


def test_a_closed_board_and_another_class_are_not_searched(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    closed = factories.make_board("closed")
    for board in (closed, factories.make_board("year-2", year_group="Year 2"), general):
        factories.post_topic(asha, board, f"Wombats of {board.slug}", "Some words about them")
    browser(app, factories.make_user(roles=["admin"])).post(f"/admin/boards/{closed.id}/close")
    found = re.findall(r"Wombats of ([\w-]+)</a>", browser(app, ben).get("/search?q=wombats").text)
    assert found == ["general"]
