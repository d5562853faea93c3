"""Inviting a whole list: what to mend row by row, nothing before it is said, nobody twice."""

import csv
import io
import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.models import Invitation, Relationship
from forum.admin import inviting
from forum.admin.models import InvitationRow
from forum.extensions import db
from forum.notifications.models import Mail
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person
from tests.forum.pages import browser, count_of

HEADER = "email,display_name,relationship,years\n"
TWO = HEADER + 'ada@home.example,Ada Byrne,parent,"Year 1; Year 4"\nbo@home.example,,,\n'


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("Ada Admin", roles=["admin"]))


def upload(admin: FlaskClient, content: str | bytes) -> TestResponse:
    raw = content.encode() if isinstance(content, str) else content
    sent = {"file": (io.BytesIO(raw), "list.csv")}
    return admin.post("/admin/invitations/bulk", data=sent, content_type="multipart/form-data")


def rows(app: Flask) -> list[InvitationRow]:
    with app.app_context():
        found = db.session.query(InvitationRow).order_by(InvitationRow.number).all()
        db.session.expunge_all()
        return found


def send(admin: FlaskClient, list_id: int = 1) -> int:
    """Press the button, and wait until whoever invites them has finished."""
    code = admin.post(f"/admin/invitations/bulk/{list_id}/send").status_code
    for thread in threading.enumerate():
        if thread.name == f"inviting-{list_id}":
            thread.join()
    return code


@pytest.mark.both_engines
def test_nobody_is_invited_before_it_is_said_and_then_everybody_is(
    app: Flask, admin: FlaskClient
) -> None:
    answer = upload(admin, TWO)
    assert (answer.status_code, answer.location) == (303, "/admin/invitations/bulk/1")
    page = admin.get("/admin/invitations/bulk/1")
    assert "Invite the 2 good rows" in page.text
    assert "Refresh" not in page.headers
    assert count_of(app, Mail) == count_of(app, Invitation) == 0
    assert send(admin) == 303
    with app.app_context():
        ada, bo = db.session.query(Invitation).order_by(Invitation.id)
        assert (ada.years, ada.display_name) == (["Year 1", "Year 4"], "Ada Byrne")
        assert (bo.roles, bo.years, bo.relationship) == (["parent"], [], Relationship.PARENT)
        assert [mail.to_address for mail in db.session.query(Mail)] == [ada.email, bo.email]
        actions = [entry.action for entry in db.session.query(AuditEntry)]
        assert actions.count("invitation:created") == 2
        assert actions.count("invitation_list:uploaded") == actions.count("invitation_list:sent") == 1
    assert "Invited: 2 people" in admin.get("/admin/invitations/bulk/1").text
    assert send(admin) == 409
    assert count_of(app, Mail) == 2


def test_whoever_joins_finds_the_name_offered(app: Flask, admin: FlaskClient) -> None:
    upload(admin, TWO)
    send(admin)
    with app.app_context():
        token = "t" * 20
        db.session.query(Invitation).first().token_hash = inviting_hash(token)
        db.session.commit()
    assert 'value="Ada Byrne"' in app.test_client().get(f"/join/{token}").text


def inviting_hash(token: str) -> str:
    from forum.accounts.queries import hash_of_token

    return hash_of_token(token)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",Ada,parent,Year 1", "no email address"),
        ("not an address,Ada,parent,Year 1", "should look like name@example.com"),
        ("a@b.example,=cmd|' /C calc'!A0,parent,Year 1", "begins with “=”"),
        ("a@b.example,Ada,+1,Year 1", "begins with “+”"),
        ("a@b.example,Ada,king,Year 1", "“king” should be one of: parent"),
        ("a@b.example,Ada,parent,Year 99", "“year 99” is not a class here"),
        ("ADA@home.example,Ada,parent,Year 1", "Line 2 has the same address"),
        ("member@school.example,Mem,parent,Year 1", "has an account"),
        ("invited@school.example,Inv,parent,Year 1", "is invited already"),
        (f"a@b.example,{'x' * 81},parent,Year 1", "at most 80"),
    ],
)
def test_each_row_says_what_to_mend_and_the_others_can_be_invited(
    app: Flask, admin: FlaskClient, line: str, said: str
) -> None:
    factories.make_user(email="member@school.example")
    admin.post(
        "/admin/invitations",
        data={"email": "invited@school.example", "roles": ["parent"], "relationship": "parent"},
    )
    assert (
        upload(admin, HEADER + "ada@home.example,Ada,parent,Year 1\n" + line + "\n").status_code == 303
    )
    page = admin.get("/admin/invitations/bulk/1").text
    assert "Invite the 1 good row<" in page
    assert said in page
    assert re.findall(r'data-row="(\d+)"', page) == ["3"]
    send(admin)
    assert [row.invitation_id is not None for row in rows(app)] == [True, False]


@pytest.mark.parametrize(
    "content",
    [
        TWO.replace("Ada Byrne", "Zoë Müller").encode("utf-8-sig"),
        TWO.replace("Ada Byrne", "Zoë Müller").encode("cp1252"),
        TWO.replace("Ada Byrne", "Zoë Müller").encode("utf-16"),
        'E-Mail;Name;Relation;Class\nada@home.example;"Müller; Zoë";Mum;"1 and Y4"\n'.encode("cp1252"),
        "Email address\tName\tYears\r\nada@home.example\tZoë Müller\tyear 1, YEAR 4\r\n".encode(),
    ],
)
def test_a_list_is_read_however_a_program_has_saved_it(
    app: Flask, admin: FlaskClient, content: bytes
) -> None:
    assert upload(admin, content).status_code == 303
    first = rows(app)[0]
    assert (first.fault, first.email, first.years) == ("", "ada@home.example", ["Year 1", "Year 4"])
    assert "Müller" in first.display_name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is no “email” in it"),
        (b"who,what\nx,y\n", "There is no “email” in it"),
        (HEADER.encode(), "nobody on this list"),
        (b"PK\x03\x04\x00\x00\x81\x8d\x8f", "save it as “CSV UTF-8”"),
        ((HEADER + 'a@b.example,"Ada\n').encode(), "quotation mark"),
        ((HEADER + "".join(f"p{n}@b.example\n" for n in range(5_001))).encode(), "at most 5,000"),
    ],
)
def test_what_is_no_list_says_what_to_do(
    app: Flask, admin: FlaskClient, content: bytes, said: str
) -> None:
    answer = upload(admin, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert count_of(app, InvitationRow) == 0


def test_without_a_file_the_page_says_so(admin: FlaskClient) -> None:
    answer = admin.post("/admin/invitations/bulk", data={})
    assert answer.status_code == 422
    assert "choose a file" in answer.text


def test_the_rows_to_mend_come_as_a_file_without_formulas(app: Flask, admin: FlaskClient) -> None:
    upload(admin, HEADER + "ok@home.example,Ok,,\nbad,=1+1,parent,Year 1\n")
    answer = admin.get("/admin/invitations/bulk/1/faulty.csv")
    assert answer.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0][:4] == ["email", "display_name", "relationship", "years"]
    assert lines[1][:4] == ["bad", "'=1+1", "parent", "Year 1"]
    assert lines[1][5] == "3"


@pytest.mark.both_engines
def test_after_a_crash_it_goes_on_and_nobody_has_two(
    app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inviting, "AT_ONCE", 3)
    upload(admin, HEADER + "".join(f"p{n}@home.example\n" for n in range(10)))
    with app.app_context():
        # The first piece is kept; then the server is switched off.
        inviting.begin(inviting.queries.locked_list(1), admin=_admin(app))
        assert inviting.invite_next(1)
        db.session.commit()
        kept = inviting.queries.invitation_list(1)
        kept.working_at -= inviting.STOPPED_AFTER
        db.session.commit()
    page = admin.get("/admin/invitations/bulk/1").text
    assert "3 of 10 invited" in page
    assert "It stopped on the way" in page
    assert send(admin) == 303
    with app.app_context():
        addresses = [mail.to_address for mail in db.session.query(Mail)]
        assert len(addresses) == len(set(addresses)) == 10


def test_while_it_goes_on_the_page_looks_again_by_itself(app: Flask, admin: FlaskClient) -> None:
    upload(admin, TWO)
    with app.app_context():
        inviting.begin(inviting.queries.locked_list(1), admin=_admin(app))
        db.session.commit()
    page = admin.get("/admin/invitations/bulk/1")
    assert page.headers["Refresh"] == "4"
    assert "0 of 2 invited" in page.text
    assert send(admin) == 409


def _admin(app: Flask):
    from forum.accounts.models import User

    return db.session.query(User).filter_by(display_name="Ada Admin").one()


def test_somebody_invited_by_hand_in_the_meantime_has_one_mail(app: Flask, admin: FlaskClient) -> None:
    upload(admin, TWO)
    by_hand = {"email": "bo@home.example", "roles": ["parent"], "relationship": "parent"}
    assert admin.post("/admin/invitations", data=by_hand).status_code == 303
    send(admin)
    with app.app_context():
        addresses = [mail.to_address for mail in db.session.query(Mail)]
    assert sorted(addresses) == ["ada@home.example", "bo@home.example"]
    assert "in the meantime" in admin.get("/admin/invitations/bulk/1").text


def test_lists_are_for_admins(app: Flask, asha: Person) -> None:
    assert upload(browser(app, asha), TWO).status_code == 403
    assert browser(app, asha).get("/admin/invitations/bulk/1/faulty.csv").status_code == 403
