"""A minute to undo, as people meet it on the forum: pages, the notice, its letter, and the mail."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Post, Revision, Topic
from forum.extensions import db
from forum.notifications import delivery
from forum.notifications.models import Mail
from moderation import Notice
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import CLEAN, RUDE, articles, browser
from tests.forum.test_held import decide

pytestmark = [pytest.mark.usefixtures("school_day"), pytest.mark.a_minute_to_undo]
Time = time_machine.TimeMachineFixture
BUTTON = re.compile(r'action="(/moderation/acts/\d+/undo)"')


@pytest.fixture
def moderator(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("Mo", roles=["moderator"]))


def undo(moderator: FlaskClient) -> int:
    """Press the newest button of the next page."""
    button = BUTTON.search(moderator.get("/moderation/").text)
    assert button
    return moderator.post(button[1]).status_code


def kept(app: Flask, post: Written) -> list[object]:
    """Everything there is of a post and its topic."""
    with app.app_context():
        versions = sa.select(Revision).where(Revision.post_id == post.id).order_by(Revision.id)
        rows = [
            db.session.get_one(Post, post.id),
            db.session.get_one(Topic, post.topic_id),
            *db.session.scalars(versions),
        ]
        return [
            {c.key: getattr(row, c.key) for c in sa.inspect(row).mapper.column_attrs} for row in rows
        ]


def outbox(app: Flask) -> list[tuple[str, bool]]:
    """Every mail: what it is about, and whether it has gone."""
    with app.app_context():
        mails = db.session.scalars(sa.select(Mail).order_by(Mail.id))
        return [(mail.subject, mail.sent_at is not None) for mail in mails]


def deliver(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return delivery.deliver_waiting()


@pytest.mark.both_engines
@pytest.mark.parametrize("opens_topic", [True, False])
def test_a_published_post_that_is_undone_is_where_it_was(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient, opens_topic: bool
) -> None:
    if opens_topic:
        post = factories.post_topic(asha, general, "The gate", RUDE)
    else:
        post = factories.post_reply(
            asha, factories.post_topic(ben, general, "The gate", CLEAN).topic_id, RUDE
        )
    before, reader = kept(app, post), browser(app, ben)
    there = reader.get(f"/topics/{post.topic_id}")
    decide(app, moderator, post, "publish")
    assert RUDE in reader.get(f"/topics/{post.topic_id}").text
    assert undo(moderator) == 303
    assert kept(app, post) == before
    again = reader.get(f"/topics/{post.topic_id}")
    assert (again.status_code, articles(again.text)) == (there.status_code, articles(there.text))
    decide(app, moderator, post, "publish")
    assert RUDE in reader.get(f"/topics/{post.topic_id}").text


def test_a_reply_since_stands_in_the_way(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    post = factories.post_topic(asha, general, "The gate", RUDE)
    decide(app, moderator, post, "publish")
    button = BUTTON.search(moderator.get("/moderation/").text)
    assert button
    factories.post_reply(ben, post.topic_id, CLEAN)
    page = moderator.post(button[1])
    assert page.status_code == 409
    assert "Something has happened since" in page.text
    assert not BUTTON.search(moderator.get("/moderation/").text)
    assert RUDE in browser(app, ben).get(f"/topics/{post.topic_id}").text


def test_its_notice_reaches_nobody_in_any_form_before_the_minute_is_over(
    app: Flask, asha: Person, general: Place, moderator: FlaskClient, time_machine: Time
) -> None:
    post = factories.post_topic(asha, general, "The gate", RUDE)
    deliver(app)
    held = len(outbox(app))
    decide(app, moderator, post, "decline")
    with app.app_context():
        notice = db.session.scalars(sa.select(Notice).order_by(Notice.id.desc()).limit(1)).one()
        address, subject = f"/me/notices/{notice.id}", notice.subject
    author = browser(app, asha)
    time_machine.shift(timedelta(seconds=59))
    for path in (address, f"{address}/letter.pdf"):
        assert author.get(path).status_code == 404
    assert author.post(f"{address}/read").status_code == 404
    assert subject not in author.get("/me").text
    assert deliver(app)[0] == 0
    assert outbox(app)[held:] == [(subject, False)]
    time_machine.shift(timedelta(seconds=1))
    assert subject in author.get("/me").text
    assert author.get(f"{address}/letter.pdf").mimetype == "application/pdf"
    # Whoever looks next what mail is due sends it.
    with app.app_context():
        delivery.deliver_due()
    assert outbox(app)[held] == (subject, True)


def test_mail_about_what_is_undone_never_goes(
    app: Flask, asha: Person, general: Place, moderator: FlaskClient, time_machine: Time
) -> None:
    factories.make_user("Dsl", roles=["safeguarding_lead"])
    post = factories.post_topic(asha, general, "The gate", RUDE)
    before = outbox(app)
    for decision in ("decline", "escalate"):
        decide(app, moderator, post, decision)
        assert len(outbox(app)) == len(before) + 1
        assert undo(moderator) == 303
        assert outbox(app) == before
    time_machine.shift(timedelta(days=1))
    deliver(app)
    folder = Path(app.instance_path) / "mail"
    assert not [file for file in folder.glob("*.eml") if "asks for help" in file.read_text()]


@pytest.mark.both_engines
def test_mail_that_is_on_its_way_stands_in_the_way(
    app: Flask, asha: Person, general: Place, moderator: FlaskClient
) -> None:
    post = factories.post_topic(asha, general, "The gate", RUDE)
    decide(app, moderator, post, "publish")
    with app.app_context():
        mail = db.session.scalars(sa.select(Mail).where(Mail.act_id.is_not(None))).one()
        mail.claimed_at = mail.queued_at
        db.session.commit()
    assert undo(moderator) == 409
    assert kept(app, post)[0]["state"] == "published"  # type: ignore[index]


def test_whoever_is_blocked_reads_why_at_once_though_the_letter_follows(
    app: Flask, asha: Person
) -> None:
    from tests.forum.accounts.test_guards import block

    block(app, asha)
    page = browser(app, asha).get("/")
    assert page.status_code == 403
    assert "Why" in page.text
    assert "follows within two minutes" in page.text


def test_the_button_works_with_the_token_of_the_page(
    csrf_app: Flask, asha: Person, general: Place
) -> None:
    post = factories.post_topic(asha, general, "The gate", RUDE)
    csrf_app.config["WTF_CSRF_ENABLED"] = False
    mo = browser(csrf_app, factories.make_user("Mo", roles=["moderator"]))
    decide(csrf_app, mo, post, "decline")
    csrf_app.config["WTF_CSRF_ENABLED"] = True
    page = mo.get("/moderation/")
    form = page.text[page.text.index("/moderation/acts/") :]
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    button = BUTTON.search(page.text)
    assert token
    assert button
    assert mo.post(button[1]).status_code == 400
    assert mo.post(button[1], data={"csrf_token": token[1]}).status_code == 303
