"""The staff's inbox: nothing is lost, and what concerns a child is kept apart."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.channels import services
from forum.channels.models import Concern, ConcernKind
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories


@pytest.fixture
def concerns(app: Flask) -> dict[ConcernKind, int]:
    with app.app_context():
        kept = {
            kind: services.receive(kind, name="P", email="p@x.example", text=f"About {kind}")
            for kind in ConcernKind
        }
        db.session.commit()
        return {kind: concern.id for kind, concern in kept.items()}


@pytest.mark.parametrize(
    ("role", "readable"),
    [
        ("admin", set(ConcernKind)),
        ("safeguarding_lead", {ConcernKind.CHILD_AT_RISK}),
        ("moderator", set()),
        ("teacher", set()),
        ("data_protection_lead", {ConcernKind.PRIVACY}),
        ("appeals_officer", set()),
        ("parent", set()),
    ],
)
def test_each_role_reads_what_it_answers(
    client: FlaskClient,
    concerns: dict[ConcernKind, int],
    role: str,
    readable: set[ConcernKind],
) -> None:
    factories.sign_in(client, factories.make_user(roles=[role]))
    listed = client.get("/admin/messages")
    opens = bool(readable) or role in ("appeals_officer", "teacher")  # they have messages of their own
    assert listed.status_code == (200 if opens else 403)
    for kind, concern_id in concerns.items():
        page = client.get(f"/admin/messages/{concern_id}")
        expected = 200 if kind in readable else (404 if opens else 403)
        assert page.status_code == expected, kind
        assert (f"About {kind}" in page.text) is (kind in readable)
        answered = client.post(f"/admin/messages/{concern_id}/answered", data={"version": 0})
        assert answered.status_code == (303 if kind in readable else expected)


def test_an_answer_is_kept_with_who_gave_it_and_given_once(
    app: Flask, client: FlaskClient, concerns: dict[ConcernKind, int]
) -> None:
    factories.sign_in(client, factories.make_user("The Office", roles=["admin"]))
    address = f"/admin/messages/{concerns[ConcernKind.COMPLAINT]}"
    assert client.post(f"{address}/answered", data={"version": 0}).status_code == 303
    assert "Answered by The Office" in client.get("/admin/messages").text
    again = client.post(f"{address}/answered", data={"version": 0})
    assert again.status_code == 409
    assert "The Office has answered" in again.text
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="concern:recorded").count() == 1
        assert db.session.query(Concern).count() == len(ConcernKind)


def test_a_child_at_risk_stands_first(client: FlaskClient, concerns: dict[ConcernKind, int]) -> None:
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    page = client.get("/admin/messages").text.partition("data-concern")[2]
    first = page.index("A child may be at risk")
    assert first < page.index("Formal complaint")
    assert "About child_at_risk" not in page


@pytest.mark.parametrize("concern_id", ["0", "9999", "99999999999999999999", "x"])
def test_a_message_there_is_not_is_not_found(client: FlaskClient, concern_id: str) -> None:
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    assert client.get(f"/admin/messages/{concern_id}").status_code == 404
