"""From a held post or a blank page to the school's answer, and nobody else reads a word."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import roll
from forum.accounts.models import RollEntry, User
from forum.boards.models import Draft
from forum.channels.models import Concern, ConcernKind
from forum.extensions import db
from forum.notifications.models import Mail
from moderation.cases.models import Finding
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import RUDE, browser, count_of

ROLL = b"""role,title,given_name,family_name,known_as,year_group,job
staff,Mrs,Helen,Hargreaves,,,Head teacher
staff,Mr,Peter,Moss,,Year 2,Class teacher
staff,Miss,Olivia,Frost,,Year 5,Class teacher
"""
WORD = "zyzzyvaprivate"
GOOD = {"name": "Asha", "email": "asha@school.example", "text": f"About the swings {WORD}."}


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("The Office", roles=["admin"]))


def teacher(app: Flask, family_name: str) -> FlaskClient:
    """A teacher on the roll with an account of their own."""
    person = factories.make_user(family_name)
    with app.app_context():
        if not db.session.query(RollEntry).count():
            roll.replace_roll(roll.people_in(ROLL), admin=None)
        entry = db.session.query(RollEntry).filter_by(family_name=family_name).one()
        db.session.get_one(User, person.id).roll_entry_id = entry.id
        db.session.commit()
    return browser(app, person)


def actions(app: Flask) -> list[str]:
    with app.app_context():
        entries = db.session.query(AuditEntry).filter(AuditEntry.action.startswith("concern:"))
        assert not [entry for entry in entries if WORD in str(entry.detail)]
        return [entry.action for entry in entries.order_by(AuditEntry.id)]


@pytest.mark.both_engines
def test_us_04_a_held_post_becomes_a_complaint_with_a_receipt_and_is_no_breach(
    app: Flask, asha: Person, general: Place, office: FlaskClient
) -> None:
    held = factories.post_topic(asha, general, "The gate", f"{RUDE} {WORD}")
    author = browser(app, asha)
    sent = author.post(f"/me/posts/{held.id}/take-to/formal_complaint")
    assert sent.status_code == 303
    receipt = author.get(sent.location).text
    assert re.search(r"C-\w{4}-\w{4}", receipt)
    assert "begins to look at it by" in receipt
    assert "the school’s procedure" in receipt
    assert 'data-state="redirected"' in author.get(f"/me/posts/{held.id}").text
    assert WORD in office.get("/admin/messages/1").text
    moderator = browser(app, factories.make_user("Mo", roles=["moderator"]))
    assert WORD not in moderator.get("/moderation/").text
    assert moderator.get("/admin/messages/1").status_code == 403
    assert count_of(app, Finding) == 0
    assert actions(app) == ["concern:received"]


@pytest.mark.both_engines
def test_a_talk_is_read_by_the_teacher_picked_and_the_office_alone(
    app: Flask, asha: Person, ben: Person, office: FlaskClient
) -> None:
    moss, frost = teacher(app, "Moss"), teacher(app, "Frost")
    parent = browser(app, asha)
    page = parent.get("/contact/talk").text
    assert "Mr Moss" in page
    assert "Miss Frost" not in page
    chosen = re.search(r'value="(staff-\d+)"', page)
    assert chosen
    wishes = {"whom": chosen[1], "talk_by": "meet", "when_suits": "Mornings"}
    assert parent.post("/contact/talk", data=GOOD | wishes).status_code == 303
    for reader in (moss, office):
        assert WORD in reader.get("/admin/messages/1").text
    others = [frost, browser(app, ben), app.test_client()]
    others.append(browser(app, factories.make_user(roles=["moderator", "safeguarding_lead"])))
    for reader in others:
        for path in ("/admin/messages", "/admin/messages/1", "/me/messages/1"):
            assert WORD not in reader.get(path).text
    with app.app_context():
        assert not [m for m in db.session.query(Mail) if WORD in m.subject + m.body]
    answer = {"version": 0, "words": "Come on Monday at nine."}
    assert moss.post("/admin/messages/1/reply", data=answer).status_code == 303
    assert "Come on Monday" in parent.get("/me/messages/1").text
    again = office.post("/admin/messages/1/reply", data=answer)
    assert again.status_code == 409
    assert "Moss has replied" in again.text
    assert "Come on Monday" in again.text
    assert actions(app) == ["concern:received", "concern:replied"]


def test_a_complaint_about_the_head_goes_to_the_chair_alone(
    app: Flask, client: FlaskClient, office: FlaskClient
) -> None:
    chair = browser(app, factories.make_user("Chair", roles=["appeals_officer"]))
    assert client.post("/contact/complaint", data=GOOD | {"about_head": "yes"}).status_code == 303
    listed = office.get("/admin/messages").text
    assert "1 about the headteacher" in listed
    assert "Asha" not in listed
    assert office.get("/admin/messages/1").status_code == 404
    assert office.post("/admin/messages/1/take", data={"version": 0}).status_code == 404
    assert WORD in chair.get("/admin/messages/1").text
    assert chair.post("/admin/messages/1/take", data={"version": 0}).status_code == 303
    strange = client.post("/contact/complaint", data=GOOD | {"about_head": "perhaps"})
    assert strange.status_code == 422
    assert WORD in strange.text


def test_an_agenda_line_names_nobody_and_stands_on_the_agenda(
    app: Flask, asha: Person, office: FlaskClient
) -> None:
    teacher(app, "Moss")
    parent = browser(app, asha)
    named = parent.post("/contact/meeting", data=GOOD | {"topic": "Homework from Mr Moss"})
    assert named.status_code == 422
    assert "this names somebody" in named.text
    assert WORD in named.text
    assert parent.post("/contact/meeting", data=GOOD).status_code == 422
    left = GOOD | {"topic": "Homework from Mr Moss", "office_words_it": "y"}
    assert parent.post("/contact/meeting", data=left).status_code == 303
    day = {"version": 0, "meeting_on": "2099-01-12"}
    assert office.post("/admin/messages/1/agenda", data=day).status_code == 422
    named = office.post("/admin/messages/1/agenda", data=day | {"wording": "Mr Moss again"})
    assert named.status_code == 422
    worded = day | {"wording": "How much homework?"}
    assert office.post("/admin/messages/1/agenda", data=worded).status_code == 303
    agenda = office.get("/admin/messages/agenda").text
    assert "How much homework?" in agenda
    assert "Moss" not in agenda
    assert "Asha" not in agenda
    closed = {"version": 1, "outcome": "Less on Fridays."}
    assert office.post("/admin/messages/1/close", data=closed).status_code == 303
    assert "Less on Fridays." in parent.get("/me/messages/1").text
    assert actions(app) == ["concern:received", "concern:on_agenda", "concern:closed"]


def test_the_office_passes_a_note_on_to_the_person_meant_once(
    app: Flask, client: FlaskClient, office: FlaskClient
) -> None:
    frost = teacher(app, "Frost")
    assert client.post("/contact/individual", data=GOOD | {"meant_for": "Miss Frost"}).status_code == 303
    assert frost.get("/admin/messages/1").status_code == 403
    with app.app_context():
        id_ = db.session.query(User).filter_by(display_name="Frost").one().id
    passed = {"version": 0, "recipient": id_}
    assert office.post("/admin/messages/1/pass", data=passed).status_code == 303
    assert office.post("/admin/messages/1/pass", data=passed).status_code == 409
    assert (
        office.post("/admin/messages/1/pass", data={"version": 1, "recipient": "x"}).status_code == 422
    )
    assert WORD in frost.get("/admin/messages/1").text
    assert frost.post("/admin/messages/1/pass", data=passed | {"version": 1}).status_code == 403
    assert (
        frost.post("/admin/messages/1/reply", data={"version": 1, "words": "Hello"}).status_code == 409
    )


def test_nobody_is_sent_to_face_whom_they_fear_and_the_words_stay(
    app: Flask, client: FlaskClient
) -> None:
    text = f"I will kill him if he does it again. {WORD}"
    refused = client.post("/contact/individual", data=GOOD | {"text": text})
    assert refused.status_code == 422
    assert WORD in refused.text
    assert 'formaction="/contact/talk"' in refused.text
    assert client.post("/contact/talk", data=GOOD | {"text": text}).status_code == 303


@pytest.mark.both_engines
def test_the_same_words_twice_within_ten_minutes_are_one(app: Flask, client: FlaskClient) -> None:
    for _ in range(3):
        assert client.post("/contact/complaint", data=GOOD).status_code == 303
    assert count_of(app, Concern) == 1
    assert client.post("/contact/talk", data=GOOD).status_code == 303
    assert count_of(app, Concern) == 2


def test_what_stands_in_a_composer_goes_to_the_school_instead(
    app: Flask, asha: Person, general: Place
) -> None:
    parent, place = browser(app, asha), "/boards/general/new"
    words = {"title": "The swings", "body": WORD}
    sent = parent.post(f"/contact/instead?place={place}", data=words)
    assert sent.status_code == 303
    assert WORD in parent.get(sent.location).text
    form = parent.get(f"/contact/complaint?draft={place}").text
    assert WORD in form
    data = GOOD | {"text": f"The swings {WORD}", "draft": place}
    assert parent.post("/contact/complaint", data=data).status_code == 303
    assert count_of(app, Draft) == 0
    ended = app.test_client().post(f"/contact/instead?place={place}", data=words)
    assert ended.location.startswith("/sign-in")
    assert count_of(app, Draft) == 1
    assert parent.post("/contact/instead?place=/me", data=words).status_code == 404


def test_nobody_answers_what_they_wrote_themselves(app: Flask) -> None:
    admin = browser(app, factories.make_user("Ada", roles=["admin"]))
    assert admin.post("/contact/complaint", data=GOOD).status_code == 303
    assert (
        admin.post("/admin/messages/1/close", data={"version": 0, "outcome": "Fine"}).status_code == 403
    )


def test_what_is_not_answered_in_time_is_marked(
    app: Flask, client: FlaskClient, school_day: object, time_machine: object
) -> None:
    client.post("/contact/complaint", data=GOOD)
    with app.app_context():
        concern = db.session.query(Concern).one()
        assert concern.kind is ConcernKind.COMPLAINT
        assert concern.acknowledge_by is not None
        due = concern.acknowledge_by
    time_machine.move_to(due.replace(day=due.day + 1) if due.day < 28 else due)  # type: ignore[attr-defined]
    office = browser(app, factories.make_user(roles=["admin"]))
    assert "Overdue" in office.get("/admin/messages").text
