"""What the admin's pages read."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.boards.models import Board
from forum.extensions import db

_LONGEST = 40  # characters of a class's name that a board has room for
_USUAL = ("Reception", *(f"Year {number}" for number in range(1, 7)))


def boards() -> Sequence[Board]:
    """Every board, those that are closed last."""
    return db.session.scalars(
        sa.select(Board).order_by(Board.archived_at.is_not(None), Board.position, Board.id)
    ).all()


def board(board_id: int) -> Board | None:
    """One board, closed or not."""
    return db.session.get(Board, board_id)


def board_called(slug: str) -> Board | None:
    """The board at this address, closed or not."""
    return db.session.scalar(sa.select(Board).where(Board.slug == slug))


def last_position() -> int:
    """Where the last board stands."""
    return db.session.scalar(sa.select(sa.func.max(Board.position))) or 0


def class_names() -> list[str]:
    """Every class somebody may be linked to: a primary school's usual ones, and this school's."""
    rows = db.session.execute(sa.select(Board.reading_years, Board.writing_years))
    known = {*accounts.classes(), *(name for years in rows for name in years[0] | years[1])}
    fit = (name for name in known.difference(_USUAL) if len(name) <= _LONGEST and "|" not in name)
    return [*_USUAL, *sorted(fit)]
