"""Invitations, joining, and what makes a password."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import invitations, passwords, queries
from forum.accounts.models import User
from forum.extensions import db
from forum.notifications.models import Mail
from forum.permissions import Role
from moderation import clock
from moderation.records.models import AuditEntry
from tests import factories

GOOD = {
    "display_name": "Priya Shah",
    "password": "purple kettle tandem",
    "accept_policy": "y",
}


def link(app: Flask, *roles: Role, email: str = "priya@school.example") -> str:
    with app.app_context():
        invited = invitations.invite(email, roles=roles or [Role.PARENT], years=["Year 2"], admin=None)
        db.session.commit()
        return invited.link.removeprefix("http://localhost")


def test_somebody_invited_joins_with_all_their_roles_and_has_accepted_the_policy(
    app: Flask, client: FlaskClient
) -> None:
    address = link(app, Role.PARENT, Role.MODERATOR)
    assert "priya@school.example" in client.get(address).text
    answer = factories.submit(client, address, **GOOD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").status_code == 200
    with app.app_context():
        user = queries.person_by_email("priya@school.example")
        assert user is not None
        assert user.roles == {Role.PARENT, Role.MODERATOR}
        assert user.relation_words == "parent, Year 2"
        assert len(user.acceptances) == 1
        assert db.session.query(AuditEntry).filter_by(action="person:joined").count() == 1


def test_an_invitation_works_once(app: Flask, client: FlaskClient) -> None:
    address = link(app)
    factories.submit(client, address, **GOOD)
    again = factories.submit(app.test_client(), address, **{**GOOD, "display_name": "Else"})
    assert again.status_code == 404
    assert "simply sign in" in again.text


@pytest.mark.both_engines
def test_two_clicks_at_once_make_one_person(app: Flask) -> None:
    address, homes = link(app), [app.test_client() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        codes = pool.map(lambda home: home.post(address, data=GOOD).status_code, homes)
    assert sorted(codes) == [303, 404, 404, 404]
    with app.app_context():
        assert db.session.query(User).count() == 1


def test_looking_at_an_invitation_does_not_use_it_up(app: Flask, client: FlaskClient) -> None:
    address = link(app)
    for _ in range(3):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert client.post(address, data={**GOOD, "accept_policy": ""}).status_code == 422
    assert factories.submit(client, address, **GOOD).status_code == 303


def test_an_old_invitation_says_so_kindly(
    app: Flask, client: FlaskClient, time_machine: time_machine.TimeMachineFixture
) -> None:
    address = link(app)
    time_machine.move_to(clock.now() + timedelta(days=14, minutes=1))
    answer = client.get(address)
    assert answer.status_code == 404
    assert "ask the school office for a new one" in answer.text


def test_a_link_nobody_was_given_is_not_found(client: FlaskClient) -> None:
    assert client.get("/join/not-a-token").status_code == 404


def test_only_the_hash_of_a_link_is_kept(app: Flask) -> None:
    token = link(app).removeprefix("/join/")
    with app.app_context():
        assert [i.token_hash for i in queries.open_invitations()] == [queries.hash_of_token(token)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("password", "short", "at least 10 characters"),
        ("password", "Password123!", "easy to guess"),
        ("password", "aaaaaaaaaaaa", "easy to guess"),
        ("password", "1234567890", "easy to guess"),
        ("password", "priya@school.example", "other than your email"),
        ("password", "", "choose a password"),
        ("password", "x1" * 200, "at most 200"),
        ("display_name", "  ", "name that other parents know you by"),
        ("display_name", "7", "name that other parents know you by"),
        ("display_name", "x" * 81, "at most 80"),
        ("display_name", "Pri\u202eya Shah", "letters, spaces"),
        ("accept_policy", "", "accepts the policy"),
    ],
)
def test_what_does_not_do_is_said_at_the_field_and_nobody_joins(
    app: Flask, client: FlaskClient, field: str, value: str, said: str
) -> None:
    address = link(app)
    answer = factories.submit(client, address, **{**GOOD, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    with app.app_context():
        assert queries.person_by_email("priya@school.example") is None


def test_several_problems_are_said_at_once(app: Flask, client: FlaskClient) -> None:
    answer = factories.submit(client, link(app), display_name="7", password="short", accept_policy="y")
    assert "at least 10 characters" in answer.text
    assert "know you by" in answer.text


@pytest.mark.parametrize("good", ["purple kettle tandem", "81 cats 19 dogs", "schoolgate-demo"])
def test_a_few_words_make_a_good_password(app: Flask, good: str) -> None:
    assert passwords.why_not(good, email="someone@school.example") is None


def test_an_admin_invites_and_sees_the_link_once(app: Flask, client: FlaskClient) -> None:
    admin = factories.make_user(roles=["admin"])
    factories.sign_in(client, admin)
    answer = client.post(
        "/admin/invitations",
        data={
            "email": "New@School.example",
            "roles": ["parent", "moderator"],
            "years": ["Year 1", "Year 4"],
            "relationship": "carer",
        },
    )
    assert answer.status_code == 303
    page = client.get("/admin/invitations")
    found = re.search(r'id="new-link" readonly value="([^"]+)"', page.text)
    assert found
    assert 'id="new-link"' not in client.get("/admin/invitations").text
    with app.app_context():
        mail = db.session.query(Mail).one()
        assert (mail.to_address, found[1] in mail.body) == ("new@school.example", True)
        assert queries.open_invitations()[0].years == ["Year 1", "Year 4"]
    assert app.test_client().get(found[1]).status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": ""}, "give the address"),
        ({"email": "not an address"}, "check this address"),
        ({"roles": []}, "at least one role"),
        ({"roles": ["king"]}, "choose from the list"),
        ({"years": ["Year 99"]}, "choose from the list"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_what_to_mend(
    app: Flask, client: FlaskClient, change: dict[str, object], said: str
) -> None:
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    good = {"email": "a@b.example", "roles": ["parent"], "years": [], "relationship": "parent"}
    answer = client.post("/admin/invitations", data={**good, **change})
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        assert not queries.open_invitations()


def test_somebody_with_an_account_is_not_invited_again(client: FlaskClient) -> None:
    parent = factories.make_user()
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    answer = client.post(
        "/admin/invitations",
        data={"email": parent.email, "roles": ["parent"], "relationship": "parent"},
    )
    assert answer.status_code == 422
    assert "has an account" in answer.text


def test_a_withdrawn_invitation_no_longer_works(app: Flask, client: FlaskClient) -> None:
    address = link(app)
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    assert client.post("/admin/invitations/1/withdraw").status_code == 303
    assert "withdrawn" in app.test_client().get(address).text
    assert client.post("/admin/invitations/1/withdraw").status_code == 409
    assert client.post("/admin/invitations/77/withdraw").status_code == 404
