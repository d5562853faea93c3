"""Seeing how a post would look, and a minute's thought before it is sent: a guide, never a bar."""

from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from forum.boards.models import Draft, Post, PromptEvent, Revision
from forum.extensions import db, moderation
from moderation import clock
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, RUDE, articles, browser, count_of

LOOK = {"look": "yes"}
THOUGHT = "A person may have to look at this before it shows."


def events(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(PromptEvent).order_by(PromptEvent.id)).all()
        assert all((row.words_hash is None) == (row.outcome != "shown") for row in rows)
        return [(row.occasion, row.outcome) for row in rows]


@pytest.mark.both_engines
def test_a_look_shows_the_very_rendering_and_keeps_only_the_writer_s_draft(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    mine = factories.post_reply(asha, topic.topic_id)
    before = [count_of(app, model) for model in (Post, Revision, AuditEntry)]
    writer = browser(app, asha)
    body = "*Soon*, @Ben:\n\n> said\n\n<b>x</b>"
    for path, fields in (
        ("/boards/general/new", {"title": "The fair", "body": body}),
        (f"/topics/{topic.topic_id}/reply", {"body": body}),
        (f"/posts/{mine.id}/edit", {"body": body}),
    ):
        page = writer.post(path, data={**fields, **LOOK})
        assert page.status_code == 200, path
        assert '<em>Soon</em>, <span class="mention">@Ben</span>' in page.text
        assert "&lt;b&gt;x&lt;/b&gt;" in page.text
        assert body in unescape(page.text)
        assert THOUGHT not in page.text
        with_script = page.text.count('name="submit_key"')
        assert with_script == 1
    assert [count_of(app, model) for model in (Post, Revision, AuditEntry)] == before
    assert count_of(app, Draft) == 3
    assert "Soon" not in browser(app, ben).get(f"/topics/{topic.topic_id}").text


def test_a_look_at_what_cannot_be_sent_says_what_to_mend(
    app: Flask, asha: Person, general: Place
) -> None:
    page = browser(app, asha).post("/boards/general/new", data={"title": "", "body": "Words", **LOOK})
    assert page.status_code == 422
    assert "Give it a title" in page.text
    assert "Words" in page.text
    assert "How it will look" not in page.text


def test_words_that_would_wait_are_answered_with_questions_and_better_places_and_sent_all_the_same(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    factories.post_reply(asha, topic.topic_id)
    writer, path = browser(app, asha), f"/topics/{topic.topic_id}/reply"
    page = unescape(writer.post(path, data={"body": RUDE, **LOOK}).text)
    assert THOUGHT in page
    with app.app_context():
        assert all(prompt.text in page for prompt in moderation.policy.prompts)
    assert "Make a formal complaint" in page
    assert events(app) == [("words", "shown")]
    sent = writer.post(path, data={"body": RUDE})
    assert sent.status_code == 303
    assert articles(writer.get(sent.location).text)[-1][1] == "held"
    assert events(app) == [("words", "continued")]


def test_what_was_changed_after_the_questions_is_noted_as_changed_and_shows_at_once(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    factories.post_reply(asha, topic.topic_id)
    writer, path = browser(app, asha), f"/topics/{topic.topic_id}/reply"
    for _ in range(2):
        writer.post(path, data={"body": RUDE, **LOOK})
    sent = writer.post(path, data={"body": CLEAN})
    assert articles(writer.get(sent.location).text)[-1][1] == "published"
    assert events(app) == [("words", "edited")]


def test_the_questions_come_before_a_first_post_and_dismissing_them_changes_nothing(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    writer = browser(app, asha)
    first = writer.get(f"/topics/{topic.topic_id}").text
    assert '<details class="prompts" open>' in first
    assert '<details class="prompts" open>' in writer.get("/boards/general/new").text
    sent = writer.post(f"/topics/{topic.topic_id}/reply", data={"body": CLEAN})
    assert articles(writer.get(sent.location).text)[-1][1] == "published"
    assert events(app) == [("first_post", "continued")]
    later = writer.get(f"/topics/{topic.topic_id}").text
    assert 'class="prompts"' not in later
    assert '<details class="prompts">' in writer.get("/boards/general/new").text
    writer.post(f"/topics/{topic.topic_id}/reply", data={"body": "And swimming?"})
    assert len(events(app)) == 1


def test_a_text_that_is_never_sent_is_left(
    app: Flask, asha: Person, general: Place, time_machine: time_machine.TimeMachineFixture
) -> None:
    writer, place = browser(app, asha), "/boards/general/new"
    writer.post(place, data={"title": "Gate", "body": RUDE, **LOOK})
    writer.post("/drafts/forget", data={"place": place})
    assert events(app) == [("words", "left")]
    writer.post("/thoughts", data={"place": "/topics/1", "body": RUDE})
    time_machine.move_to(clock.now() + timedelta(hours=25))
    writer.post("/thoughts", data={"place": place, "title": "Gate", "body": RUDE})
    assert events(app) == [("words", "left"), ("words", "left"), ("words", "shown")]
    time_machine.move_to(clock.now() + timedelta(days=91))
    browser(app, asha).post("/thoughts", data={"place": place, "body": RUDE})
    assert events(app) == [("words", "shown")]


def test_the_script_is_told_only_of_words_that_might_wait(
    app: Flask, asha: Person, general: Place
) -> None:
    writer, place = browser(app, asha), {"place": "/boards/general/new"}
    for nothing in (CLEAN, "", " \n", "x" * 20_001):
        assert writer.post("/thoughts", data={**place, "body": nothing}).status_code == 204
    piece = writer.post("/thoughts", data={**place, "body": RUDE})
    assert piece.status_code == 200
    assert THOUGHT in piece.text
    assert "shit" not in piece.text
    assert writer.post("/thoughts", data={"place": "/evil", "body": RUDE}).status_code == 404
    assert app.test_client().post("/thoughts", data=place).status_code == 303


def test_looking_often_does_not_use_up_the_posts_one_may_send(
    limited_app: Flask, asha: Person, general: Place
) -> None:
    writer, path = browser(limited_app, asha), "/boards/general/new"
    looks = [
        writer.post(path, data={"title": "T", "body": CLEAN, **LOOK}).status_code for _ in range(21)
    ]
    assert looks[19:] == [200, 429]
    assert writer.post(path, data={"title": "T", "body": CLEAN}).status_code == 303
