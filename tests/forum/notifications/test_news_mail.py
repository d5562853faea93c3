"""News by mail: when each wants it, once, and never what may not be read when it goes."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from forum.accounts.models import User, YearLink
from forum.extensions import db
from forum.notifications import delivery
from forum.notifications.models import Follow, Mail, News
from forum.notifications.schedule import Pace
from moderation import Moderation, clock
from moderation.cases.limits import InForce, Limits
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.notifications.mail_server import MailServer
from tests.forum.notifications.school import choose, deliver
from tests.forum.pages import browser

Time = time_machine.TimeMachineFixture
pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("school_day")]
TEATIME = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def fair(asha: Person, general: Place) -> Written:
    """A topic of Asha's, which she follows."""
    return factories.post_topic(asha, general, "The fair")


def test_one_mail_a_day_says_who_wrote_where_and_no_word_of_it(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    for words in ("Elderflower cordial", "And lemonade"):
        reply = factories.post_reply(ben, fair.topic_id, words)
    assert deliver(app, server) == []
    time_machine.move_to(TEATIME, tick=False)
    (mail,) = deliver(app, server)
    assert mail["To"] == asha.email
    assert mail["Subject"] == "2 new replies in The fair, from Ben"
    body = mail.get_content()
    assert f"http://localhost/posts/{reply.id - 1}" in body
    assert "Elderflower" not in mail.as_string()
    assert "cordial" not in body
    time_machine.shift(timedelta(days=2))
    assert deliver(app, server) == []


def test_an_instant_mail_leaves_after_the_answer_but_waits_through_the_night(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    choose(app, asha, following=Pace.INSTANT)
    writer = browser(app, ben)
    with writer.post(f"/topics/{fair.topic_id}/reply", data={"body": "Yes"}) as answer:
        assert answer.status_code == 303
        assert not server.received
    assert len(server.received) == 1
    time_machine.move_to(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), tick=False)
    factories.post_reply(ben, fair.topic_id, "And no")
    assert deliver(app, server) == []
    time_machine.move_to(datetime(2026, 11, 25, 7, 0, tzinfo=UTC), tick=False)
    assert len(deliver(app, server)) == 1


@pytest.mark.parametrize("what", ["deleted", "left", "class", "blocked", "muted", "off", "read"])
def test_nothing_goes_to_whom_or_of_what_it_no_longer_should(
    app: Flask,
    what: str,
    asha: Person,
    ben: Person,
    server: MailServer,
    time_machine: Time,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    year_2 = factories.make_board("year-2", year_group="Year 2")
    dora = factories.make_user("Dora", years=["Year 2"])
    topic = factories.post_topic(asha, year_2, "Swimming")
    reply = factories.post_reply(dora, topic.topic_id)
    reader = browser(app, asha)
    if what == "deleted":
        browser(app, dora).post(f"/posts/{reply.id}/delete")
    if what == "muted":
        reader.post(f"/topics/{topic.topic_id}/follow", data={"level": "mute"})
    if what == "off":
        choose(app, asha, following=Pace.OFF)
    if what == "read":
        with reader.get(f"/topics/{topic.topic_id}"):
            pass
    if what == "blocked":
        block = InForce("block", "R", "H2", "", clock.now(), clock.now(), "then", "Head")
        monkeypatch.setattr(Moderation, "limits_for", lambda *_: Limits(block=block))
    with app.app_context():
        if what == "left":
            db.session.get_one(User, asha.id).left_at = clock.now()
        if what == "class":
            db.session.execute(
                sa.update(YearLink).where(YearLink.user_id == asha.id).values(ended_at=clock.now())
            )
        db.session.commit()
    time_machine.move_to(TEATIME, tick=False)
    assert deliver(app, server) == []
    time_machine.shift(timedelta(days=8))
    assert deliver(app, server) == []


def test_what_is_taken_down_while_the_mail_server_is_silent_is_not_in_the_mail(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    reply = factories.post_reply(ben, fair.topic_id)
    time_machine.move_to(TEATIME, tick=False)
    server.refuses = asha.email
    assert deliver(app, server) == []
    browser(app, ben).post(f"/posts/{reply.id}/delete")
    server.refuses = ""
    time_machine.shift(timedelta(hours=1))
    assert deliver(app, server) == []
    with app.app_context():
        mail = db.session.scalars(sa.select(Mail).where(Mail.recipient_id == asha.id)).one()
        assert mail.dropped_at
        assert (mail.sent_at, mail.last_problem) == (None, "There was nothing left to say.")


def test_a_place_s_own_pace_comes_before_the_settings_and_changes_what_waits(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    factories.post_reply(ben, fair.topic_id)
    with app.app_context():
        (own,) = db.session.scalars(sa.select(Follow.id).where(Follow.person_id == asha.id))
    reader = browser(app, asha)
    fields = {"level": "follow", "pace": "weekly"}
    assert reader.post(f"/me/notifications/following/{own}", data=fields).status_code == 303
    time_machine.move_to(TEATIME, tick=False)
    assert deliver(app, server) == []
    time_machine.move_to(datetime(2026, 11, 27, 18, 0, tzinfo=UTC), tick=False)  # a Friday
    assert len(deliver(app, server)) == 1


def test_somebody_who_follows_five_hundred_topics_gets_one_mail_of_a_bearable_length(
    app: Flask, asha: Person, ben: Person, general: Place, server: MailServer, time_machine: Time
) -> None:
    choose(app, asha, follows_own=False)
    browser(app, asha).post("/boards/general/follow", data={"level": "follow"})
    with app.app_context():
        topics = [factories.post_topic(ben, general, f"Topic {n}").topic_id for n in range(500)]
        for topic_id in topics[:3]:
            factories.post_reply(ben, topic_id)
    time_machine.move_to(TEATIME, tick=False)
    (mail,) = [mail for mail in deliver(app, server) if mail["To"] == asha.email]
    body = mail.get_content()
    assert mail["Subject"].endswith("things new for you on the forum")
    assert body.count("http://localhost/posts/") == 25
    assert "more: http://localhost/me/notifications" in body


def test_two_workers_at_once_send_each_mail_once(
    app: Flask, fair: Written, general: Place, server: MailServer, time_machine: Time
) -> None:
    people = [factories.make_user(years=["Year 2"]) for _ in range(4)]
    for person in people:
        factories.post_reply(person, fair.topic_id)
    time_machine.move_to(TEATIME, tick=False)
    both = Barrier(2)

    def work() -> None:
        with app.app_context():
            both.wait()
            delivery.deliver_due()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    told = [line for mail in server.received for line in mail.splitlines() if line.startswith("To: ")]
    # Everybody but the last of them was told something: each once.
    assert len(told) == len(set(told)) == 4
    with app.app_context():
        waiting = sa.select(News).where(News.mail_id.is_(None), News.due_at.is_not(None))
        assert not db.session.scalars(waiting).all()
