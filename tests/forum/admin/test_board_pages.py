"""Admins make boards, change them, close and open them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Board
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories

GOOD = {"title": "Year 3 & friends", "description": "For Year 3", "year_group": "Year 3"}


@pytest.fixture
def browser(client: FlaskClient) -> FlaskClient:
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    return client


def only_board(app: Flask) -> Board:
    with app.app_context():
        board = db.session.query(Board).one()
        db.session.expunge(board)
        return board


def test_a_new_board_gets_an_address_and_is_open(app: Flask, browser: FlaskClient) -> None:
    answer = browser.post("/admin/boards", data={**GOOD, "pre_moderated": "y"})
    assert answer.status_code == 303
    board = only_board(app)
    assert (board.slug, board.reading_years, board.pre_moderated) == ("year-3-friends", {"Year 3"}, True)
    assert browser.get("/boards/year-3-friends").status_code == 200
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="board:created").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "give the board a title"),
        ({"title": "!!!"}, "letters or numbers"),
        ({"title": "x" * 121}, "at most 120"),
        ({"description": "x" * 2001}, "at most 2,000"),
        ({"title": "YEAR 3 FRIENDS"}, "board of that name already"),
    ],
)
def test_a_board_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    app: Flask, browser: FlaskClient, change: dict[str, str], said: str
) -> None:
    browser.post("/admin/boards", data=GOOD)
    answer = browser.post("/admin/boards", data={**GOOD, "description": "Kept words", **change})
    assert answer.status_code == 422
    assert said in answer.text
    assert "description" in change or "Kept words" in answer.text
    only_board(app)


def test_a_class_nobody_offered_is_refused(browser: FlaskClient) -> None:
    answer = browser.post("/admin/boards", data={**GOOD, "year_group": "Year 99"})
    assert answer.status_code == 422


def test_a_board_changes_and_keeps_its_address(app: Flask, browser: FlaskClient) -> None:
    browser.post("/admin/boards", data=GOOD)
    board = only_board(app)
    change = {"board": board.id, "title": "Everything", "description": "", "year_group": ""}
    assert browser.get(f"/admin/boards/{board.id}").status_code == 200
    assert browser.post("/admin/boards", data=change).status_code == 303
    changed = only_board(app)
    assert (changed.slug, changed.title) == ("year-3-friends", "Everything")
    assert (changed.readers, changed.reading_years) == ("everyone", frozenset())
    assert browser.post("/admin/boards", data={**change, "board": "77"}).status_code == 404
    assert browser.post("/admin/boards", data={**change, "title": ""}).status_code == 422


def test_a_closed_board_can_be_read_and_opened_again(app: Flask, browser: FlaskClient) -> None:
    browser.post("/admin/boards", data=GOOD)
    board = only_board(app)
    assert browser.post(f"/admin/boards/{board.id}/close").status_code == 303
    assert only_board(app).archived_at is not None
    assert "Closed" in browser.get("/admin/boards").text
    assert browser.get("/boards/year-3-friends").status_code == 200
    assert browser.post(f"/admin/boards/{board.id}/open").status_code == 303
    assert only_board(app).archived_at is None
    with app.app_context():
        actions = [entry.action for entry in db.session.query(AuditEntry)]
        assert actions[-2:] == ["board:closed", "board:opened"]
