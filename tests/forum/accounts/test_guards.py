"""What is asked before any page: a block in force, then the policy's acceptance."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db, moderation
from moderation import clock
from moderation.cases.models import Measure, MeasureState
from moderation.policy import MeasureKind
from tests import factories
from tests.factories import Person

OPEN = [
    "/policy",
    "/privacy",
    "/accessibility",
    "/appeal",
    "/contact/complaint",
    "/contact/privacy",
    "/contact/child-at-risk",
    "/healthz",
]


def block(app: Flask, person: Person, days: int = 7) -> None:
    """A block of this person, as two admins decided it."""
    with app.app_context():
        now = clock.now()
        db.session.add(
            Measure(
                person_id=str(person.id),
                person_name=person.name,
                kind=MeasureKind.BLOCK,
                state=MeasureState.DECIDED,
                clause="H4",
                policy_hash=moderation.policy.hash,
                reference="SG-TEST-2345",
                reason="You went on naming a teacher after we asked you to stop.",
                starts_at=now,
                ends_at=now + timedelta(days=days),
                proposed_by_id="900",
                proposed_by_name="The head",
                proposed_at=now,
                approved_by_id="901",
                approved_by_name="The deputy",
                approved_at=now,
            )
        )
        db.session.commit()


def test_a_block_meets_the_next_click_of_every_session(app: Flask, client: FlaskClient) -> None:
    parent, elsewhere = factories.make_user(), app.test_client()
    for browser in (client, elsewhere):
        factories.sign_in(browser, parent)
        assert browser.get("/").status_code == 200
    block(app, parent)
    for browser in (client, elsewhere):
        page = browser.get("/")
        assert page.status_code == 403
        assert "You went on naming a teacher after we asked you to stop." in page.text
        assert "SG-TEST-2345" in page.text
        assert "#clause-H4" in page.text
        assert "/appeal" in page.text
        assert moderation.policy.school.office_phone in page.text


@pytest.mark.parametrize("path", ["/me", "/me/account", "/search?q=a", "/boards/general"])
def test_nothing_of_the_forum_opens_for_somebody_blocked(
    app: Flask, client: FlaskClient, path: str
) -> None:
    parent = factories.make_user()
    factories.make_board("general")
    factories.sign_in(client, parent)
    block(app, parent)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", OPEN)
def test_what_stays_open_is_open_to_somebody_blocked(app: Flask, client: FlaskClient, path: str) -> None:
    parent = factories.make_user()
    factories.sign_in(client, parent)
    block(app, parent)
    assert client.get(path).status_code == 200


def test_the_blocked_page_has_its_style(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user()
    factories.sign_in(client, parent)
    block(app, parent)
    with client.get("/static/theme.css") as style:
        assert style.status_code == 200


def test_somebody_blocked_can_sign_in_and_out(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user()
    block(app, parent)
    assert factories.sign_in(client, parent).status_code == 303
    assert client.get("/").status_code == 403
    assert client.post("/sign-out").status_code == 303


def test_what_somebody_blocked_was_writing_is_given_back(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user()
    factories.make_board("general")
    factories.sign_in(client, parent)
    block(app, parent)
    page = client.post("/boards/general/new", data={"title": "Cakes", "body": "Who <b>bakes</b>?"})
    assert page.status_code == 403
    assert "Who &lt;b&gt;bakes&lt;/b&gt;?" in page.text


def test_a_block_ends_by_itself(
    app: Flask, client: FlaskClient, time_machine: time_machine.TimeMachineFixture
) -> None:
    parent = factories.make_user()
    block(app, parent, days=7)
    factories.sign_in(client, parent)
    assert client.get("/").status_code == 403
    time_machine.move_to(clock.now() + timedelta(days=7, seconds=1))
    assert client.get("/").status_code == 200


def test_everybody_accepts_the_policy_before_the_first_page(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user(accepted=False)
    factories.sign_in(client, parent)
    asked = client.get("/me/account?x=1")
    assert (asked.status_code, asked.location) == (303, "/policy/accept?next=/me/account?x%3D1")
    assert "Before you begin" in client.get(asked.location).text
    refused = client.post("/policy/accept", data={"next": "/me/account"})
    assert refused.status_code == 422
    assert client.get("/policy").status_code == 200
    accepted = client.post("/policy/accept", data={"accept_policy": "y", "next": "/me/account"})
    assert (accepted.status_code, accepted.location) == (303, "/me/account")
    assert client.get("/me/account").status_code == 200
    again = client.post("/policy/accept", data={"accept_policy": "y", "next": "//x.example"})
    assert (again.status_code, again.location) == (303, "/")


def test_a_new_version_is_accepted_anew_and_the_earlier_acceptance_is_kept(
    app: Flask, client: FlaskClient
) -> None:
    parent = factories.make_user()
    factories.sign_in(client, parent)
    moderation.policy = replace(moderation.policy, hash="f" * 64, accepted_hash="f" * 64)
    assert client.get("/me").location == "/policy/accept?next=/me"
    assert "The policy has changed" in client.get("/policy/accept").text
    client.post("/policy/accept", data={"accept_policy": "y"})
    page = client.get("/me/account")
    assert "The policy in force" in page.text
    assert "An earlier version" in page.text


def test_a_post_sent_before_a_new_policy_was_accepted_is_not_lost(
    app: Flask, client: FlaskClient
) -> None:
    parent = factories.make_user()
    factories.make_board("general")
    factories.sign_in(client, parent)
    moderation.policy = replace(moderation.policy, hash="f" * 64, accepted_hash="f" * 64)
    sent = client.post("/boards/general/new", data={"title": "Cakes", "body": "Who bakes?"})
    assert sent.status_code == 303
    client.get(sent.location)
    assert sent.location.startswith("/policy/accept?next=/boards/general/new")
    onward = parse_qs(urlsplit(sent.location).query)["next"][0]
    client.post("/policy/accept", data={"accept_policy": "y", "next": onward})
    assert "Who bakes?" in client.get(onward).text


def test_the_guards_take_two_statements(
    client: FlaskClient, sql: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    factories.sign_in(client, factories.make_user(roles=["parent", "moderator"], years=["Year 2"]))
    with sql() as statements:
        assert client.get("/me/account").status_code == 200
    assert len(statements) == 2
