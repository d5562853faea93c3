"""Making boards and changing them."""

import re

from forum.accounts.models import User
from forum.admin import queries
from forum.boards.models import Board
from forum.errors import Refused
from forum.extensions import db, moderation
from moderation import Subject, clock

_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")


def create_board(
    *, title: str, description: str, year_group: str | None, pre_moderated: bool, admin: User
) -> Board:
    """A new board after the others, at an address made from its title."""
    board = Board(
        slug=_address_for(title),
        title=title,
        description=description,
        year_group=year_group,
        position=queries.last_position() + 1,
        pre_moderated=pre_moderated,
    )
    db.session.add(board)
    # The audit entry names the board.
    db.session.flush()
    moderation.audit("board:created", actor=admin.actor, subject=_subject(board), slug=board.slug)
    return board


def change_board(
    board: Board,
    *,
    title: str,
    description: str,
    year_group: str | None,
    pre_moderated: bool,
    admin: User,
) -> None:
    """New words or readers for a board. Its address stays, so that links go on working."""
    before = _facts(board)
    board.title, board.description = title, description
    board.year_group, board.pre_moderated = year_group, pre_moderated
    changed = {name: value for name, value in _facts(board).items() if before[name] != value}
    if changed:
        changed["description"] = "changed" if "description" in changed else ""
        moderation.audit("board:changed", actor=admin.actor, subject=_subject(board), **changed)


def close_board(board: Board, *, admin: User) -> None:
    """Nobody can add to the board; its readers can go on reading it."""
    if board.archived_at is None:
        board.archived_at = clock.now()
        moderation.audit("board:closed", actor=admin.actor, subject=_subject(board))


def open_board(board: Board, *, admin: User) -> None:
    """People can add to the board again."""
    if board.archived_at is not None:
        board.archived_at = None
        moderation.audit("board:opened", actor=admin.actor, subject=_subject(board))


def _address_for(title: str) -> str:
    slug = _NOT_IN_ADDRESS.sub("-", title.lower()).strip("-")[:50].strip("-")
    if not slug:
        raise Refused({"title": "Please use some letters or numbers in the title."})
    if queries.board_called(slug):
        raise Refused({"title": "There is a board of that name already. Please choose another."})
    return slug


def _facts(board: Board) -> dict[str, object]:
    return {
        "title": board.title,
        "description": board.description,
        "year_group": board.year_group,
        "pre_moderated": board.pre_moderated,
    }


def _subject(board: Board) -> Subject:
    return Subject("board", str(board.id))
