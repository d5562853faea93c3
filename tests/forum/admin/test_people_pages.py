"""Admins say what people are, sign them out, and mark who has left."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.models import User, YearLink
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person

PAGES = [
    "/admin",
    "/admin/people",
    "/admin/people/1",
    "/admin/invitations",
    "/admin/boards",
    "/admin/roll",
    "/admin/messages",
]


@pytest.fixture
def admin(app: Flask) -> Person:
    return factories.make_user("The Head", roles=["admin"])


@pytest.fixture
def browser(client: FlaskClient, admin: Person) -> FlaskClient:
    factories.sign_in(client, admin)
    return client


def last_action(app: Flask) -> str:
    with app.app_context():
        entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        return entry.action if entry else ""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "role", ["parent", "teacher", "moderator", "appeals_officer", "safeguarding_lead"]
)
def test_the_office_s_pages_are_for_admins(
    app: Flask, client: FlaskClient, path: str, role: str
) -> None:
    assert client.get(path).status_code == 303
    factories.sign_in(client, factories.make_user(roles=[role]))
    answers = role in ("safeguarding_lead", "appeals_officer", "teacher")
    allowed = answers and path == "/admin/messages"
    assert client.get(path).status_code == (200 if allowed else 403)


@pytest.mark.parametrize("path", PAGES)
def test_an_admin_reaches_every_page_of_the_office(browser: FlaskClient, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert "way-back" in page.text


def test_us_08_an_admin_changes_roles_and_classes_and_ended_links_are_kept(
    app: Flask, browser: FlaskClient
) -> None:
    parent = factories.make_user(years=["Year 1", "Year 2"])
    answer = browser.post(
        "/admin/people",
        data={
            "person": parent.id,
            "roles": ["parent", "moderator"],
            "years": ["Year 2", "Year 3"],
            "relationship": "parent",
            "roll_entry": "",
        },
    )
    assert (answer.status_code, answer.location) == (303, f"/admin/people/{parent.id}")
    with app.app_context():
        user = db.session.get_one(User, parent.id)
        assert user.roles == {"parent", "moderator"}
        assert user.years == {"Year 2", "Year 3"}
        assert db.session.query(YearLink).filter_by(user_id=parent.id).count() == 3
        actions = [entry.action for entry in db.session.query(AuditEntry)]
        assert {"person:roles_changed", "person:classes_changed"} <= set(actions)
    page = browser.get(answer.location).text
    assert 'value="moderator" id="roles-3" checked' in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"roles": []}, "at least one role"),
        ({"roles": ["king"]}, "choose from the list"),
        ({"years": ["Year 77"]}, "choose from the list"),
        ({"roll_entry": "4444"}, "somebody from the list"),
        ({"roll_entry": "x"}, "somebody from the list"),
    ],
)
def test_a_change_that_cannot_be_is_said_and_changes_nothing(
    app: Flask, browser: FlaskClient, change: dict[str, object], said: str
) -> None:
    parent = factories.make_user(years=["Year 1"])
    good = {"person": parent.id, "roles": ["moderator"], "years": [], "relationship": "parent"}
    answer = browser.post("/admin/people", data={**good, "roll_entry": "", **change})
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        user = db.session.get_one(User, parent.id)
        assert (user.roles, user.years) == ({"parent"}, {"Year 1"})


def test_the_last_admin_cannot_stop_being_one(app: Flask, browser: FlaskClient, admin: Person) -> None:
    change = {"person": admin.id, "roles": ["parent"], "relationship": "parent"}
    answer = browser.post("/admin/people", data=change)
    assert answer.status_code == 422
    assert "There must always be an admin" in answer.text
    factories.make_user(roles=["admin"])
    assert browser.post("/admin/people", data=change).status_code == 303


@pytest.mark.parametrize("person", ["", "x", "999", "99999999999999999999", "-1"])
def test_nobody_there_is_the_same_page_as_ever(browser: FlaskClient, person: str) -> None:
    change = {"person": person, "roles": ["parent"], "relationship": "parent"}
    assert browser.post("/admin/people", data=change).status_code == 404


def test_an_admin_signs_somebody_out_everywhere(app: Flask, browser: FlaskClient) -> None:
    parent, theirs = factories.make_user(), app.test_client()
    factories.sign_in(theirs, parent)
    assert browser.post(f"/admin/people/{parent.id}/sign-out").status_code == 303
    assert last_action(app) == "person:signed_out_everywhere"
    assert theirs.get("/me/account").status_code == 303
    assert factories.sign_in(theirs, parent).status_code == 303


def test_somebody_who_leaves_is_out_at_once_and_may_come_back(
    app: Flask, browser: FlaskClient, admin: Person
) -> None:
    parent, theirs = factories.make_user(), app.test_client()
    factories.sign_in(theirs, parent)
    assert browser.post(f"/admin/people/{parent.id}/leave").status_code == 303
    assert last_action(app) == "person:left"
    assert theirs.get("/me/account").status_code == 303
    assert factories.sign_in(theirs, parent).status_code == 422
    assert browser.post(f"/admin/people/{parent.id}/leave").status_code == 409
    assert "Has left" in browser.get("/admin/people").text
    assert browser.post(f"/admin/people/{parent.id}/return").status_code == 303
    assert last_action(app) == "person:came_back"
    assert factories.sign_in(theirs, parent).status_code == 303
    assert browser.post(f"/admin/people/{admin.id}/leave").status_code == 409


def test_people_are_found_by_a_part_of_name_or_address(browser: FlaskClient) -> None:
    factories.make_user("Priya 100% Shah")
    factories.make_user("Ben Okafor")
    found = browser.get("/admin/people?q=PRIYA").text
    assert "Priya" in found
    assert "Ben" not in found
    assert "Ben" not in browser.get("/admin/people?q=100%25").text
    assert "Nobody of that name" in browser.get("/admin/people?q=nobody%00here").text


def test_a_long_list_comes_in_pages(browser: FlaskClient) -> None:
    for number in range(60):
        factories.make_user(f"Parent {number:03}")
    first, second = browser.get("/admin/people").text, browser.get("/admin/people?page=2").text
    assert (first.count("data-person="), second.count("data-person=")) == (50, 11)
    assert 'rel="next"' in first
    assert 'rel="next"' not in second
    for odd in ("0", "-3", "x", "99999999999999999999"):
        assert browser.get(f"/admin/people?page={odd}").status_code == 200
