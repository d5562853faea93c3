"""Whoever is thanked hears of it: one line of news, never a mail at once, gone when it is taken back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from forum.extensions import db
from forum.notifications import worker
from forum.notifications.models import Follow, News
from forum.notifications.schedule import Pace
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.notifications.mail_server import MailServer
from tests.forum.notifications.school import choose, count, deliver, news
from tests.forum.pages import browser, count_of

Time = time_machine.TimeMachineFixture
pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("school_day")]
TEATIME = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def fair(asha: Person, general: Place) -> Written:
    """What is thanked for: Asha's post."""
    return factories.post_topic(asha, general, "The fair")


def thank(app: Flask, reader: Person, post: Written, said: str = "yes") -> None:
    sent = browser(app, reader).post(f"/posts/{post.id}/thank", data={"thank": said})
    assert sent.status_code == 303


def test_thanks_for_a_post_are_one_line_and_news_until_the_post_is_seen(
    app: Flask, fair: Written, asha: Person, ben: Person, time_machine: Time
) -> None:
    author = browser(app, asha)
    thank(app, ben, fair)
    thank(app, ben, fair)  # once more is no more
    assert news(author) == ["Ben said thank you for your post in The fair"]
    for name in ("Cara", "Dora"):
        time_machine.shift(60)
        thank(app, factories.make_user(name), fair)
    assert news(author) == ["Ben and 2 others said thank you for your post in The fair"]
    assert count(author) == 3
    assert news(browser(app, ben)) == []
    second = factories.post_reply(asha, fair.topic_id, "And lemonade")
    thank(app, ben, second)
    assert len(news(author)) == 2
    with author.get(f"/topics/{fair.topic_id}"):
        pass
    assert (news(author), count(author)) == ([], 0)
    assert "Ben and 2 others said thank you for your post in The fair" in news(author, "no")


def test_thanks_taken_back_were_never_said(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    cara = factories.make_user("Cara")
    for reader in (ben, cara):
        thank(app, reader, fair)
    thank(app, cara, fair, "no")
    author = browser(app, asha)
    assert news(author) == ["Ben said thank you for your post in The fair"]
    thank(app, ben, fair, "no")
    assert (news(author), count_of(app, News)) == ([], 0)
    time_machine.move_to(TEATIME, tick=False)
    assert deliver(app, server) == []


def test_thanks_come_in_the_mail_of_the_day_and_never_at_once(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    choose(app, asha, following=Pace.INSTANT, named=Pace.INSTANT)
    with browser(app, ben).post(f"/posts/{fair.id}/thank") as answer:
        assert answer.status_code == 303
    assert deliver(app, server) == []
    thank(app, factories.make_user("Cara"), fair)
    time_machine.move_to(TEATIME, tick=False)
    (mail,) = deliver(app, server)
    assert (mail["To"], mail["Subject"]) == (
        asha.email,
        "Ben and Cara said thank you for your post in The fair",
    )
    assert "No more mail about new posts in what you follow, and thanks:" in mail.get_content()
    time_machine.shift(timedelta(days=8))
    assert deliver(app, server) == []


@pytest.mark.parametrize(("pace", "mails"), [(Pace.WEEKLY, 1), (Pace.OFF, 0)])
def test_thanks_come_no_sooner_than_anything_else(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, pace: Pace, mails: int
) -> None:
    choose(app, asha, following=pace)
    thank(app, ben, fair)
    with time_machine.travel(TEATIME, tick=False):
        assert deliver(app, server) == []
    with time_machine.travel(TEATIME + timedelta(days=7), tick=False):
        assert len(deliver(app, server)) == mails


@pytest.mark.parametrize("level", ["mute", "normal"])
def test_somebody_who_muted_the_topic_hears_no_thanks(
    app: Flask, fair: Written, asha: Person, ben: Person, level: str
) -> None:
    author = browser(app, asha)
    author.post(f"/topics/{fair.topic_id}/follow", data={"level": level})
    thank(app, ben, fair)
    said = [] if level == "mute" else ["Ben said thank you for your post in The fair"]
    assert news(author) == said
    author.post(f"/topics/{fair.topic_id}/follow", data={"level": "mute"})
    assert (news(author), count(author)) == ([], 0)


def test_thanks_for_what_no_longer_shows_are_no_news(
    app: Flask, fair: Written, asha: Person, ben: Person, server: MailServer, time_machine: Time
) -> None:
    reply = factories.post_reply(asha, fair.topic_id, "And lemonade")
    thank(app, ben, reply)
    author = browser(app, asha)
    assert count(author) == 1
    reported = {"reason": "child_at_risk", "details": "Please look."}
    assert browser(app, ben).post(f"/posts/{reply.id}/report", data=reported).status_code == 303
    assert (news(author), count(author)) == ([], 0)
    time_machine.move_to(TEATIME, tick=False)
    assert not [mail for mail in deliver(app, server) if "thank" in mail.as_string()]


def test_calling_a_board_read_calls_its_news_read_and_no_other(
    app: Flask, fair: Written, asha: Person, ben: Person
) -> None:
    year_2 = factories.make_board("year-2", year_group="Year 2")
    swimming = factories.post_topic(asha, year_2, "Swimming")
    dora = factories.make_user("Dora", years=["Year 2"])
    author, other = browser(app, asha), browser(app, ben)
    thank(app, dora, fair)
    thank(app, dora, swimming)
    factories.post_reply(ben, fair.topic_id)
    factories.post_reply(dora, fair.topic_id)
    assert (count(author), count(other)) == (4, 1)
    assert author.post("/boards/general/read").status_code == 303
    assert news(author) == ["Dora said thank you for your post in Swimming"]
    assert count(other) == 1


def test_what_somebody_saw_is_forgotten_after_ninety_days_and_what_they_did_not_is_not(
    app: Flask, fair: Written, asha: Person, ben: Person, time_machine: Time
) -> None:
    cara = factories.make_user("Cara")
    thank(app, ben, fair)
    author = browser(app, asha)
    assert author.post("/me/notifications/read").status_code == 303
    thank(app, cara, fair)
    time_machine.shift(timedelta(days=90))
    worker._remind(app)
    assert count_of(app, News) == 2
    time_machine.shift(timedelta(seconds=1))
    worker._remind(app)
    with app.app_context():
        left = db.session.query(News).all()
        assert [(each.thanked_by_id, each.read_at) for each in left] == [(cara.id, None)]
    assert count_of(app, Follow) == 1
    assert "90 days after you saw it" in app.test_client().get("/privacy").text


def test_a_school_without_a_worker_forgets_as_well(
    app: Flask, fair: Written, asha: Person, ben: Person, time_machine: Time
) -> None:
    thank(app, ben, fair)
    assert browser(app, asha).post("/me/notifications/read").status_code == 303
    time_machine.shift(timedelta(days=91))
    reader = browser(app, ben)
    app.config["REMIND_EVERY_MINUTES"] = 10
    with reader.post("/me/notifications/read") as answer:
        assert answer.status_code == 303
    assert count_of(app, News) == 0
