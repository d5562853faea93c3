"""Setting a new password with a link from a mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import clock
from tests import factories
from tests.factories import Person

NEW = "green tandem kettle"


def link_for(app: Flask, client: FlaskClient, person: Person) -> str:
    assert client.post("/forgot-password", data={"email": person.email}).status_code == 303
    with app.app_context():
        body = db.session.query(Mail).order_by(Mail.id.desc()).first().body  # type: ignore[union-attr]
    found = re.search(r"http://localhost(/reset/\S+)", body)
    assert found
    return found[1]


def test_a_link_sets_a_new_password_once_and_ends_every_session(app: Flask, client: FlaskClient) -> None:
    parent, elsewhere = factories.make_user(), app.test_client()
    factories.sign_in(elsewhere, parent)
    link = link_for(app, client, parent)
    assert parent.email in client.get(link).text
    assert factories.submit(client, link, password=NEW).status_code == 303
    assert elsewhere.get("/me/account").status_code == 303
    assert factories.sign_in(client, parent).status_code == 422
    assert factories.sign_in(client, parent, NEW).status_code == 303
    again = client.get(link)
    assert again.status_code == 404
    assert "Ask for a new one" in again.text


def test_the_page_never_says_whether_an_address_is_known(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user()
    known = client.post("/forgot-password", data={"email": parent.email}, follow_redirects=True)
    other = app.test_client()
    unknown = other.post("/forgot-password", data={"email": "x@y.example"}, follow_redirects=True)
    assert known.status_code == unknown.status_code == 200
    assert re.sub('value="[^"]+"', "", known.text) == re.sub('value="[^"]+"', "", unknown.text)
    with app.app_context():
        assert [mail.to_address for mail in db.session.query(Mail)] == [parent.email]


def test_a_link_works_for_an_hour(
    app: Flask, client: FlaskClient, time_machine: time_machine.TimeMachineFixture
) -> None:
    link, start = link_for(app, client, factories.make_user()), clock.now()
    time_machine.move_to(start + timedelta(minutes=59))
    assert client.get(link).status_code == 200
    time_machine.move_to(start + timedelta(minutes=62))
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "a.b.c", "WzEsMV0.Z.abc"])
def test_a_made_up_link_sets_nothing(client: FlaskClient, token: str) -> None:
    factories.make_user()
    assert client.get(f"/reset/{token}").status_code == 404
    assert client.post(f"/reset/{token}", data={"password": NEW}).status_code == 404


@pytest.mark.parametrize("password", ["", "short", "password1234"])
def test_a_password_that_is_easily_guessed_is_not_set(
    app: Flask, client: FlaskClient, password: str
) -> None:
    parent = factories.make_user()
    link = link_for(app, client, parent)
    answer = client.post(link, data={"password": password})
    assert answer.status_code == 422
    assert 'id="password-problem"' in answer.text
    assert factories.sign_in(client, parent).status_code == 303


def test_nobody_is_mailed_again_and_again(limited_app: Flask) -> None:
    parent, home = factories.make_user(), limited_app.test_client()
    for _ in range(5):
        home.post("/forgot-password", data={"email": parent.email})
    assert home.post("/forgot-password", data={"email": parent.email}).status_code == 429
    with limited_app.app_context():
        assert db.session.query(Mail).count() == 5
