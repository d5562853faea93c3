"""The forum reminds by itself: after a form has been answered, now and then, never for a reader."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import Moderation
from moderation.notices.models import Notice
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import RUDE, browser

Time = time_machine.TimeMachineFixture
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATE = "We are late with your post"


@pytest.fixture
def reminding(app: Flask, time_machine: Time) -> Iterator[Flask]:
    """The application as a school runs it, on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    app.config["REMIND_EVERY_MINUTES"] = 10
    kept = app.extensions["reminded_at"]
    app.extensions["reminded_at"] = datetime.min.replace(tzinfo=UTC)
    yield app
    app.extensions["reminded_at"] = kept


@pytest.fixture
def held(reminding: Flask, asha: Person, general: Place) -> Written:
    return factories.post_topic(asha, general, "The fair", RUDE)


def notices(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Notice.subject).order_by(Notice.id)))


def mails(app: Flask) -> list[tuple[str, bool]]:
    with app.app_context():
        rows = db.session.execute(sa.select(Mail.subject, Mail.sent_at).order_by(Mail.id))
        return [(subject, sent is not None) for subject, sent in rows]


def send_something(client: FlaskClient) -> None:
    """Any form, answered, with what comes after the answer."""
    with client.post("/moderation/try", data={"text": "Hello"}) as answer:
        assert answer.status_code == 200


@pytest.mark.both_engines
def test_the_running_forum_tells_an_author_and_the_head_in_turn(
    reminding: Flask, held: Written, asha: Person, time_machine: Time
) -> None:
    head = browser(reminding, factories.make_user("Head", roles=["admin"]))
    own = browser(reminding, asha)
    time_machine.move_to(MONDAY + timedelta(days=2, minutes=1), tick=False)
    before = mails(reminding)
    head.get("/moderation/")
    own.get("/me")
    assert mails(reminding) == before
    send_something(head)
    assert notices(reminding)[-1] == LATE
    assert mails(reminding)[len(before) :] == [(LATE, True)]
    page = own.get(f"/me/posts/{held.id}").text
    assert "We are later than we said, and sorry. Nothing has been decided." in page
    assert "A person will look by" in page
    assert "tomorrow, 5:00 pm" in page
    assert "We are later than we said" in own.get("/me").text
    time_machine.move_to(MONDAY + timedelta(days=3, minutes=1), tick=False)
    send_something(head)
    assert mails(reminding)[-1] == ("A post has waited too long on the forum", True)
    send_something(head)
    with reminding.app_context():
        done = list(
            db.session.scalars(
                sa.select(AuditEntry.action).where(AuditEntry.action.startswith("reminder:"))
            )
        )
    assert done == ["reminder:author", "reminder:head"]
    assert "Waiting too long" in head.get("/moderation/").text


def test_it_looks_at_most_every_ten_minutes_and_not_at_all_where_cron_does(
    reminding: Flask, held: Written, time_machine: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[datetime] = []
    moderator = browser(reminding, factories.make_user("Mo", roles=["moderator"]))
    monkeypatch.setattr(Moderation, "remind", lambda _: looked.append(datetime.now(UTC)) or [])
    for minutes in (11, 15, 19, 20, 22, 30, 41):
        time_machine.move_to(MONDAY + timedelta(minutes=minutes), tick=False)
        send_something(moderator)
    assert [each.minute for each in looked] == [11, 22, 41]
    reminding.config["REMIND_EVERY_MINUTES"] = 0
    time_machine.shift(timedelta(days=1))
    send_something(moderator)
    assert len(looked) == 3


def test_what_goes_wrong_with_it_reaches_no_page_and_is_tried_again(
    reminding: Flask, held: Written, time_machine: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Moderation) -> list[str]:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("locked"))

    moderator = browser(reminding, factories.make_user("Mo", roles=["moderator"]))
    time_machine.move_to(MONDAY + timedelta(days=2, minutes=1), tick=False)
    with monkeypatch.context() as broken:
        broken.setattr(Moderation, "remind", fails)
        send_something(moderator)
    assert LATE not in notices(reminding)
    time_machine.shift(timedelta(minutes=10))
    send_something(moderator)
    assert notices(reminding)[-1] == LATE


def test_the_command_reminds_and_sends(reminding: Flask, held: Written, time_machine: Time) -> None:
    time_machine.move_to(MONDAY + timedelta(days=2, minutes=1), tick=False)
    commands = reminding.test_cli_runner()
    done = commands.invoke(args=["moderation", "remind"])
    assert (done.exit_code, done.output) == (
        0,
        f"post/{held.id}: its author knows now that it is late.\n",
    )
    assert mails(reminding)[-1] == (LATE, True)
    again = commands.invoke(args=["moderation", "remind"])
    assert again.output == "Nobody has to be reminded of anything.\n"
