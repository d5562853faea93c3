"""Topics move to another board or become one; readers, what waits and how far one has read go along."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Board, Post, Topic
from forum.extensions import db
from forum.notifications.models import Follow
from moderation import clock
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, RUDE, articles, browser
from tests.forum.test_held import decide
from tests.forum.test_unread import new

Time = time_machine.TimeMachineFixture


@pytest.fixture
def mo(app: Flask) -> FlaskClient:
    """A moderator's browser."""
    return browser(app, factories.make_user("Mo", roles=["moderator"]))


def last_act(app: Flask) -> AuditEntry:
    with app.app_context():
        return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()


def test_a_topic_moves_and_its_address_stays(
    app: Flask, asha: Person, ben: Person, general: Place, mo: FlaskClient
) -> None:
    factories.make_board("lost-and-found")
    topic = factories.post_topic(asha, general, "A wombat mitten")
    path = f"/topics/{topic.topic_id}"
    sent = mo.post(f"{path}/move", data={"board": "lost-and-found"})
    assert (sent.status_code, sent.location) == (303, path)
    reader = browser(app, ben)
    assert "wombat" in reader.get("/boards/lost-and-found").text
    assert "wombat" not in reader.get("/boards/general").text
    assert reader.get(path).status_code == 200
    entry = last_act(app)
    assert (entry.action, entry.actor_name) == ("topic:moved", "Mo")
    assert entry.detail == {"moved_from": "general", "moved_to": "lost-and-found"}


def test_other_readers_are_named_before_a_topic_gets_them(
    app: Flask, asha: Person, ben: Person, general: Place, mo: FlaskClient
) -> None:
    year2 = factories.make_board("year-2", year_group="Year 2")
    topic = factories.post_topic(asha, year2)
    path = f"/topics/{topic.topic_id}"
    asked = mo.post(f"{path}/move", data={"board": "general"})
    assert asked.status_code == 422
    assert "read by the families of Year 2, General by everybody" in asked.text
    assert browser(app, ben).get(path).status_code == 404
    agreed = {"board": "general", "readers_change": "y"}
    assert mo.post(f"{path}/move", data=agreed).status_code == 303
    assert browser(app, ben).get(path).status_code == 200
    back = {"board": "year-2", "readers_change": "y"}
    assert mo.post(f"{path}/move", data=back).status_code == 303
    assert browser(app, ben).get(path).status_code == 404


def test_a_topic_does_not_move_where_it_cannot_be(
    app: Flask, asha: Person, ben: Person, general: Place, mo: FlaskClient
) -> None:
    closed = factories.make_board("closed")
    factories.make_board("news", staff_start=True)
    with app.app_context():
        db.session.get_one(Board, closed.id).archived_at = clock.now()
        db.session.commit()
    topic = factories.post_topic(asha, general)
    path = f"/topics/{topic.topic_id}/move"
    for board, why in (
        ("general", "on this board already"),
        ("closed", "This board is closed"),
        ("news", "may not begin one on that board"),
        ("nowhere", "choose a board"),
        ("", "choose a board"),
    ):
        refused = mo.post(path, data={"board": board})
        assert (refused.status_code, why in refused.text) == (422, True), board
    assert browser(app, ben).post(path, data={"board": "general"}).status_code == 403


@pytest.mark.both_engines
def test_two_topics_become_one_in_the_order_of_time(
    app: Flask, asha: Person, ben: Person, general: Place, school_day: object, time_machine: Time
) -> None:
    mo = browser(app, factories.make_user("Mo", roles=["moderator"]))
    nia = browser(app, factories.make_user("Nia"))
    time_machine.shift(60)
    posts = [factories.post_topic(asha, general, "The fair", "First")]
    time_machine.shift(60)
    posts.append(factories.post_topic(ben, general, "The fair again", "Second"))
    old, kept = posts[1].topic_id, posts[0].topic_id
    held = factories.post_reply(asha, old, RUDE)
    nia.get(f"/topics/{kept}")
    for number, topic in enumerate((kept, old, kept), start=3):
        time_machine.shift(60)
        posts.append(factories.post_reply(asha, topic, f"Post {number}"))
    sent = mo.post(f"/topics/{old}/merge", data={"into": f"http://localhost/topics/{kept}?page=1"})
    assert (sent.status_code, sent.location) == (303, f"/topics/{kept}")
    reader = browser(app, ben)
    page = reader.get(f"/topics/{kept}").text
    assert articles(page) == [(str(post.id), "published") for post in posts]
    assert "<strong>The fair again</strong>" in page
    led = reader.get(f"/topics/{old}")
    assert (led.status_code, led.location) == (301, f"/topics/{kept}")
    assert reader.get(f"/posts/{posts[3].id}").location == f"/topics/{kept}?page=1#post-{posts[3].id}"
    board = reader.get("/boards/general").text
    assert "The fair again" not in board
    assert "4 replies" in board
    # Nia goes on at the first post she has not read.
    assert new(nia.get("/boards/general").text) == [4]
    assert (str(held.id), "held") in articles(browser(app, asha).get(f"/topics/{kept}").text)
    decide(app, mo, held, "publish")
    assert articles(reader.get(f"/topics/{kept}").text)[-1] == (str(held.id), "published")
    reply = reader.post(f"/topics/{old}/reply", data={"body": CLEAN})
    assert reply.location.startswith(f"/topics/{kept}?")
    with app.app_context():
        follows = db.session.execute(sa.select(Follow.topic_id, Follow.person_id)).all()
        assert sorted(map(tuple, follows)) == [(kept, asha.id), (kept, ben.id)]
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action.like("topic:%")))
        told = [(entry.action, entry.detail) for entry in entries.all()]
        assert told == [
            ("topic:merged", {"into": kept}),
            ("topic:took_in", {"merged": old, "posts": [posts[1].id, posts[3].id]}),
        ]
        places = sa.select(Post.position).where(Post.position.is_not(None)).order_by(Post.position)
        assert db.session.scalars(places).all() == list(range(1, 8))


def test_topics_that_must_not_become_one_say_why(
    app: Flask, asha: Person, general: Place, mo: FlaskClient
) -> None:
    topic, closed = (factories.post_topic(asha, general, title) for title in ("One", "Two"))
    year2 = factories.post_topic(asha, factories.make_board("year-2", year_group="Year 2"))
    held = factories.post_topic(asha, general, "Held", RUDE)
    mo.post(f"/topics/{closed.topic_id}/close", data={"reason": "Done."})
    path = f"/topics/{topic.topic_id}/merge"
    for into, why in (
        (topic.topic_id, "the same topic"),
        (year2.topic_id, "different readers"),
        (closed.topic_id, "is closed"),
        (held.topic_id, "no topic at this address"),
        ("99999", "no topic at this address"),
        ("9" * 30, "no topic at this address"),
        ("the fair", "no topic at this address"),
        ("", "no topic at this address"),
    ):
        refused = mo.post(path, data={"into": into})
        assert (refused.status_code, why in refused.text) == (422, True), into
    own = factories.make_user("Own", roles=["moderator"])
    mine = factories.post_topic(own, general, "Mine")
    assert browser(app, own).post(path, data={"into": mine.topic_id}).status_code == 403
    assert browser(app, asha).post(path, data={"into": mine.topic_id}).status_code == 403


def test_where_a_merged_topic_leads_only_its_readers_learn(
    app: Flask, asha: Person, ben: Person, mo: FlaskClient
) -> None:
    year2 = factories.make_board("year-2", year_group="Year 2")
    old, kept = (factories.post_topic(asha, year2, title) for title in ("One", "Two"))
    assert mo.post(f"/topics/{old.topic_id}/merge", data={"into": kept.topic_id}).status_code == 303
    assert browser(app, asha).get(f"/topics/{old.topic_id}").status_code == 301
    assert browser(app, ben).get(f"/topics/{old.topic_id}").status_code == 404
    third = factories.post_topic(asha, year2, "Three")
    assert mo.post(f"/topics/{kept.topic_id}/merge", data={"into": third.topic_id}).status_code == 303
    led = browser(app, asha).get(f"/topics/{old.topic_id}")
    assert led.location == f"/topics/{third.topic_id}"
    assert mo.post(f"/topics/{old.topic_id}/merge", data={"into": third.topic_id}).status_code == 404


@pytest.mark.both_engines
def test_a_reply_to_a_topic_that_is_just_being_merged_goes_along_or_comes_back(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    mo, author = browser(app, factories.make_user("Mo", roles=["moderator"])), browser(app, ben)
    for number in range(4):
        old, kept = (factories.post_topic(asha, general, f"{word} {number}") for word in "ab")
        with ThreadPoolExecutor(2) as threads:
            merging = threads.submit(
                mo.post, f"/topics/{old.topic_id}/merge", data={"into": kept.topic_id}
            )
            replying = threads.submit(author.post, f"/topics/{old.topic_id}/reply", data={"body": CLEAN})
            statuses = merging.result().status_code, replying.result().status_code
        assert statuses in {(303, 303), (303, 409)}, replying.result().text
        shown = articles(author.get(f"/topics/{kept.topic_id}").text)
        assert len(shown) == (3 if statuses[1] == 303 else 2)
        with app.app_context():
            assert not db.session.scalars(sa.select(Post).where(Post.topic_id == old.topic_id)).all()
            assert db.session.get_one(Topic, old.topic_id).merged_into_id == kept.topic_id


def test_all_of_a_topic_is_on_one_page_to_print_without_what_waits(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general, "The fair")
    for number in range(25):
        factories.post_reply(ben, topic.topic_id, f"Reply {number}")
    factories.post_reply(ben, topic.topic_id, RUDE)
    page = browser(app, ben).get(f"/topics/{topic.topic_id}?print=1").text
    assert len(articles(page)) == 26
    assert RUDE not in page
    assert f"http://localhost/topics/{topic.topic_id}" in page
    assert not re.search(r"<aside[^>]*>\s*<h2", page)
    assert 'name="body"' not in page
