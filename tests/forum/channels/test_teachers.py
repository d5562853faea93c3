"""A teacher has a role of their own: their classes' boards, and what parents send to them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import invitations, membership
from forum.accounts.models import Relationship, User, YearLink
from forum.channels.models import Concern
from forum.extensions import db
from forum.notifications.models import Mail
from forum.permissions import Role, may
from moderation import Permission as Moderating
from moderation import clock
from tests import factories
from tests.factories import Person
from tests.forum.every_address import pages
from tests.forum.pages import CLEAN, browser

WORD = "zyzzyvaprivate"
GOOD = {"name": "Asha", "email": "asha@school.example", "text": f"About the swings {WORD}."}


def make_teacher(app: Flask, name: str, year: str) -> Person:
    """A teacher of this class, with no place on the roll."""
    teacher = factories.make_user(name, roles=["teacher"])
    with app.app_context():
        link = YearLink(year_group=year, relationship=Relationship.TEACHER, started_at=clock.now())
        person = db.session.get_one(User, teacher.id)
        person.year_links.append(link)
        db.session.commit()
    return teacher


@pytest.fixture
def moss(app: Flask) -> Person:
    return make_teacher(app, "Peter Moss", "Year 2")


@pytest.fixture
def frost(app: Flask) -> Person:
    return make_teacher(app, "Olivia Frost", "Year 5")


def address_to(parent: FlaskClient, way: str, name: str) -> str:
    """What the form calls this person."""
    found = re.search(rf'value="([\w-]+)"[^>]*><label[^>]*>{name}', parent.get(f"/contact/{way}").text)
    assert found, f"{name} is not offered"
    return found[1]


def test_a_teacher_reads_the_boards_of_their_class_and_posts_there_as_staff(
    app: Flask, moss: Person, asha: Person
) -> None:
    factories.make_board("year-2", year_group="Year 2")
    factories.make_board("year-5", year_group="Year 5")
    teacher = browser(app, moss)
    assert teacher.get("/boards/year-5").status_code == 404
    sent = teacher.post("/boards/year-2/new", data={"title": "Wellies", "body": CLEAN})
    assert sent.status_code == 303
    page = browser(app, asha).get(sent.location).text
    assert "Peter Moss" in page
    assert "(teacher, Year 2)" in page


@pytest.mark.both_engines
@pytest.mark.parametrize("way", ["talk", "individual"])
def test_what_is_addressed_to_a_teacher_is_read_by_them_and_the_office_alone(
    app: Flask, asha: Person, ben: Person, moss: Person, frost: Person, way: str
) -> None:
    office = factories.make_user("The Office", roles=["admin"])
    moderator = factories.make_user(roles=["moderator", "parent"])
    lead = factories.make_user(roles=["safeguarding_lead"])
    parent = browser(app, asha)
    assert "Olivia Frost" not in parent.get(f"/contact/{way}").text
    whom = address_to(parent, way, "Peter Moss")
    assert parent.post(f"/contact/{way}", data=GOOD | {"whom": whom}).status_code == 303
    teacher = browser(app, moss)
    listed = teacher.get("/admin/messages").text
    assert "<h1>Messages to me</h1>" in listed
    assert listed.count("data-concern") == 1
    for reader in (teacher, browser(app, office)):
        assert WORD in reader.get("/admin/messages/1").text
    for other in (ben, frost, moderator, lead):
        reader = browser(app, other)
        for path in ("/admin/messages", "/admin/messages/1", "/me/messages/1", "/moderation/"):
            assert WORD not in reader.get(path).text
    with app.app_context():
        told = {mail.to_address for mail in db.session.query(Mail)}
        assert moss.email in told
        assert not told & {frost.email, moderator.email, lead.email}
        assert not [mail for mail in db.session.query(Mail) if WORD in mail.subject + mail.body]
    answer = {"version": 0, "words": "Come on Monday at nine."}
    assert teacher.post("/admin/messages/1/reply", data=answer).status_code == 303
    assert "Come on Monday" in parent.get("/me/messages/1").text
    assert parent.post("/me/messages/1/write-back", data={"text": "Gladly."}).status_code == 303
    assert "They wrote back" in teacher.get("/admin/messages").text


def test_a_teacher_of_another_class_cannot_be_picked(app: Flask, asha: Person, frost: Person) -> None:
    parent = browser(app, asha)
    sent = parent.post("/contact/talk", data=GOOD | {"whom": f"teacher-{frost.id}"})
    assert sent.status_code == 422
    assert "Choose somebody from the list" in sent.text
    assert WORD in sent.text


def test_a_note_to_somebody_else_still_goes_through_the_office(
    app: Flask, asha: Person, moss: Person, frost: Person
) -> None:
    office = browser(app, factories.make_user("The Office", roles=["admin"]))
    parent = browser(app, asha)
    assert parent.post("/contact/individual", data=GOOD | {"meant_for": "The cook"}).status_code == 303
    with app.app_context():
        concern = db.session.query(Concern).one()
        assert (concern.meant_for, concern.recipient_id) == ("The cook", None)
    assert browser(app, moss).get("/admin/messages/1").status_code == 404
    passed = {"version": 0, "recipient": frost.id}
    assert office.post("/admin/messages/1/pass", data=passed).status_code == 303
    assert WORD in browser(app, frost).get("/admin/messages/1").text


def test_a_teacher_has_no_queue_no_case_and_no_admin_page(app: Flask, moss: Person) -> None:
    teacher = browser(app, moss)
    empty = teacher.get("/admin/messages")
    assert empty.status_code == 200
    assert "What parents send you will be here" in empty.text
    assert 'href="/admin/messages"' in teacher.get("/").text
    closed = [
        path
        for path in pages(app)
        if path.startswith(("/moderation", "/admin"))
        and path not in ("/admin/messages", "/admin/messages/1")
        and path != "/moderation/policy"
    ]
    assert len(closed) > 15
    assert {path for path in closed if teacher.get(path).status_code not in (403, 404)} == set()
    with app.app_context():
        held = db.session.get_one(User, moss.id).roles
        assert not [permission for permission in Moderating if may(held, permission)]


@pytest.mark.both_engines
def test_a_teacher_is_invited_and_is_never_shown_as_a_parent_by_mistake(app: Flask) -> None:
    done = app.test_cli_runner().invoke(
        args=["forum", "invite", "t@school.example", "--role", "teacher", "--year", "Year 2"]
    )
    assert done.exit_code == 0, done.output
    with app.app_context():
        link = done.output.strip().splitlines()[-1]
        invitation = invitations.invitation_for(link.rpartition("/")[2])
        person = invitations.join(invitation, display_name="Peter Moss", password="a long password 9")
        db.session.commit()
        assert person.relation_words == "teacher, Year 2"
        membership.set_classes(person, ["Year 3"], Relationship.PARENT, admin=person)
        assert person.relation_words == "teacher, Year 3"
        membership.set_roles(person, [Role.TEACHER, Role.PARENT], admin=person)
        membership.set_classes(person, ["Year 3"], Relationship.PARENT, admin=person)
        assert person.relation_words == "parent, Year 3"
