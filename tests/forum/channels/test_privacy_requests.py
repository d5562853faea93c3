"""Whoever leads on data protection reads privacy requests, and nothing of the forum itself."""

from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Board
from forum.boards.queries.people import names_of_readers
from forum.extensions import db
from forum.notifications.models import Mail
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser

WORD = "zyzzyvaprivate"
GOOD = {"name": "Asha", "email": "asha@school.example", "text": f"A copy of everything, please. {WORD}"}


def test_a_privacy_request_reaches_the_lead_and_the_office(
    app: Flask, client: FlaskClient, asha: Person
) -> None:
    lead = factories.make_user("Data Lead", roles=["data_protection_lead"])
    office = factories.make_user("The Office", roles=["admin"])
    parent = browser(app, asha)
    assert parent.post("/contact/privacy", data=GOOD).status_code == 303
    about_head = GOOD | {"about_head": "yes"}
    assert client.post("/contact/complaint", data=about_head).status_code == 303
    with app.app_context():
        told = {mail.to_address for mail in db.session.query(Mail) if "Privacy" in mail.subject}
        assert told == {lead.email, office.email}
    reader = browser(app, lead)
    listed = reader.get("/admin/messages").text
    assert listed.count("data-concern") == 1
    assert "headteacher" not in listed.partition("<main")[2].partition("</main>")[0]
    assert WORD in reader.get("/admin/messages/1").text
    assert reader.get("/admin/messages/2").status_code == 404
    answer = {"version": 0, "words": "It is on its way."}
    assert reader.post("/admin/messages/1/reply", data=answer).status_code == 303
    assert "It is on its way." in parent.get("/me/messages/1").text


def test_the_lead_reads_nothing_of_the_forum(app: Flask, asha: Person, general: Place) -> None:
    topic = factories.post_topic(asha, general)
    reader = browser(app, factories.make_user("Data Lead", roles=["data_protection_lead"]))
    first = reader.get("/")
    assert (first.status_code, first.location) == (303, "/admin/messages")
    for path in ("/boards/general", f"/topics/{topic.topic_id}", "/search?q=fair", "/moderation/"):
        assert reader.get(path).status_code == 403
    page = reader.get("/admin/messages").text
    assert 'href="/moderation/data-protection"' in page
    assert ">Search<" not in page
    assert reader.get("/moderation/people").status_code == 403
    assert reader.get("/admin/people").status_code == 403


def test_the_lead_cannot_be_addressed_on_a_board(app: Flask, asha: Person, general: Place) -> None:
    factories.make_user("Data Lead", roles=["data_protection_lead"])
    with app.app_context():
        board = db.session.get_one(Board, general.id)
        assert [name for _, name in names_of_readers(board)] == ["Asha"]
