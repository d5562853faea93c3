"""Making boards and changing them."""

import re
from dataclasses import dataclass

from forum.accounts.models import User
from forum.admin import queries
from forum.boards.models import Audience, Board
from forum.errors import Refused
from forum.extensions import db, moderation
from moderation import Subject, clock

_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What an admin says of a board."""

    title: str
    description: str = ""
    readers: Audience = Audience.EVERYONE
    reading_years: frozenset[str] = frozenset()
    writers: Audience = Audience.EVERYONE
    writing_years: frozenset[str] = frozenset()
    pre_moderated: bool = False
    allows_images: bool = False
    staff_start: bool = False


def create_board(facts: BoardFacts, *, admin: User) -> Board:
    """A new board after the others, at an address made from its title."""
    board = Board(slug=_address_for(facts.title), position=queries.last_position() + 1)
    _fill(board, facts)
    db.session.add(board)
    # The audit entry names the board.
    db.session.flush()
    moderation.audit("board:created", actor=admin.actor, subject=subject_of(board), slug=board.slug)
    return board


def change_board(board: Board, facts: BoardFacts, *, admin: User) -> None:
    """New words or readers for a board. Its address stays, so that links go on working."""
    before = _said_of(board)
    _fill(board, facts)
    changed = {name: value for name, value in _said_of(board).items() if before[name] != value}
    if changed:
        changed["description"] = "changed" if "description" in changed else ""
        moderation.audit("board:changed", actor=admin.actor, subject=subject_of(board), **changed)


def _fill(board: Board, facts: BoardFacts) -> None:
    """The board as `facts` say; classes count only where they are who it is for."""
    board.title, board.description = facts.title, facts.description
    board.readers, board.writers = facts.readers, facts.writers
    board.reading_years = facts.reading_years if facts.readers is Audience.YEARS else frozenset()
    board.writing_years = facts.writing_years if facts.writers is Audience.YEARS else frozenset()
    board.pre_moderated = facts.pre_moderated
    board.allows_images = facts.allows_images
    board.staff_start = facts.staff_start


def close_board(board: Board, *, admin: User) -> None:
    """Nobody can add to the board; its readers can go on reading it."""
    if board.archived_at is None:
        board.archived_at = clock.now()
        moderation.audit("board:closed", actor=admin.actor, subject=subject_of(board))


def open_board(board: Board, *, admin: User) -> None:
    """People can add to the board again."""
    if board.archived_at is not None:
        board.archived_at = None
        moderation.audit("board:opened", actor=admin.actor, subject=subject_of(board))


def _address_for(title: str) -> str:
    slug = _NOT_IN_ADDRESS.sub("-", title.lower()).strip("-")[:50].strip("-")
    if not slug:
        raise Refused({"title": "Please use some letters or numbers in the title."})
    if queries.board_called(slug):
        raise Refused({"title": "There is a board of that name already. Please choose another."})
    return slug


def _said_of(board: Board) -> dict[str, object]:
    return {
        "title": board.title,
        "description": board.description,
        "readers": board.readers,
        "reading_years": sorted(board.reading_years),
        "writers": board.writers,
        "writing_years": sorted(board.writing_years),
        "pre_moderated": board.pre_moderated,
        "allows_images": board.allows_images,
        "staff_start": board.staff_start,
    }


def subject_of(board: Board) -> Subject:
    """This board as the audit log names it."""
    return Subject("board", str(board.id))
