"""What the office says to everybody: announcements until a day, and the welcome of whoever joins."""

from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import invitations
from forum.extensions import db
from forum.permissions import Role
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser

SOON = {"text": "The school is *closed* on Friday.", "until": "2026-11-27"}
JOINING = {"display_name": "Priya Shah", "password": "purple kettle tandem", "accept_policy": "y"}


@pytest.fixture
def admin(app: Flask, school_day: datetime) -> FlaskClient:
    return browser(app, factories.make_user("Ada Admin", roles=["admin"]))


def audited(app: Flask, action: str) -> int:
    with app.app_context():
        return db.session.query(AuditEntry).filter_by(action=action).count()


def test_an_announcement_stands_above_the_boards_until_its_day_is_over(
    app: Flask,
    admin: FlaskClient,
    asha: Person,
    general: Place,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    assert admin.post("/admin/announcements", data=SOON).status_code == 303
    assert "Shows until the end of Friday 27 November 2026" in admin.get("/admin/announcements").text
    reader = browser(app, asha)
    for path in ("/", "/boards/general"):
        assert "The school is <em>closed</em> on Friday." in reader.get(path).text
    assert "closed" not in app.test_client().get("/sign-in").text
    time_machine.move_to("2026-11-27T23:59:00Z")
    assert "closed" in reader.get("/").text
    time_machine.move_to("2026-11-28T00:00:00Z")
    assert "closed" not in reader.get("/").text
    assert audited(app, "announcement:made") == 1


def test_one_is_taken_down_before_its_day(app: Flask, admin: FlaskClient, asha: Person) -> None:
    admin.post("/admin/announcements", data=SOON)
    assert admin.post("/admin/announcements/1/end").status_code == 303
    assert "closed" not in browser(app, asha).get("/").text
    assert admin.post("/admin/announcements/77/end").status_code == 404
    assert audited(app, "announcement:ended") == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"until": "2026-11-23"}, "until"),
        ({"until": "2031-01-01"}, "until"),
        ({"until": "soon"}, "until"),
    ],
)
def test_what_cannot_be_shown_says_why(
    app: Flask, admin: FlaskClient, change: dict[str, str], field: str
) -> None:
    answer = admin.post("/admin/announcements", data={**SOON, **change})
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert audited(app, "announcement:made") == 0


def test_markup_in_an_announcement_is_only_what_a_post_may_have(
    app: Flask, admin: FlaskClient, asha: Person
) -> None:
    admin.post("/admin/announcements", data={**SOON, "text": "<script>alert(1)</script> Hello"})
    assert "<script>alert" not in browser(app, asha).get("/").text


def join(app: Flask) -> tuple[FlaskClient, str]:
    with app.app_context():
        made = invitations.invite(
            "priya@school.example", roles=[Role.PARENT], years=["Year 2"], admin=None
        )
        db.session.commit()
    client = app.test_client()
    page = client.get(made.link).text
    return client, page + "\n" + (client.post(made.link, data=JOINING).location or "")


def test_whoever_joins_reads_the_welcome_and_where_to_begin(
    app: Flask, admin: FlaskClient, general: Place
) -> None:
    factories.make_board("year-2", year_group="Year 2")
    factories.make_board("year-5", year_group="Year 5")
    assert admin.post("/admin/welcome", data={"text": "It is *good* to have you."}).status_code == 303
    client, said = join(app)
    assert "You will read “General” and “Year 2”" in said
    assert "Talk about things rather than people" in said
    assert said.endswith("/welcome")
    page = client.get("/welcome").text
    assert "It is <em>good</em> to have you." in page
    assert "/boards/year-2" in page
    assert "/boards/year-5" not in page
    assert audited(app, "welcome:changed") == 1


def test_without_a_welcome_whoever_joins_goes_straight_to_the_boards(
    app: Flask, admin: FlaskClient
) -> None:
    admin.post("/admin/welcome", data={"text": "Soon gone"})
    assert admin.post("/admin/welcome", data={"text": "  "}).status_code == 303
    client, said = join(app)
    assert said.endswith("\n/")
    assert "Soon gone" not in client.get("/welcome").text


def test_only_the_office_writes_them(app: Flask, asha: Person) -> None:
    reader = browser(app, asha)
    for path in ("/admin/announcements", "/admin/welcome"):
        assert reader.post(path, data=SOON).status_code == 403
