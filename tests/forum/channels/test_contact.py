"""Reaching the school in private, signed in or not."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.channels import services
from forum.channels.models import Concern, ConcernKind
from forum.errors import NotFound
from forum.extensions import db
from forum.notifications.models import Mail
from moderation import Subject
from moderation.records.models import AuditEntry
from tests import factories

TEXT = "My worry about the swings is private."
GOOD = {"name": "Priya Shah", "email": "priya@school.example", "text": TEXT}
WAYS = {
    "complaint": ConcernKind.COMPLAINT,
    "privacy": ConcernKind.PRIVACY,
    "child-at-risk": ConcernKind.CHILD_AT_RISK,
}


def mails(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        return [(mail.to_address, mail.subject, mail.body) for mail in db.session.query(Mail)]


@pytest.mark.parametrize(("way", "kind"), WAYS.items())
def test_anybody_gets_a_receipt_and_those_who_answer_are_alerted(
    app: Flask, client: FlaskClient, way: str, kind: ConcernKind
) -> None:
    head = factories.make_user(roles=["admin"])
    lead = factories.make_user(roles=["safeguarding_lead"])
    factories.make_user(roles=["moderator"])
    sent = client.post(f"/contact/{way}", data=GOOD)
    assert sent.status_code == 303
    reference = re.search(r"C-\w{4}-\w{4}", client.get(sent.location).text)
    assert reference
    with app.app_context():
        concern = db.session.query(Concern).one()
        assert (concern.kind, concern.text, concern.reference) == (kind, TEXT, reference[0])
        entry = db.session.query(AuditEntry).filter_by(action="concern:received").one()
        assert "swings" not in str(entry.detail)
    told = {address for address, _, _ in mails(app)}
    alerted = {head.email, lead.email} if way == "child-at-risk" else {head.email}
    assert told == {"priya@school.example"} | alerted
    for _, subject, body in mails(app):
        assert reference[0] in subject + body
        assert "swings" not in subject + body
        assert "Priya" not in subject + body


def test_a_worry_about_a_child_needs_no_name_and_says_999_first(app: Flask, client: FlaskClient) -> None:
    page = client.get("/contact/child-at-risk").text
    assert page.index("ring 999") < page.index("<form method")
    assert client.post("/contact/child-at-risk", data={"text": TEXT}).status_code == 303
    assert not mails(app)  # nobody to alert in this empty school, and no address for a receipt
    with app.app_context():
        assert db.session.query(Concern).one().name == ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\u200b\u00a0"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"email": "not an address"}, "email"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_what_cannot_be_sent_is_said_at_the_field_and_kept(
    app: Flask, client: FlaskClient, way: str, change: dict[str, str], field: str
) -> None:
    answer = client.post(f"/contact/{way}", data={**GOOD, **change})
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert field == "text" or TEXT in answer.text
    assert field != "text" or "Priya Shah" in answer.text
    with app.app_context():
        assert db.session.query(Concern).count() == 0


def test_a_complaint_needs_somebody_to_answer(client: FlaskClient) -> None:
    answer = client.post("/contact/complaint", data={"text": TEXT})
    assert answer.status_code == 422
    assert "give your name" in answer.text
    assert "where the answer reaches you" in answer.text
    assert TEXT in answer.text


def test_controls_and_html_in_a_message_do_no_harm(app: Flask, client: FlaskClient) -> None:
    text = "<script>alert(1)</script>\x00 and \u202e more"
    assert client.post("/contact/complaint", data={**GOOD, "text": text}).status_code == 303
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    page = client.get("/admin/messages/1").text
    assert "<script>alert" not in page
    assert "\x00" not in page
    assert "\u202e" not in page


def test_whoever_is_signed_in_need_not_say_who_they_are(app: Flask, client: FlaskClient) -> None:
    parent = factories.make_user("Asha")
    factories.sign_in(client, parent)
    page = client.get("/contact/complaint").text
    assert 'value="Asha"' in page
    assert f'value="{parent.email}"' in page
    client.post("/contact/complaint", data=GOOD)
    with app.app_context():
        assert db.session.query(Concern).one().person_id == parent.id


def test_a_receipt_is_shown_only_in_the_browser_that_sent(app: Flask, client: FlaskClient) -> None:
    sent = client.post("/contact/complaint", data=GOOD)
    assert client.get(sent.location).status_code == 200
    assert app.test_client().get(sent.location).status_code == 404
    assert client.get("/contact/privacy/received").status_code == 404
    assert client.get("/contact/anything").status_code == 404


def test_twenty_messages_an_hour_from_one_place_are_enough(limited_app: Flask) -> None:
    home = limited_app.test_client()
    for _ in range(20):
        assert home.post("/contact/complaint", data=GOOD).status_code == 303
    last = home.post("/contact/complaint", data={**GOOD, "text": "Not to be lost"})
    assert last.status_code == 429
    assert "Not to be lost" in last.text


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        ("formal_complaint", ConcernKind.COMPLAINT),
        ("confidential_talk", ConcernKind.TALK),
        ("parents_forum_meeting", ConcernKind.MEETING),
        ("individual", ConcernKind.INDIVIDUAL),
    ],
)
def test_a_post_that_waits_is_taken_to_a_better_place(
    app: Flask, channel: str, kind: ConcernKind
) -> None:
    from forum.accounts.models import User

    parent = factories.make_user("Asha")
    with app.app_context():
        author = db.session.get_one(User, parent.id)
        taken = services.take_to(channel, TEXT, subject=Subject("post", "7"), author=author)
        db.session.commit()
        concern = db.session.query(Concern).one()
        assert (concern.reference, concern.kind) == (taken.reference, kind)
        assert (concern.from_subject, concern.email) == ("post/7", parent.email)
        with pytest.raises(NotFound):
            services.take_to("nowhere", TEXT, subject=Subject("post", "7"), author=author)
