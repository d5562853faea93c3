"""Finding what shows, and nothing else."""

import re

import pytest
from flask import Flask

from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import RUDE, browser


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
