"""What is new to one person: counted from what they may see, kept by reading, forgotten on asking."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.reader_models import TopicRead
from forum.extensions import db
from forum.permissions import Role
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import RUDE, browser, count_of

Statements = Callable[[], AbstractContextManager[list[str]]]
Time = time_machine.TimeMachineFixture
LINE = "New since your last visit"


def new(page: str) -> list[int]:
    """Every count of what is new on a page."""
    return [int(count) for count in re.findall(r'data-new="(\d+)"', page)]


def order(page: str) -> list[str]:
    """The posts of a page and, among them, the line where the new begin."""
    return re.findall(r'id="(post-\d+|new)"', page)


@pytest.fixture(autouse=True)
def they_joined_a_minute_ago(school_day: object, asha: Person, ben: Person, time_machine: Time) -> None:
    time_machine.shift(60)


@pytest.fixture
def reader(app: Flask, ben: Person) -> FlaskClient:
    return browser(app, ben)


@pytest.mark.both_engines
def test_what_others_wrote_since_is_new_until_it_is_read(
    app: Flask, asha: Person, ben: Person, general: Place, time_machine: Time
) -> None:
    reader = browser(app, ben)
    topic = factories.post_topic(asha, general)
    path = f"/topics/{topic.topic_id}"
    assert (new(reader.get("/").text), new(reader.get("/boards/general").text)) == ([1], [1])
    assert LINE not in reader.get(path).text
    assert (new(reader.get("/").text), new(reader.get("/boards/general").text)) == ([], [])
    time_machine.shift(60)
    replies = [factories.post_reply(asha, topic.topic_id, f"Reply {n}").id for n in range(3)]
    factories.post_reply(ben, topic.topic_id, "My own is not new to me")
    assert (new(reader.get("/").text), new(reader.get("/boards/general").text)) == ([1], [3])
    to = reader.get(f"{path}?page=new")
    assert (to.status_code, to.location) == (302, f"{path}?page=1#new")
    page = reader.get(to.location).text
    assert LINE in page
    assert order(page)[:3] == [f"post-{topic.id}", "new", f"post-{replies[0]}"]
    assert reader.get(f"{path}?page=new").location == f"{path}?page=last#newest"
    assert LINE not in reader.get(path).text


@pytest.mark.both_engines
def test_reading_goes_on_where_it_stopped_and_never_goes_back(
    app: Flask, asha: Person, ben: Person, general: Place, sql: Statements
) -> None:
    topic = factories.post_topic(asha, general)
    for number in range(44):
        factories.post_reply(asha, topic.topic_id, f"Reply {number}")
    reader, path = browser(app, ben), f"/topics/{topic.topic_id}"
    reader.get(path)
    assert new(reader.get("/boards/general").text) == [25]
    assert reader.get(f"{path}?page=new").location == f"{path}?page=2#new"
    assert order(reader.get(f"{path}?page=2").text)[0] == "new"
    reader.get(f"{path}?page=last")
    with sql() as statements:
        reader.get(path)
    assert not [each for each in statements if "INSERT" in each]
    assert new(reader.get("/boards/general").text) == []
    with app.app_context():
        assert db.session.scalars(sa.select(TopicRead.position)).all() == [45]


def test_only_a_page_that_somebody_looks_at_counts_as_read(
    app: Flask, asha: Person, general: Place, reader: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general)
    path = f"/topics/{topic.topic_id}"
    reader.head(path)
    reader.get(path, headers={"Sec-Purpose": "prefetch"})
    assert reader.post(f"{path}/reply", data={"body": " "}).status_code == 422
    assert count_of(app, TopicRead) == 0
    reader.get(path)
    assert count_of(app, TopicRead) == 1


@pytest.mark.both_engines
def test_what_is_held_hidden_or_gone_is_new_to_nobody(
    app: Flask, asha: Person, ben: Person, general: Place, time_machine: Time
) -> None:
    topic = factories.post_topic(asha, general)
    reader, author = browser(app, ben), browser(app, asha)
    moderator = browser(app, factories.make_user("Mo", roles=["moderator"]))
    time_machine.shift(60)
    for each in (reader, moderator):
        each.get(f"/topics/{topic.topic_id}")
    factories.post_reply(asha, topic.topic_id, RUDE)
    factories.post_topic(asha, general, "Another", RUDE)
    hidden, deleted = (factories.post_reply(asha, topic.topic_id, word) for word in ("One", "Two"))
    assert new(reader.get("/boards/general").text) == [2]
    reported = {"reason": "child_at_risk", "details": "Please look."}
    assert reader.post(f"/posts/{hidden.id}/report", data=reported).status_code == 303
    assert author.post(f"/posts/{deleted.id}/delete").status_code == 303
    for each in (reader, moderator):
        assert new(each.get("/boards/general").text) == new(each.get("/").text) == []
    assert reader.get(f"/topics/{topic.topic_id}?page=new").location.endswith("?page=last#newest")


@pytest.mark.both_engines
def test_a_whole_board_is_called_read_and_what_comes_later_is_new(
    app: Flask, asha: Person, ben: Person, general: Place, time_machine: Time
) -> None:
    other = factories.make_board("other")
    reader = browser(app, ben)
    topic = factories.post_topic(asha, general)
    factories.post_reply(asha, topic.topic_id)
    factories.post_topic(asha, other)
    assert "Mark everything here as read" in reader.get("/boards/general").text
    for _ in range(2):
        done = reader.post("/boards/general/read")
        assert (done.status_code, done.location) == (303, "/boards/general")
    assert new(reader.get("/boards/general").text) == []
    assert new(reader.get("/").text) == [1]
    assert "Mark everything here as read" not in reader.get("/boards/general").text
    time_machine.shift(60)
    last = factories.post_reply(asha, topic.topic_id, "Later")
    assert new(reader.get("/boards/general").text) == [1]
    page = reader.get(f"/topics/{topic.topic_id}").text
    assert order(page)[-2:] == ["new", f"post-{last.id}"]


def test_nobody_begins_with_what_is_old(
    app: Flask, asha: Person, ben: Person, general: Place, time_machine: Time
) -> None:
    factories.post_topic(asha, general)
    time_machine.shift(60)
    joined_today = factories.make_user("Newcomer")
    assert new(browser(app, joined_today).get("/boards/general").text) == []
    assert new(browser(app, ben).get("/boards/general").text) == [1]
    time_machine.shift(61 * 86_400)
    assert new(browser(app, ben).get("/boards/general").text) == []


def test_a_board_that_somebody_does_not_read_cannot_be_called_read(
    app: Flask, asha: Person, general: Place, reader: FlaskClient
) -> None:
    factories.make_board("year-2", year_group="Year 2")
    assert reader.post("/boards/year-2/read").status_code == 404
    assert app.test_client().post("/boards/general/read").status_code == 303
    assert app.test_client().get("/topics/1?page=new").location.startswith("/sign-in")


def test_the_pages_of_a_long_topic_are_numbered(app: Flask, asha: Person, general: Place) -> None:
    topic = factories.post_topic(asha, general)
    for number in range(175):
        factories.post_reply(asha, topic.topic_id, f"Reply {number}")
    page = browser(app, asha).get(f"/topics/{topic.topic_id}?page=5").text
    nav = page.partition('<nav class="pages"')[2].partition("</nav>")[0]
    assert re.findall(r"…|Page </span>(\d+)", nav) == ["1", "", "3", "4", "5", "6", "7", "", "9"]
    assert 'aria-current="page"><span class="visually-hidden">Page </span>5' in nav


@pytest.mark.both_engines
def test_every_page_takes_as_many_statements_however_much_is_new(
    app: Flask, asha: Person, general: Place, sql: Statements, time_machine: Time
) -> None:
    reader = browser(app, factories.make_user("Head", roles=list(Role)))
    time_machine.shift(60)
    topics = [factories.post_topic(asha, general, f"Topic {n}").topic_id for n in range(3)]
    sent = []
    for _ in range(2):
        with sql() as statements:
            for path in ("/", "/boards/general", f"/topics/{topics[0]}?page=new"):
                reader.get(path)
        sent.append(len(statements))
        for topic in topics * 4:
            factories.post_reply(asha, topic)
    assert sent[0] == sent[1]
