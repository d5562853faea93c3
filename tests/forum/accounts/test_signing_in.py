"""Signing in, out, and out everywhere."""

from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.models import User
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/me/account").status_code == 200


def test_a_parent_signs_in_and_goes_on_to_where_they_were_going(client: FlaskClient) -> None:
    parent = factories.make_user()
    answer = factories.submit(
        client, "/sign-in", email=f" {parent.email.upper()} ", password=parent.password, next="/me"
    )
    assert (answer.status_code, answer.location) == (303, "/me")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client: FlaskClient) -> None:
    parent = factories.make_user()
    wrong = client.post("/sign-in", data={"email": parent.email, "password": "not this one"})
    unknown = client.post("/sign-in", data={"email": "x@school.example", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(parent.email, "") == unknown.text.replace("x@school.example", "")
    assert "go together" in wrong.text
    assert "not this one" not in wrong.text
    assert not is_signed_in(client)


def test_who_is_asked_to_sign_in_comes_back_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/me/account?a=b")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/me/account?a%3Db"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "HTTPS:elsewhere.example",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "\t//elsewhere.example",
        " //elsewhere.example",
        "\x00//elsewhere.example",
        "/\x00/elsewhere.example",
        "/\x7f/elsewhere.example",
        "http://[elsewhere.example",
        "//[elsewhere",
        "/ok\r\nSet-Cookie: a=b",
        "elsewhere",
        "@elsewhere.example",
        ".elsewhere.example",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, elsewhere: str) -> None:
    """By the form, by an address given to somebody signed in, and after accepting the policy."""
    parent = factories.make_user()
    fields = {"email": parent.email, "password": parent.password}
    answers = [
        client.post("/sign-in", data={**fields, "next": elsewhere}),
        client.get("/sign-in", query_string={"next": elsewhere}),
        client.post("/sign-in", data=fields, query_string={"next": elsewhere}),
        client.post("/policy/accept", data={"accept_policy": "y", "next": elsewhere}),
    ]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/")] * 4


@pytest.mark.parametrize("path", ["/me", "/topics/7?page=last", "/search?q=a%20b", "/boards/é", "/x//y"])
def test_every_page_of_this_site_is_a_place_to_go_on_to(client: FlaskClient, path: str) -> None:
    parent = factories.make_user()
    fields = {"email": parent.email, "password": parent.password, "next": path}
    answer = client.post("/sign-in", data=fields)
    assert unquote(answer.location) == unquote(path)


def test_empty_fields_say_what_is_missing_and_keep_the_address(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "someone@school.example"})
    assert answer.status_code == 422
    assert "Please give your password." in answer.text
    assert "someone@school.example" in answer.text


def test_somebody_who_left_cannot_sign_in(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user()
    with app.app_context():
        user = db.session.get_one(User, parent.id)
        user.left_at = user.joined_at
        db.session.commit()
    assert factories.sign_in(client, parent).status_code == 422


def test_signing_out_ends_this_session_only(app: Flask, client: FlaskClient) -> None:
    parent, elsewhere = factories.make_user(), app.test_client()
    factories.sign_in(client, parent)
    factories.sign_in(elsewhere, parent)
    assert client.post("/sign-out").status_code == 303
    assert not is_signed_in(client)
    assert is_signed_in(elsewhere)


def test_signing_out_is_never_done_by_a_link(client: FlaskClient) -> None:
    assert client.get("/sign-out").status_code == 405


def test_signing_out_everywhere_ends_every_session_and_remembered_device(
    app: Flask, client: FlaskClient
) -> None:
    parent, elsewhere = factories.make_user(), app.test_client()
    factories.sign_in(client, parent)
    factories.submit(elsewhere, "/sign-in", email=parent.email, password=parent.password, remember="y")
    assert elsewhere.get_cookie("remember_token") is not None
    assert client.post("/me/account/sign-out-everywhere").status_code == 303
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    with app.app_context():
        entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert entry is not None
        assert (entry.action, entry.actor_id) == ("person:signed_out_everywhere", str(parent.id))


def test_a_remembered_device_stays_signed_in_without_its_session(client: FlaskClient) -> None:
    parent = factories.make_user()
    factories.submit(client, "/sign-in", email=parent.email, password=parent.password, remember="y")
    client.delete_cookie("session")
    assert is_signed_in(client)


def test_one_person_at_an_address_may_lock_themselves_out_but_not_their_family(
    limited_app: Flask,
) -> None:
    careless, other = factories.make_user(), factories.make_user()
    home = limited_app.test_client()
    for _ in range(10):
        wrong = home.post("/sign-in", data={"email": careless.email, "password": "forgotten it"})
        assert wrong.status_code == 422
    locked_out = factories.sign_in(home, careless)
    assert locked_out.status_code == 429
    assert factories.sign_in(home, other).status_code == 303


def test_somebody_going_through_many_addresses_is_stopped(limited_app: Flask) -> None:
    home, parent = limited_app.test_client(), factories.make_user()
    for number in range(100):
        tried = home.post("/sign-in", data={"email": f"a{number}@x.example", "password": "a guess"})
        assert tried.status_code == 422
    stopped = factories.sign_in(home, parent)
    assert stopped.status_code == 429
    assert "Please try again in 60 minutes." in stopped.text
    assert int(stopped.headers["Retry-After"]) > 0
    assert parent.password not in stopped.text


def test_signing_in_rightly_is_never_counted(limited_app: Flask) -> None:
    parent, home = factories.make_user(), limited_app.test_client()
    for _ in range(12):
        assert factories.sign_in(home, parent).status_code == 303


def test_a_person_with_several_roles_has_what_each_of_them_allows(client: FlaskClient) -> None:
    both = factories.make_user(roles=["parent", "safeguarding_lead", "appeals_officer"])
    factories.sign_in(client, both)
    assert client.get("/moderation/").status_code == 200
    assert client.get("/moderation/appeals").status_code == 200
    assert client.get("/admin/people").status_code == 403


@pytest.mark.parametrize("session_id", ["", "1", "1.1.1", "x.1", "1.x", "99999.1", "-1.1"])
def test_a_session_of_nobody_is_nobody(app: Flask, session_id: str) -> None:
    from forum.accounts.sessions import person_of_session

    factories.make_user()
    with app.app_context():
        assert person_of_session(session_id) is None
