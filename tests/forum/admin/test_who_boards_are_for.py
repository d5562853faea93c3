"""Who reads a board and who writes on it: everybody, some years, or staff."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from forum.accounts.models import User
from forum.boards import queries
from forum.boards.models import Board
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser

TWO_YEARS = {
    "title": "Little ones",
    "description": "",
    "readers": "years",
    "year_group": ["Year 1", "Year 2"],
    "writers": "everyone",
}


@pytest.fixture
def admin(app: Flask) -> Person:
    return factories.make_user("Ada Admin", roles=["admin"])


@pytest.mark.both_engines
def test_a_board_for_two_years_is_there_for_their_families_alone(
    app: Flask, admin: Person, asha: Person, ben: Person
) -> None:
    assert browser(app, admin).post("/admin/boards", data=TWO_YEARS).status_code == 303
    with app.app_context():
        board = db.session.query(Board).one()
        place = Place(board.id, board.slug)
    topic = factories.post_topic(asha, place, "Spare jumpers", "Who needs one?")
    for path in ("/boards/little-ones", f"/topics/{topic.topic_id}"):
        assert browser(app, asha).get(path).status_code == 200
        assert browser(app, ben).get(path).status_code == 404
    for path in ("/", "/search?q=jumpers", f"/members/{asha.id}"):
        assert "Spare jumpers" not in browser(app, ben).get(path).text
        assert "Little ones" not in browser(app, ben).get(path).text
    assert "Little ones" in browser(app, asha).get("/").text
    assert "the families of Year 1 and Year 2" in browser(app, admin).get("/admin/boards").text


@pytest.mark.both_engines
def test_what_one_may_read_is_the_same_rule_for_one_board_and_in_a_query(
    app: Flask, admin: Person, asha: Person, ben: Person
) -> None:
    factories.make_board("all")
    factories.make_board("year-2", year_group="Year 2")
    factories.make_board("year-20", year_group="Year 20")
    factories.make_board("odd", year_group="Year_2%")
    factories.make_board("staff-room", readers="staff")
    nobody = factories.make_user("No Year")
    dsl = factories.make_user("Dee", roles=["safeguarding_lead"])
    head = factories.make_user("Hetty", roles=["headteacher"])
    with app.app_context():
        boards = db.session.query(Board).all()
        for person in (admin, asha, ben, nobody, dsl, head):
            user = db.session.get_one(User, person.id)
            found = {board.slug for board in boards if queries.reads(user, board)}
            assert {line.board.slug for line in queries.boards_for(user)} == found, person.name
        asha_reads = {line.board.slug for line in queries.boards_for(db.session.get_one(User, asha.id))}
        assert asha_reads == {"all", "year-2"}


def test_a_board_for_staff_is_not_there_for_parents(app: Flask, asha: Person, admin: Person) -> None:
    staff_room = factories.make_board("staff-room", readers="staff", writers="staff")
    topic = factories.post_topic(admin, staff_room, "Rota", "Who is on the gate?")
    for path in ("/boards/staff-room", f"/topics/{topic.topic_id}", "/boards/staff-room/new"):
        assert browser(app, asha).get(path).status_code == 404
    head = factories.make_user("Hetty", roles=["headteacher"])
    assert browser(app, head).get(f"/topics/{topic.topic_id}").status_code == 200


def test_who_may_only_read_is_told_who_writes_and_can_send_nothing(
    app: Flask, asha: Person, ben: Person, admin: Person
) -> None:
    board = factories.make_board("trips", writers="years", writing_years=["Year 5"])
    topic = factories.post_topic(ben, board, "The coach", "It leaves at nine.")
    reader = browser(app, asha)
    page = reader.get(f"/topics/{topic.topic_id}")
    assert page.status_code == 200
    assert "only the families of Year 5 can write" in page.text
    assert 'name="body"' not in page.text
    assert "only the families of Year 5 can write" in reader.get("/boards/trips/new").text
    assert reader.post(f"/topics/{topic.topic_id}/reply", data={"body": "Hello"}).status_code == 403
    sent = {"title": "Mine", "body": "Hello"}
    assert reader.post("/boards/trips/new", data=sent).status_code == 403
    for writer in (ben, admin):
        answer = browser(app, writer).post(f"/topics/{topic.topic_id}/reply", data={"body": "Thanks"})
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year_group": []}, "year_group"),
        ({"year_group": ["Year 99"]}, "year_group"),
        ({"writers": "years"}, "writing_years"),
        ({"writers": "years", "writing_years": ["Year 99"]}, "writing_years"),
        ({"readers": "anybody"}, "readers"),
    ],
)
def test_a_board_that_would_be_for_nobody_says_what_to_tick(
    app: Flask, admin: Person, change: dict[str, object], field: str
) -> None:
    answer = browser(app, admin).post("/admin/boards", data={**TWO_YEARS, **change})
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text


def test_a_change_of_readers_is_on_record_and_holds_at_once(
    app: Flask, admin: Person, asha: Person
) -> None:
    board = factories.make_board("year-2", year_group="Year 2")
    reader = browser(app, asha)
    assert reader.get("/boards/year-2").status_code == 200
    change = {"board": board.id, "title": "Year 2", "readers": "staff", "writers": "everyone"}
    assert browser(app, admin).post("/admin/boards", data=change).status_code == 303
    assert reader.get("/boards/year-2").status_code == 404
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="board:changed").one()
        assert (entry.detail["readers"], entry.detail["reading_years"]) == ("staff", [])
    page = browser(app, admin).get(f"/admin/boards/{board.id}").text
    assert 'value="staff" id="readers-3" checked' in page


@pytest.mark.both_engines
def test_a_class_board_of_before_is_for_the_same_families_after_the_change(app: Flask) -> None:
    with app.app_context():
        while "writers" in {c["name"] for c in sa.inspect(db.engine).get_columns("boards")}:
            downgrade(revision="-1")
        db.session.execute(
            sa.text(
                "INSERT INTO boards (slug, title, description, position, pre_moderated, year_group)"
                " VALUES ('y4', 'Y4', '', 0, :no, 'Year 4'), ('all', 'All', '', 1, :no, NULL)"
            ),
            {"no": False},
        )
        db.session.commit()
        upgrade()
        found = {board.slug: (board.readers, board.reading_years) for board in db.session.query(Board)}
    assert found == {"y4": ("years", {"Year 4"}), "all": ("everyone", frozenset())}
