"""Where people are signed in: seen to the day, and signed out one by one or all at once."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.browsers import kind_of
from forum.accounts.models import Device
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person
from tests.forum.pages import browser, count_of

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def device_ids(page: str) -> list[str]:
    return re.findall(r'data-device="(\d+)"', page)


def on_an_iphone(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = IPHONE
    assert factories.sign_in(client, person).status_code == 303
    return client


def test_each_sign_in_is_a_device_and_this_one_is_marked(app: Flask, asha: Person) -> None:
    here, phone = browser(app, asha), on_an_iphone(app, asha)
    page = phone.get("/me/devices").text
    assert len(device_ids(page)) == 2
    assert "Safari on an iPhone" in page
    assert page.count("This one") == 1
    assert page.count("Sign out there") == 1
    assert here.get("/me/devices").text.count("This one") == 1


@pytest.mark.both_engines
def test_one_device_is_signed_out_and_the_others_are_not(app: Flask, asha: Person) -> None:
    here, phone = browser(app, asha), on_an_iphone(app, asha)
    (found,) = re.findall(r"/me/devices/(\d+)/sign-out", here.get("/me/devices").text)
    assert here.post(f"/me/devices/{found}/sign-out").status_code == 303
    assert phone.get("/").status_code == 303
    assert here.get("/").status_code == 200
    assert here.post(f"/me/devices/{found}/sign-out").status_code == 404
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="person:signed_out_device").count() == 1


def test_nobody_signs_out_somebody_elses_device(app: Flask, asha: Person, ben: Person) -> None:
    ashas, bens = browser(app, asha), browser(app, ben)
    (found,) = device_ids(ashas.get("/me/devices").text)
    assert bens.post(f"/me/devices/{found}/sign-out").status_code == 404
    assert ashas.get("/").status_code == 200


def test_a_cookie_that_was_kept_is_worth_nothing_after_signing_out(app: Flask, asha: Person) -> None:
    client = browser(app, asha)
    with client.session_transaction() as session:
        kept = dict(session)
    client.post("/sign-out")
    with client.session_transaction() as session:
        session.update(kept)
    assert client.get("/").status_code == 303


def test_signing_out_everywhere_leaves_no_device(app: Flask, asha: Person) -> None:
    here, phone = browser(app, asha), on_an_iphone(app, asha)
    assert here.post("/me/account/sign-out-everywhere").status_code == 303
    assert phone.get("/").status_code == 303
    assert count_of(app, Device) == 0


def test_a_device_is_seen_once_a_day_and_forgotten_after_a_month(
    app: Flask, asha: Person, school_day: datetime, time_machine: time_machine.TimeMachineFixture
) -> None:
    client = browser(app, asha)
    time_machine.move_to(school_day + timedelta(days=3))
    with client.get("/"):
        pass
    page = client.get("/me/devices").text
    assert "Signed in on 24 November 2026, last used on 27 November 2026" in page
    time_machine.move_to(school_day + timedelta(days=34))
    assert client.get("/").status_code == 303
    factories.sign_in(client, asha)
    assert count_of(app, Device) == 1


def test_somebody_remembered_stays_on_the_same_device(app: Flask, asha: Person) -> None:
    client = app.test_client()
    factories.submit(client, "/sign-in", email=asha.email, password=asha.password, remember="y")
    client.delete_cookie("session")
    assert len(device_ids(client.get("/me/devices").text)) == 1


@pytest.mark.parametrize("made_up", ["1.1", "1.1.", "1.1.guess", "1.x.y", "x", "", "1..", "1.1.a.b"])
def test_a_session_of_no_device_is_nobodys(app: Flask, asha: Person, made_up: str) -> None:
    client = browser(app, asha)
    with client.session_transaction() as session:
        session["_user_id"] = made_up
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (IPHONE, "Safari on an iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131 Safari/537 Edg/131",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/131 Mobile Safari/537",
            "Chrome on an Android device",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert kind_of(agent) == words
