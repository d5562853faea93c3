"""Addresses, fields and marks that scripts rely on, as docs/contract.md promises them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import invitations
from forum.extensions import db
from forum.permissions import Role
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import RUDE, articles, browser
from tests.product import ROOT

TOKEN = "csrf_token"
# Each form's page, and what its form sends.
FORMS = {
    "/sign-in": {"email", "password"},
    "/forgot-password": {"email"},
    "/appeal": {"reference", "code", "text"},
    "/contact/complaint": {"name", "email", "text"},
    "/contact/privacy": {"name", "email", "text"},
    "/contact/child-at-risk": {"name", "email", "text"},
    "/contact/talk": {"name", "email", "text", "whom", "talk_by", "when_suits"},
    "/contact/meeting": {"name", "email", "text", "topic", "office_words_it"},
    "/contact/individual": {"name", "email", "text", "meant_for"},
    "/boards/general/new": {"title", "body"},
    "/topics/1": {"body", "level"},
    "/posts/1/edit": {"title", "body"},
    "/posts/2/edit": {"body"},
    "/posts/1/delete": set(),
    "/posts/3/report": {"reason", "details"},
    "/me/posts/4": set(),
    "/me/posts/4/take-to/formal_complaint": set(),
    "/boards/general": {"level"},
    "/me/notifications/settings": {
        *("following", "named", "hour", "weekday", "quiet_from", "quiet_until", "follows_own"),
    },
    "/me/notifications/following": {"level", "pace"},
    "/moderation/submissions/4": {"decision", "category", "reason", "version"},
    "/moderation/try": {"text"},
    "/admin/invitations": {"email", "roles", "years", "relationship"},
    "/admin/boards": {
        "title",
        "description",
        "year_group",
        "pre_moderated",
        "staff_start",
    },
    "/topics/1/look-after": {"pinned", "reason"},
    "/admin/people/1": {"person", "roles", "years", "relationship", "roll_entry"},
    "/admin/roll": {"file"},
}
OPEN_TO_ALL = [
    *("/sign-in", "/forgot-password", "/policy", "/privacy", "/accessibility", "/appeal", "/healthz"),
    *("/contact/complaint", "/contact/privacy", "/contact/child-at-risk"),
    *("/contact", "/contact/talk", "/contact/meeting", "/contact/individual"),
]


@pytest.fixture
def held(asha: Person, ben: Person, general: Place) -> Written:
    """A topic and a reply by Asha, a reply by Ben, and one by Asha that waits."""
    topic = factories.post_topic(asha, general)
    factories.post_reply(asha, topic.topic_id)
    factories.post_reply(ben, topic.topic_id)
    return factories.post_reply(asha, topic.topic_id, RUDE)


@pytest.fixture
def parent(app: Flask, asha: Person) -> FlaskClient:
    return browser(app, asha)


@pytest.fixture
def head(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("Head", roles=list(Role)))


def test_every_address_promised_is_there_for_the_methods_promised(app: Flask) -> None:
    text = (ROOT / "docs" / "contract.md").read_text()
    promised = set(re.findall(r"(GET/POST|GET|POST) `(/[^`?]*)", text))
    # What follows a method without one of its own: GET/POST `/sign-in`, POST `/sign-out`, …
    for methods, more in re.findall(r"(GET/POST|GET|POST) `/[^`]*`((?:, `/[^`]*`)+)", text):
        promised |= {(methods, path) for path in re.findall(r"`(/[^`?]*)", more)}
    assert len(promised) > 40
    known: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        for way in ("complaint", "privacy", "child-at-risk", "talk", "meeting", "individual"):
            path = re.sub(r"<any[^>]*>", way, rule.rule)
            known.setdefault(re.sub(r"<[^>]*>", "<>", path), set()).update(rule.methods or ())
    missing = [
        f"{methods} {path}"
        for methods, path in promised
        if not set(methods.split("/")) <= known.get(_on_site(path), set())
    ]
    assert not missing


def _on_site(path: str) -> str:
    path = re.sub(r"<[^>]*>", "<>", path)
    return f"/moderation/measures/<>{path}" if path in ("/record", "/lift", "/reverse") else path


@pytest.mark.parametrize("path", FORMS)
def test_every_form_has_the_fields_promised_and_a_token(
    app: Flask, held: Written, parent: FlaskClient, head: FlaskClient, path: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    staff = path.startswith(("/moderation", "/admin")) or path.endswith("/look-after")
    reader = head if staff else parent
    page = (app.test_client() if path in OPEN_TO_ALL else reader).get(path)
    assert page.status_code == 200
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert FORMS[path] | {TOKEN} <= set(re.findall(r'name="(\w+)"', main))


def test_an_invitation_and_a_reset_ask_for_what_is_promised(app: Flask, asha: Person) -> None:
    with app.app_context():
        link = invitations.invite("new@school.example", roles=[Role.PARENT], admin=None).link
        db.session.commit()
    page = app.test_client().get(link).text
    assert {"display_name", "password", "accept_policy", TOKEN} <= set(re.findall(r'name="(\w+)"', page))


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_what_is_for_everyone_needs_no_account(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 200


def test_posts_cards_and_steps_carry_their_marks(
    app: Flask, asha: Person, held: Written, parent: FlaskClient, head: FlaskClient
) -> None:
    topic = parent.get("/topics/1").text
    assert articles(topic) == [
        ("1", "published"),
        ("2", "published"),
        ("3", "published"),
        (str(held.id), "held"),
    ]
    assert f'<article id="post-{held.id}" data-state="held"' in parent.get(f"/me/posts/{held.id}").text
    assert re.search(r'<article data-submission="4" data-route="hold"', head.get("/moderation/").text)
    case = head.get(f"/moderation/people/{asha.id}").text
    step = re.search(
        r'<li data-measure="written_warning" data-available="(\w+)" data-missing="(.*?)"', case
    )
    assert step
    assert step[1] == "false"
    assert {"asked", "refused"} <= set(step[2].split())


@pytest.mark.parametrize("path", ["/", "/boards/general?after=1-1", "/me/posts/1", "/search?q=a%26b"])
def test_whoever_is_not_signed_in_goes_to_sign_in_and_comes_back(
    app: Flask, asha: Person, held: Written, path: str
) -> None:
    stranger = app.test_client()
    sent = stranger.get(path)
    assert sent.status_code == 303
    assert sent.location.startswith("/sign-in?next=")
    back = stranger.post(sent.location, data={"email": asha.email, "password": asha.password})
    assert (back.status_code, back.location) == (303, path)
