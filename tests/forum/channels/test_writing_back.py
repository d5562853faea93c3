"""A message to school goes both ways until it is closed, and between nobody else."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.channels.models import Concern, ConcernStep
from forum.extensions import db
from forum.notifications.models import Mail
from moderation.cases.models import Finding
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from tests import factories
from tests.factories import Person
from tests.forum.accounts.test_guards import block
from tests.forum.pages import browser, count_of

WORD = "zyzzyvaprivate"
FIRST = {"name": "Asha", "email": "asha@school.example", "text": f"About the swings {WORD}."}
MORE = {"text": f"Monday does not suit us. {WORD}"}


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("The Office", roles=["admin"]))


@pytest.fixture
def parent(app: Flask, asha: Person, office: FlaskClient) -> FlaskClient:
    """Asha has complained, and the office has answered."""
    client = browser(app, asha)
    assert client.post("/contact/complaint", data=FIRST).status_code == 303
    answer = {"version": 0, "words": "Please come on Monday."}
    assert office.post("/admin/messages/1/reply", data=answer).status_code == 303
    return client


def actions(app: Flask) -> list[str]:
    with app.app_context():
        entries = db.session.query(AuditEntry).filter(AuditEntry.action.startswith("concern:"))
        assert not [entry for entry in entries if WORD in str(entry.detail)]
        return [entry.action for entry in entries.order_by(AuditEntry.id)]


def mails_to(app: Flask, address: str) -> list[str]:
    with app.app_context():
        found = db.session.query(Mail).filter_by(to_address=address).order_by(Mail.id)
        return [mail.subject + mail.body for mail in found]


@pytest.mark.both_engines
def test_a_parent_writes_back_and_the_office_finds_it_first_with_a_day(
    app: Flask, parent: FlaskClient, office: FlaskClient, client: FlaskClient
) -> None:
    client.post("/contact/complaint", data=FIRST | {"name": "Priya", "text": "About lunch."})
    assert "They wrote back" not in office.get("/admin/messages").text.partition("<ul")[2]
    assert parent.post("/me/messages/1/write-back", data=MORE).status_code == 303
    assert "Monday does not suit us" in parent.get("/me/messages/1").text
    listed = office.get("/admin/messages").text
    first = listed.index('data-state="wrote_back"')
    assert first < listed.index('data-state="new"')
    assert "due <time" in listed[first : listed.index('data-state="new"')]
    assert 'data-state="new"' not in office.get("/admin/messages?state=wrote_back").text
    assert "data-concern" not in office.get("/admin/messages?state=answered").text
    page = office.get("/admin/messages/1").text
    assert "Asha wrote back" in page
    assert "Monday does not suit us" in page
    stale = office.post("/admin/messages/1/reply", data={"version": 1, "words": "Good."})
    assert stale.status_code == 409
    assert "Asha has written again" in stale.text
    answer = {"version": 2, "words": "Then on Tuesday."}
    assert office.post("/admin/messages/1/reply", data=answer).status_code == 303
    assert 'data-state="answered"' in office.get("/admin/messages").text
    assert "Then on Tuesday." in parent.get("/me/messages/1").text
    assert actions(app) == [
        *("concern:received", "concern:replied", "concern:received"),
        *("concern:wrote_back", "concern:replied"),
    ]


def test_mail_says_only_that_there_is_a_new_message(app: Flask, parent: FlaskClient) -> None:
    reader = factories.make_user(roles=["admin"])
    factories.make_user(roles=["moderator"])
    before = set(mails_to(app, "asha@school.example"))
    parent.post("/me/messages/1/write-back", data=MORE)
    told = mails_to(app, reader.email)
    assert len(told) == 1
    assert "There is a new message" in told[0]
    with app.app_context():
        assert not [m for m in db.session.query(Mail) if WORD in m.subject + m.body]
        assert not [m for m in db.session.query(Mail) if "Monday" in m.subject + m.body]
    assert set(mails_to(app, "asha@school.example")) == before


@pytest.mark.both_engines
def test_a_double_click_is_one_message(app: Flask, parent: FlaskClient) -> None:
    for _ in range(3):
        assert parent.post("/me/messages/1/write-back", data=MORE).status_code == 303
    assert count_of(app, ConcernStep) == 2
    assert parent.post("/me/messages/1/write-back", data={"text": "And more."}).status_code == 303
    assert count_of(app, ConcernStep) == 3


def test_nobody_else_writes_or_reads_there(
    app: Flask, parent: FlaskClient, ben: Person, office: FlaskClient
) -> None:
    parent.post("/me/messages/1/write-back", data=MORE)
    others = [ben, factories.make_user(roles=["moderator", "safeguarding_lead", "appeals_officer"])]
    for reader in [*(browser(app, each) for each in others), app.test_client()]:
        for path in ("/me/messages", "/me/messages/1", "/admin/messages", "/admin/messages/1"):
            assert WORD not in reader.get(path).text
        sent = reader.post("/me/messages/1/write-back", data={"text": "Me too."})
        assert sent.status_code in (303, 404)
    assert office.post("/me/messages/1/write-back", data={"text": "Me too."}).status_code == 404
    assert count_of(app, ConcernStep) == 2


@pytest.mark.parametrize("text", ["", " \n\u200b", "x" * 20_001])
def test_what_cannot_be_sent_is_said_at_the_field_and_kept(
    app: Flask, parent: FlaskClient, text: str
) -> None:
    sent = parent.post("/me/messages/1/write-back", data={"text": text})
    assert sent.status_code == 422
    assert 'id="text-problem"' in sent.text
    assert text.strip()[:50] in sent.text
    assert count_of(app, ConcernStep) == 1


def closed_until(app: Flask, office: FlaskClient) -> datetime:
    """The office has closed it; until when its writer may open it again."""
    closed = {"version": 1, "outcome": "The swings are mended."}
    assert office.post("/admin/messages/1/close", data=closed).status_code == 303
    with app.app_context():
        last = db.session.query(Concern).one().reopen_until
    assert last is not None
    return last


def test_a_closed_message_is_opened_again_while_there_is_time(
    app: Flask,
    asha: Person,
    parent: FlaskClient,
    office: FlaskClient,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    time_machine.move_to(closed_until(app, office) - timedelta(minutes=1))
    parent, office = browser(app, asha), browser(app, factories.make_user("Olu", roles=["admin"]))
    assert "This is not settled" in parent.get("/me/messages/1").text
    assert parent.post("/me/messages/1/write-back", data=MORE).status_code == 303
    assert 'data-state="wrote_back"' in office.get("/admin/messages").text
    assert "says that it is not settled" in office.get("/admin/messages/1").text
    again = {"version": 3, "outcome": "Mended again."}
    assert office.post("/admin/messages/1/close", data=again).status_code == 303
    assert actions(app)[-3:] == ["concern:closed", "concern:reopened", "concern:closed"]


def test_after_that_it_takes_a_new_message_and_the_words_stay(
    app: Flask,
    asha: Person,
    parent: FlaskClient,
    office: FlaskClient,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    time_machine.move_to(closed_until(app, office))
    parent = browser(app, asha)
    page = parent.get("/me/messages/1").text
    assert "This is finished" in page
    assert "<textarea" not in page
    late = parent.post("/me/messages/1/write-back", data=MORE)
    assert late.status_code == 422
    assert "as a new message" in late.text
    assert WORD in late.text.partition("<textarea")[2]
    assert count_of(app, ConcernStep) == 2


def test_what_is_added_before_any_answer_moves_no_day(app: Flask, asha: Person) -> None:
    parent, office = browser(app, asha), browser(app, factories.make_user("Olu", roles=["admin"]))
    parent.post("/contact/complaint", data=FIRST)
    due = re.search(r"due <time.*?</time>", office.get("/admin/messages").text)
    assert due
    assert parent.post("/me/messages/1/write-back", data=MORE).status_code == 303
    listed = office.get("/admin/messages").text
    assert 'data-state="new"' in listed
    assert due[0] in listed


def test_more_about_a_child_is_kept_from_whoever_it_names(app: Flask, asha: Person) -> None:
    lead = factories.make_user("Ruth Castle", roles=["safeguarding_lead"])
    other = factories.make_user("Owen Reed", roles=["safeguarding_lead"])
    parent = browser(app, asha)
    assert parent.post("/contact/child-at-risk", data=FIRST).status_code == 303
    assert WORD in browser(app, lead).get("/admin/messages/1").text
    more = {"text": f"It was Ruth Castle. {WORD}"}
    assert parent.post("/me/messages/1/write-back", data=more).status_code == 303
    assert browser(app, lead).get("/admin/messages/1").status_code == 404
    assert WORD in browser(app, other).get("/admin/messages/1").text
    assert not [mail for mail in mails_to(app, lead.email) if "more about a child" in mail]
    assert [mail for mail in mails_to(app, other.email) if "more about a child" in mail]


def test_nothing_written_here_is_screened_or_counts_against_anybody(
    app: Flask, parent: FlaskClient
) -> None:
    rude = {"text": "You are all fucking useless and I will say so."}
    assert parent.post("/me/messages/1/write-back", data=rude).status_code == 303
    assert count_of(app, Submission) == 0
    assert count_of(app, Finding) == 0


def test_who_wrote_without_signing_in_is_answered_elsewhere(
    client: FlaskClient, office: FlaskClient
) -> None:
    sent = client.post("/contact/complaint", data=FIRST)
    assert "the answer comes by mail or by telephone" in client.get(sent.location).text
    page = office.get("/admin/messages/1").text
    assert "they cannot write back here" in page
    assert 'name="words"' not in page


def test_whoever_is_blocked_keeps_this_way(app: Flask, asha: Person, parent: FlaskClient) -> None:
    block(app, asha)
    blocked = parent.get("/")
    assert blocked.status_code == 403
    assert 'href="/me/messages"' in blocked.text
    assert parent.post("/me/messages/1/write-back", data=MORE).status_code == 303
    assert "Monday does not suit us" in parent.get("/me/messages/1").text
