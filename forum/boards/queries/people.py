"""Who reads a board: the people one can address there."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.accounts.models import STAFF_ROLES, User, UserRole, YearLink
from forum.accounts.queries import still
from forum.boards.models import Audience, Board
from forum.extensions import db
from forum.permissions import Permission, Role, may


def names_of_readers(board: Board) -> Sequence[tuple[int, str]]:
    """The id and name of everybody here now who may read this board."""
    rows = db.session.execute(sa.select(User.id, User.display_name).where(*_reading(board)))
    return [(row.id, row.display_name) for row in rows]


def readers_with_ids(board: Board, ids: Collection[int]) -> Sequence[User]:
    """Those of these people who may read this board now."""
    return (
        db.session.scalars(
            sa.select(User)
            .where(User.id.in_(ids), *_reading(board))
            .options(joinedload(User.role_links), joinedload(User.year_links))
        )
        .unique()
        .all()
    )


def _reading(board: Board) -> Sequence[sa.ColumnElement[bool]]:
    """The rule of `reads`, as conditions on people in a query."""
    here, members = still(User.left_at), _reads_boards()
    if board.readers is Audience.EVERYONE:
        return (here, members)
    in_class = sa.select(YearLink.user_id).where(
        YearLink.year_group.in_(sorted(board.reading_years)), still(YearLink.ended_at)
    )
    roles = {role for role in Role if may([role], Permission.READ_ALL_BOARDS)}
    is_staff = [User.roll_entry_id.is_not(None)] if board.readers is Audience.STAFF else []
    if board.readers is Audience.STAFF:
        roles |= STAFF_ROLES
    in_role = sa.select(UserRole.user_id).where(UserRole.role.in_(roles))
    return (here, members, sa.or_(User.id.in_(in_class), User.id.in_(in_role), *is_staff))


def _reads_boards() -> sa.ColumnElement[bool]:
    """Whoever reads boards at all; the data-protection lead is here for something else."""
    roles = [role for role in Role if may([role], Permission.READ)]
    return User.id.in_(sa.select(UserRole.user_id).where(UserRole.role.in_(roles)))
