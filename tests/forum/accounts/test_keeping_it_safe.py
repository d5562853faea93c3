"""Changing one's own password and address, and how hard a password is to guess."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import queries
from forum.accounts.strength import strength_of
from forum.extensions import db
from forum.notifications.models import Mail
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person
from tests.forum.accounts.test_guards import block
from tests.forum.pages import browser

NEW = "green tandem kettle"


def mails(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        return [(m.to_address, m.subject, m.body) for m in db.session.query(Mail).order_by(Mail.id)]


def link_in(app: Flask) -> str:
    found = re.search(r"http://localhost(/new-email/\S+)", mails(app)[-1][2])
    assert found
    return found[1]


def audited(app: Flask, action: str) -> int:
    with app.app_context():
        return db.session.query(AuditEntry).filter_by(action=action).count()


def test_who_knows_the_old_password_sets_a_new_one_and_stays(app: Flask, asha: Person) -> None:
    here, elsewhere = browser(app, asha), browser(app, asha)
    sent = {"current_password": asha.password, "password": NEW}
    assert here.post("/me/password", data=sent).status_code == 303
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert factories.sign_in(app.test_client(), asha).status_code == 422
    assert factories.sign_in(app.test_client(), asha, NEW).status_code == 303
    assert [mail[0] for mail in mails(app)] == [asha.email]
    assert audited(app, "person:password_set") == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"current_password": "something else"}, "current_password"),
        ({"current_password": ""}, "current_password"),
        ({"password": "short"}, "password"),
        ({"password": "liverpool123"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_a_password_that_does_not_do_changes_nothing(
    app: Flask, asha: Person, change: dict[str, str], field: str
) -> None:
    client = browser(app, asha)
    sent = {"current_password": asha.password, "password": NEW, **change}
    answer = client.post("/me/password", data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert NEW not in answer.text
    assert factories.sign_in(app.test_client(), asha).status_code == 303
    assert mails(app) == []


def test_somebody_blocked_can_still_change_a_password(app: Flask, asha: Person) -> None:
    client = browser(app, asha)
    block(app, asha)
    assert client.get("/me/devices").status_code == 200
    sent = {"current_password": asha.password, "password": NEW}
    assert client.post("/me/password", data=sent).status_code == 303


def test_guessing_the_old_password_is_slowed_down(limited_app: Flask, asha: Person) -> None:
    client = browser(limited_app, asha)
    for _ in range(10):
        client.post("/me/password", data={"current_password": "a guess", "password": NEW})
    sent = {"current_password": asha.password, "password": NEW}
    assert client.post("/me/password", data=sent).status_code == 429


def test_a_new_address_counts_once_its_link_is_used_and_the_old_one_is_told(
    app: Flask, asha: Person
) -> None:
    client = browser(app, asha)
    sent = {"email": "Asha.New@School.example", "current_password": asha.password}
    assert client.post("/me/email", data=sent).status_code == 303
    assert [mail[0] for mail in mails(app)] == [asha.email, "asha.new@school.example"]
    link = link_in(app)
    assert "asha.new@school.example" in client.get(link).text
    assert factories.sign_in(app.test_client(), asha).status_code == 303
    assert app.test_client().post(link).status_code == 303
    assert mails(app)[-1][:2] == (asha.email, "The email address of your forum account was changed")
    assert factories.sign_in(app.test_client(), asha).status_code == 422
    assert client.post(link).status_code == 404
    assert audited(app, "person:email_changed") == 1


def test_nobody_learns_from_this_page_whose_address_has_an_account(
    app: Flask, asha: Person, ben: Person
) -> None:
    client = browser(app, asha)
    taken = client.post("/me/email", data={"email": ben.email, "current_password": asha.password})
    free = client.post("/me/email", data={"email": "x@y.example", "current_password": asha.password})
    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    told = [(to, subject) for to, subject, _ in mails(app)]
    assert (ben.email, "Your address has an account already") in told


@pytest.mark.parametrize("email", ["", "not an address", "a" * 250 + "@b.example"])
def test_an_address_that_cannot_be_is_said_at_the_field(app: Flask, asha: Person, email: str) -> None:
    sent = {"email": email, "current_password": asha.password}
    answer = browser(app, asha).post("/me/email", data=sent)
    assert answer.status_code == 422
    assert 'id="email-problem"' in answer.text
    assert mails(app) == []


def test_the_address_somebody_took_meanwhile_stays_theirs(app: Flask, asha: Person) -> None:
    client = browser(app, asha)
    client.post("/me/email", data={"email": "new@school.example", "current_password": asha.password})
    link = link_in(app)
    factories.make_user(email="new@school.example")
    assert client.post(link).status_code == 404
    with app.app_context():
        assert queries.person_by_email(asha.email) is not None


@pytest.mark.parametrize("token", ["x", "a.b.c"])
def test_a_made_up_link_changes_no_address(client: FlaskClient, token: str) -> None:
    assert client.post(f"/new-email/{token}").status_code == 404


def test_the_meter_is_told_in_words(client: FlaskClient) -> None:
    weak = client.post("/password-strength", data={"password": "password1"}).json
    good = client.post("/password-strength", data={"password": NEW}).json
    assert weak == {"score": 0, "words": "Very easy to guess"}
    assert good == {"score": 4, "words": "Very good"}
    assert client.post("/password-strength").json == weak


def test_the_meter_answers_so_often_and_no_oftener(limited_app: Flask, client: FlaskClient) -> None:
    codes = {client.post("/password-strength", data={"password": "x"}).status_code for _ in range(61)}
    assert codes == {200, 429}


def test_without_a_script_the_answer_says_how_strong_it_was(app: Flask, asha: Person) -> None:
    sent = {"current_password": asha.password, "password": "liverpool123"}
    page = browser(app, asha).post("/me/password", data=sent).text
    assert re.search(r'<meter[^>]* value="1"[^>]*></meter> <span>Easy to guess</span>', page)


def test_what_somebody_is_known_by_makes_no_password(app: Flask) -> None:
    known = strength_of("priyashah2024", known=["priya", "shah"]).score
    assert known < strength_of("priyashah2024").score
    assert strength_of("x" * 5_000).score < 2
