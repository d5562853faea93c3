"""What the admin's pages read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forum.accounts import queries as accounts
from forum.accounts.models import Invitation, Relationship, User, YearLink
from forum.admin.models import Announcement, InvitationList, InvitationRow, RollOver, SchoolText
from forum.boards.models import Audience, Board
from forum.extensions import db
from moderation import clock

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


def family_links() -> Sequence[YearLink]:
    """Every live link of a family here now to a class; teachers stay with theirs."""
    teaching = (Relationship.TEACHER, Relationship.STAFF)
    return db.session.scalars(
        sa.select(YearLink)
        .join(User, User.id == YearLink.user_id)
        .where(accounts.still(User.left_at), accounts.still(YearLink.ended_at))
        .where(YearLink.relationship.not_in(teaching))
        .order_by(YearLink.id)
    ).all()


def links_by_id(ids: Collection[int]) -> Mapping[int, YearLink]:
    """These links to classes, live or ended."""
    found = db.session.scalars(sa.select(YearLink).where(YearLink.id.in_(ids)))
    return {link.id: link for link in found}


def people_with_ids(ids: Collection[int]) -> Sequence[User]:
    """These people with their roles and classes."""
    return db.session.scalars(
        sa.select(User)
        .where(User.id.in_(ids))
        .order_by(sa.func.lower(User.display_name), User.id)
        .options(selectinload(User.role_links), selectinload(User.year_links))
    ).all()


def last_roll_over() -> RollOver | None:
    """The newest one that stands."""
    return db.session.scalar(
        sa.select(RollOver).where(RollOver.undone_at.is_(None)).order_by(RollOver.id.desc()).limit(1)
    )


def roll_over(roll_over_id: int) -> RollOver | None:
    """One of them, kept from anybody else's act until the transaction ends."""
    return db.session.scalar(sa.select(RollOver).where(RollOver.id == roll_over_id).with_for_update())


def members_among(emails: Collection[str]) -> frozenset[str]:
    """Those of these addresses that somebody has an account with."""
    return _found_among(sa.select(User.email), User.email, emails)


def invited_among(emails: Collection[str]) -> frozenset[str]:
    """Those of these addresses that have an invitation which still works."""
    works = sa.select(Invitation.email).where(
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return _found_among(works, Invitation.email, emails)


def _found_among(
    query: sa.Select[str], email: sa.orm.InstrumentedAttribute[str], emails: Collection[str]
) -> frozenset[str]:
    some, found = sorted(emails), set[str]()
    for start in range(0, len(some), 500):
        found |= set(db.session.scalars(query.where(email.in_(some[start : start + 500]))))
    return frozenset(found)


def newest_lists() -> Sequence[InvitationList]:
    """The lists of people to invite that were uploaded last."""
    return db.session.scalars(
        sa.select(InvitationList).order_by(InvitationList.id.desc()).limit(10)
    ).all()


def invitation_list(list_id: int) -> InvitationList | None:
    """One list, without its rows."""
    return db.session.get(InvitationList, list_id)


def locked_list(list_id: int) -> InvitationList | None:
    """The list, kept from anybody else's work until the transaction ends."""
    return db.session.scalar(
        sa.select(InvitationList)
        .where(InvitationList.id == list_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def rows_to_invite(list_id: int, most: int) -> Sequence[InvitationRow]:
    """The next good rows that nobody has been invited for."""
    return db.session.scalars(
        sa.select(InvitationRow)
        .where(InvitationRow.list_id == list_id, InvitationRow.fault == "")
        .where(InvitationRow.invitation_id.is_(None))
        .order_by(InvitationRow.number)
        .limit(most)
    ).all()


def faulty_rows(list_id: int) -> Sequence[InvitationRow]:
    """The rows in which something is to be mended."""
    return db.session.scalars(
        sa.select(InvitationRow)
        .where(InvitationRow.list_id == list_id, InvitationRow.fault != "")
        .order_by(InvitationRow.number)
    ).all()


@dataclass(frozen=True, slots=True)
class Figures:
    """How many rows of a list there are, how many to mend, and how many are invited."""

    rows: int
    faulty: int
    invited: int

    @property
    def good(self) -> int:
        """How many are or will be invited."""
        return self.rows - self.faulty


def figures_of(list_id: int) -> Figures:
    """The figures of one list."""
    faulty = sa.func.count(sa.case((InvitationRow.fault != "", 1)))
    rows, to_mend, invited = db.session.execute(
        sa.select(sa.func.count(), faulty, sa.func.count(InvitationRow.invitation_id)).where(
            InvitationRow.list_id == list_id
        )
    ).one()
    return Figures(rows, to_mend, invited)


def current_announcements() -> Sequence[Announcement]:
    """What the office tells everybody now, the newest first."""
    return db.session.scalars(
        sa.select(Announcement)
        .where(Announcement.ends_at > clock.now())
        .order_by(Announcement.id.desc())
    ).all()


def announcement(announcement_id: int) -> Announcement | None:
    """One announcement, over or not."""
    return db.session.get(Announcement, announcement_id)


def school_text(name: str) -> SchoolText | None:
    """What the office has written for this page, if it has."""
    return db.session.get(SchoolText, name)


def boards_to_come(years: Collection[str]) -> Sequence[Board]:
    """The open boards that somebody with these classes is going to read."""
    return [
        board
        for board in boards()
        if board.archived_at is None
        and (board.readers is Audience.EVERYONE or board.reading_years & frozenset(years))
    ]
