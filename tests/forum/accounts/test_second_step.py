"""The second step at signing in: on, asked for, used once, off, and required of staff."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import clock
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person
from tests.forum.pages import browser

pytestmark = pytest.mark.usefixtures("school_day")


def number(secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + later)


def turn_on(client: FlaskClient) -> tuple[str, list[str]]:
    """The secret and the codes for paper."""
    page = client.get("/me/second-step").text
    (secret,) = re.findall(r"into it: <code>(\w+)</code>", page)
    assert 'src="data:image/svg+xml' in page
    done = client.post("/me/second-step", data={"code": number(secret)})
    assert done.status_code == 200
    return secret, re.findall(r"<li><code>([\w-]+)</code>", done.text)


def sign_in(app: Flask, person: Person, code: str) -> tuple[FlaskClient, int]:
    client = app.test_client()
    asked = client.post("/sign-in?next=/me", data={"email": person.email, "password": person.password})
    assert (asked.status_code, asked.location) == (303, "/sign-in/code")
    assert client.get("/").status_code == 303
    return client, client.post("/sign-in/code", data={"code": code}).status_code


def audited(app: Flask, action: str) -> int:
    with app.app_context():
        return db.session.query(AuditEntry).filter_by(action=action).count()


@pytest.mark.both_engines
def test_the_number_is_asked_for_and_works_once(
    app: Flask, asha: Person, school_day: datetime, time_machine: time_machine.TimeMachineFixture
) -> None:
    secret, codes = turn_on(browser(app, asha))
    assert len(set(codes)) == 8
    assert sign_in(app, asha, number(secret))[1] == 422  # it was used to turn it on
    time_machine.move_to(school_day + timedelta(minutes=1))
    client, code = sign_in(app, asha, number(secret))
    assert code == 303
    assert client.get("/me").status_code == 200
    assert sign_in(app, asha, number(secret))[1] == 422
    assert sign_in(app, asha, number(secret, later=30))[1] == 303
    assert audited(app, "person:second_step_on") == 1
    with app.app_context():
        assert [mail.to_address for mail in db.session.query(Mail)] == [asha.email]


@pytest.mark.parametrize("wrong", ["", "000000", "abc", "٣٣٣٣٣٣", "1" * 41])
def test_a_wrong_number_opens_nothing(app: Flask, asha: Person, wrong: str) -> None:
    turn_on(browser(app, asha))
    client, code = sign_in(app, asha, wrong)
    assert code == 422
    assert client.get("/").status_code == 303


@pytest.mark.both_engines
def test_a_code_from_paper_works_once_however_it_is_typed(app: Flask, asha: Person) -> None:
    _, codes = turn_on(browser(app, asha))
    assert sign_in(app, asha, codes[0].upper().replace("-", " "))[1] == 303
    assert sign_in(app, asha, codes[0])[1] == 422
    assert sign_in(app, asha, codes[1])[1] == 303
    assert audited(app, "person:recovery_code_used") == 2


def test_guessing_numbers_is_slowed_down(limited_app: Flask, asha: Person) -> None:
    turn_on(browser(limited_app, asha))
    client, _ = sign_in(limited_app, asha, "000000")
    codes = [client.post("/sign-in/code", data={"code": "000000"}).status_code for _ in range(10)]
    assert codes[-1] == 429


def test_between_the_password_and_the_number_are_ten_minutes(
    app: Flask, asha: Person, school_day: datetime, time_machine: time_machine.TimeMachineFixture
) -> None:
    secret, _ = turn_on(browser(app, asha))
    client, _ = sign_in(app, asha, "000000")
    time_machine.move_to(school_day + timedelta(minutes=11))
    answer = client.post("/sign-in/code", data={"code": number(secret)})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/").status_code == 303
    assert app.test_client().get("/sign-in/code").status_code == 303


def test_it_is_turned_off_with_the_password(app: Flask, asha: Person) -> None:
    client = browser(app, asha)
    turn_on(client)
    off = "/me/second-step/off"
    assert client.post(off, data={"current_password": "a guess"}).status_code == 422
    assert client.post(off, data={"current_password": asha.password}).status_code == 303
    assert factories.sign_in(app.test_client(), asha).location == "/"
    assert audited(app, "person:second_step_off") == 1
    assert client.post(off, data={"current_password": asha.password}).status_code == 409


def test_the_office_helps_whoever_has_lost_both(app: Flask, asha: Person) -> None:
    turn_on(browser(app, asha))
    admin = browser(app, factories.make_user(roles=["admin"]))
    assert "Let them sign in without it" in admin.get(f"/admin/people/{asha.id}").text
    assert admin.post(f"/admin/people/{asha.id}/second-step/off").status_code == 303
    assert factories.sign_in(app.test_client(), asha).location == "/"
    assert browser(app, asha).post(f"/admin/people/{asha.id}/second-step/off").status_code == 403


def test_where_a_school_wants_it_staff_turn_it_on_before_anything_else(app: Flask, asha: Person) -> None:
    app.config["STAFF_NEED_SECOND_STEP"] = True
    assert browser(app, asha).get("/").status_code == 200
    moderator = browser(app, factories.make_user(roles=["moderator"]))
    sent = moderator.get("/moderation/")
    assert (sent.status_code, sent.location) == (303, "/me/second-step")
    turn_on(moderator)
    assert moderator.get("/moderation/").status_code == 200
