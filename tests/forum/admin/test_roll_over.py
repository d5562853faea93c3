"""The new school year: looked at first, done at once, undone on the same day."""

import re
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import queries
from forum.admin.years import LEAVES, STAYS, usual_next
from forum.boards.models import Board
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person
from tests.forum.pages import browser

CHOICES = {
    **{
        f"next-{n}": usual_next(name)
        for n, name in enumerate(["Reception", *[f"Year {y}" for y in range(1, 7)]], 1)
    },
    "leave_on": "2027-08-31",
    "boards": "new",
}


@pytest.fixture
def admin(app: Flask, school_day: datetime) -> FlaskClient:
    return browser(app, factories.make_user("Ada Admin", roles=["admin"]))


@pytest.fixture
def six(app: Flask) -> Person:
    """Somebody whose only child is in Year 6."""
    return factories.make_user("Six", years=["Year 6"])


def do(admin: FlaskClient, **change: str) -> int:
    page = admin.post("/admin/roll-over", data={**CHOICES, "step": "preview"}).text
    (counted,) = re.findall(r'name="counted" value="(\d+)"', page)
    sent = {**CHOICES, "step": "do", "counted": counted, "confirm": "Move everybody up", **change}
    return admin.post("/admin/roll-over", data=sent).status_code


def years_of(app: Flask, person: Person) -> set[str]:
    with app.app_context():
        found = queries.person(person.id)
        assert found is not None
        return set(found.years)


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("Nursery", "Reception"),
        ("Reception", "Year 1"),
        ("Year 1", "Year 2"),
        ("Year 3B", "Year 4B"),
        ("Year 6", LEAVES),
        ("Year 6 Oak", LEAVES),
        ("Owls", STAYS),
        ("Leavers 2027", STAYS),
        ("Year 12", LEAVES),
    ],
)
def test_which_class_follows_on_which(name: str, following: str) -> None:
    assert usual_next(name) == following


def test_looking_at_it_changes_nothing(
    app: Flask, admin: FlaskClient, asha: Person, six: Person
) -> None:
    factories.make_board("year-2", year_group="Year 2")
    page = admin.post("/admin/roll-over", data={**CHOICES, "step": "preview"})
    assert page.status_code == 200
    assert re.search(r'data-year="Year 2".*?Year 2.*?Year 3.*?>1<', page.text)
    assert re.findall(r'data-leaver="(\d+)"', page.text) == [str(six.id)]
    assert "“Year 2” is closed" in page.text
    assert years_of(app, asha) == {"Year 2"}


@pytest.mark.both_engines
def test_everybody_moves_up_and_takes_their_board_along(
    app: Flask, admin: FlaskClient, asha: Person, six: Person
) -> None:
    board = factories.make_board("year-2", year_group="Year 2")
    topic = factories.post_topic(asha, board, "Our year", "Just us")
    teacher = factories.make_user("Tess", roles=["teacher"])
    both = factories.make_user("Both", years=["Year 6", "Year 1"])
    assert do(admin) == 303
    assert years_of(app, asha) == {"Year 3"}
    assert years_of(app, six) == {"Leavers 2027"}
    assert years_of(app, both) == {"Leavers 2027", "Year 2"}
    assert years_of(app, teacher) == set()
    assert browser(app, asha).get(f"/topics/{topic.topic_id}").status_code == 200
    assert browser(app, both).get(f"/topics/{topic.topic_id}").status_code == 404
    assert browser(app, both).get("/boards/year-2-2027").status_code == 200
    assert browser(app, asha).get("/boards/year-2-2027").status_code == 404
    with app.app_context():
        actions = [entry.action for entry in db.session.query(AuditEntry)]
        assert actions.count("roll_over:class_moved") == 3
        assert actions.count("roll_over:done") == 1
        entry = db.session.query(AuditEntry).filter_by(action="roll_over:done").one()
        assert (entry.detail["leavers"], entry.detail["leave_on"]) == ([six.id], "2027-08-31")


def test_leavers_go_on_their_day_without_anybody_doing_anything(
    app: Flask, admin: FlaskClient, six: Person, time_machine: time_machine.TimeMachineFixture
) -> None:
    both = factories.make_user("Both", years=["Year 6", "Year 1"])
    assert do(admin) == 303
    time_machine.move_to("2027-08-30T21:59:00Z")
    client = browser(app, six)
    assert client.get("/").status_code == 200
    time_machine.move_to("2027-08-30T23:01:00Z")  # midnight has passed in British summer time
    assert client.get("/").status_code == 303
    assert factories.sign_in(app.test_client(), six).status_code == 422
    assert years_of(app, both) == {"Year 2"}


@pytest.mark.both_engines
def test_it_can_be_undone_until_the_end_of_the_day(
    app: Flask, admin: FlaskClient, asha: Person, six: Person
) -> None:
    factories.make_board("year-2", year_group="Year 2")
    assert do(admin) == 303
    assert "Undo it" in admin.get("/admin/roll-over").text
    assert admin.post("/admin/roll-over/1/undo").status_code == 303
    assert (years_of(app, asha), years_of(app, six)) == ({"Year 2"}, {"Year 6"})
    with app.app_context():
        person = queries.person(six.id)
        assert person is not None
        assert person.left_at is None
        open_boards = db.session.query(Board).filter(Board.archived_at.is_(None)).all()
        assert [(b.slug, b.title, set(b.reading_years)) for b in open_boards] == [
            ("year-2", "Year 2", {"Year 2"})
        ]
        assert db.session.query(AuditEntry).filter_by(action="roll_over:undone").count() == 1
    assert admin.post("/admin/roll-over/1/undo").status_code == 409
    assert admin.post("/admin/roll-over/77/undo").status_code == 404


def test_on_the_next_day_it_stands(
    app: Flask, admin: FlaskClient, asha: Person, time_machine: time_machine.TimeMachineFixture
) -> None:
    assert do(admin) == 303
    time_machine.move_to("2026-11-25T10:00:00Z")
    assert "Undo it" not in admin.get("/admin/roll-over").text
    assert admin.post("/admin/roll-over/1/undo").status_code == 409
    assert years_of(app, asha) == {"Year 3"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"confirm": "yes"}, 422),
        ({"confirm": ""}, 422),
        ({"counted": "7"}, 409),
        ({"counted": "x"}, 422),
        ({"leave_on": "2020-01-01"}, 422),
        ({"leave_on": "soon"}, 422),
        ({"boards": "burn"}, 422),
    ],
)
def test_nothing_moves_unless_it_was_meant_and_is_as_it_was_looked_at(
    app: Flask, admin: FlaskClient, asha: Person, change: dict[str, str], code: int
) -> None:
    assert do(admin, **change) == code
    assert years_of(app, asha) == {"Year 2"}


def test_boards_may_stay(app: Flask, admin: FlaskClient, asha: Person, ben: Person) -> None:
    factories.make_board("year-3", year_group="Year 3")
    assert do(admin, boards="stay") == 303
    assert browser(app, asha).get("/boards/year-3").status_code == 200
    assert browser(app, ben).get("/boards/year-3").status_code == 404


def test_it_is_for_admins(app: Flask, asha: Person) -> None:
    assert browser(app, asha).post("/admin/roll-over", data=CHOICES).status_code == 403
