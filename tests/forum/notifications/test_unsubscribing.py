"""Mail is stopped from the mail, by one press, by whoever got it, and by nothing else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from forum.notifications.models import MailSettings
from forum.notifications.schedule import Pace
from forum.notifications.unsubscribing import LASTS
from tests import factories
from tests.factories import Person, Place
from tests.forum.notifications.mail_server import MailServer
from tests.forum.notifications.school import choose, deliver

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
pytestmark = pytest.mark.usefixtures("school_day")


@pytest.fixture
def link(
    csrf_app: Flask,
    asha: Person,
    ben: Person,
    general: Place,
    server: MailServer,
    time_machine: time_machine.TimeMachineFixture,
) -> str:
    """The link of a mail that Asha got, as its header has it."""
    topic = factories.post_topic(asha, general, "The fair")
    factories.post_reply(ben, topic.topic_id)
    time_machine.move_to(datetime(2026, 11, 24, 18, tzinfo=UTC), tick=False)
    (mail,) = deliver(csrf_app, server)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost(/unsubscribe/\S+)>", mail["List-Unsubscribe"])
    assert found
    assert found[1] in mail.get_content()
    return found[1]


def paces(app: Flask, person: Person) -> tuple[Pace, Pace] | None:
    with app.app_context():
        kept = db.session.get(MailSettings, person.id)
        return (kept.following, kept.named) if kept else None


def test_one_press_stops_that_mail_without_signing_in_and_again_changes_nothing(
    csrf_app: Flask, client: FlaskClient, link: str, asha: Person, ben: Person, server: MailServer
) -> None:
    for _ in range(2):
        sent = client.post(link, data=ONE_CLICK)
        assert sent.status_code == 200
        assert 'data-stopped="following"' in sent.text
    assert paces(csrf_app, asha) == (Pace.OFF, Pace.INSTANT)
    assert paces(csrf_app, ben) is None
    factories.post_reply(ben, 1)
    with time_machine.travel(datetime(2026, 12, 24, 18, tzinfo=UTC), tick=False):
        assert deliver(csrf_app, server) == []


def test_a_scanner_that_follows_the_link_changes_nothing(
    csrf_app: Flask, client: FlaskClient, link: str, asha: Person
) -> None:
    for ask in (client.get, client.head, client.options):
        assert ask(link).status_code == 200
    page = client.get(link).text
    assert "Nothing has changed yet." in page
    assert asha.email in page
    assert paces(csrf_app, asha) is None


def test_an_altered_link_gets_a_kind_page_and_changes_nothing(
    csrf_app: Flask, client: FlaskClient, link: str, asha: Person
) -> None:
    token = link.rpartition("/")[2]
    body, _, rest = token.partition(".")
    for altered in (f"{body}x.{rest}", token[:-2], token.swapcase(), "not-a-token"):
        for sent in (
            client.get(f"/unsubscribe/{altered}"),
            client.post(f"/unsubscribe/{altered}", data=ONE_CLICK),
        ):
            assert sent.status_code == 404
            assert "This link isn’t whole any more" in sent.text.replace("&#39;", "’")
    assert paces(csrf_app, asha) is None


def test_a_link_for_something_else_stops_nothing(
    csrf_app: Flask, client: FlaskClient, asha: Person
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    client.post("/forgot-password", data={"email": asha.email})
    with csrf_app.app_context():
        from forum.accounts.services import _tokens

        reset = _tokens().dumps([asha.id, "following"])
    assert client.post(f"/unsubscribe/{reset}", data=ONE_CLICK).status_code == 404
    assert paces(csrf_app, asha) is None


def test_a_link_from_long_ago_says_so_kindly(
    csrf_app: Flask, client: FlaskClient, link: str, asha: Person
) -> None:
    with time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC) + timedelta(seconds=LASTS), tick=False):
        assert client.post(link, data=ONE_CLICK).status_code == 404
    assert paces(csrf_app, asha) is None


def test_stopping_also_stops_what_was_chosen_for_one_place(
    csrf_app: Flask, client: FlaskClient, link: str, asha: Person, ben: Person, server: MailServer
) -> None:
    choose(csrf_app, asha, following=Pace.INSTANT)
    factories.post_reply(ben, 1)
    client.post(link, data=ONE_CLICK)
    assert deliver(csrf_app, server) == []


def test_what_the_school_tells_somebody_has_no_such_link(
    app: Flask, client: FlaskClient, asha: Person, server: MailServer
) -> None:
    with client.post("/forgot-password", data={"email": asha.email}):
        pass
    assert "List-Unsubscribe" not in server.received[0]
