"""Who may decide what: one rule, asked of a whole queue or of one item.

Nobody decides or reads what they wrote, what names them or what they reported, nor anything by or
about somebody they are connected to (domain model X10). What is left waits at one of three desks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.connections.models import ConnectedTo, Connection
from moderation.review.models import Conflict, Stake, Submission
from moderation.review.routes import RANK, SENSITIVE

_FIRST = max(RANK[route] for route in SENSITIVE)
_ABOUT = (Stake.AUTHOR, Stake.NAMED)


class Desk(StrEnum):
    """Where an item waits: with volunteers, with those who look first, or with the chair."""

    MODERATORS = "moderators"
    FIRST_LOOK = "first_look"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may decide, and at which desks they sit.

    The chair decides what nobody else may: `deciders` and `first_look` are the others there are,
    and are given for the chair alone.
    """

    id: str
    desks: frozenset[Desk]
    deciders: frozenset[str] = frozenset()
    first_look: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody stands towards one item: what keeps them from it, and if it is at their desk."""

    stake: Stake | None
    is_connected: bool
    is_at_desk: bool

    @property
    def is_open(self) -> bool:
        """Whether they may read it and decide."""
        return self.is_at_desk and self.stake is None and not self.is_connected


def circle(person_id: str) -> sa.CompoundSelect[str]:
    """The ids of everybody this person is connected to now, whoever of the two declared it."""
    live = Connection.ended_at.is_(None)
    return sa.union_all(
        sa.select(ConnectedTo.other_id).join(Connection).where(Connection.person_id == person_id, live),
        sa.select(Connection.person_id).join(ConnectedTo).where(ConnectedTo.other_id == person_id, live),
    )


def _has_stake(person_id: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(Conflict.submission_id == Submission.id, Conflict.person_id == person_id)


def _is_connected(person_id: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Conflict.submission_id == Submission.id,
        Conflict.stake.in_(_ABOUT),
        Conflict.person_id.in_(circle(person_id)),
    )


def concerns(person_id: str) -> sa.ColumnElement[bool]:
    """Whether a submission concerns this person, or somebody they are connected to."""
    return sa.or_(_has_stake(person_id), _is_connected(person_id))


def is_sensitive() -> sa.ColumnElement[bool]:
    """Whether a submission is for those who look first, until one of them clears it."""
    return Submission.rank <= _FIRST


def is_at_desk_of(reader: Reader) -> sa.ColumnElement[bool]:
    """Whether a submission waits at a desk where this person sits."""
    open_to: list[sa.ColumnElement[bool]] = []
    if Desk.CHAIR in reader.desks:
        open_to.append(sa.or_(Submission.for_chair, _nobody_else_is_left(reader)))
    if Desk.FIRST_LOOK in reader.desks:
        open_to.append(~Submission.for_chair)
    elif Desk.MODERATORS in reader.desks:
        open_to.append(sa.and_(~is_sensitive(), ~Submission.for_chair))
    return sa.or_(sa.false(), *open_to)


def _nobody_else_is_left(reader: Reader) -> sa.ColumnElement[bool]:
    first_look = [concerns(person) for person in sorted(reader.first_look)]
    deciders = [concerns(person) for person in sorted(reader.deciders | reader.first_look)]
    return sa.or_(
        sa.and_(is_sensitive(), *first_look),
        sa.and_(~is_sensitive(), *deciders),
    )


def is_open_to(reader: Reader) -> sa.ColumnElement[bool]:
    """Whether this person may read a submission and decide on it."""
    return sa.and_(is_at_desk_of(reader), ~concerns(reader.id))


def reach(session: Session, submission_id: int, reader: Reader) -> Reach | None:
    """How this person stands towards one submission at this moment; one statement."""
    stake = (
        sa.select(Conflict.stake)
        .where(Conflict.submission_id == Submission.id, Conflict.person_id == reader.id)
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(stake, _is_connected(reader.id), is_at_desk_of(reader)).where(
            Submission.id == submission_id
        )
    ).first()
    return Reach(row[0], bool(row[1]), bool(row[2])) if row else None


def not_for(session: Session, submission_ids: Collection[int], reader: Reader) -> Collection[int]:
    """Which of these submissions this person may not read, settled ones as well as waiting."""
    waits_elsewhere = sa.and_(
        sa.or_(Submission.due_at.is_not(None), Submission.for_chair), ~is_at_desk_of(reader)
    )
    return set(
        session.scalars(
            sa.select(Submission.id).where(
                Submission.id.in_(submission_ids), sa.or_(concerns(reader.id), waits_elsewhere)
            )
        )
    )


def concern_over(
    session: Session, submission_ids: Collection[int], person_id: str
) -> tuple[Stake | None, bool]:
    """What keeps somebody from deciding on any of these: a stake in one, or a connection."""
    if not submission_ids:
        return None, False
    wanted = Submission.id.in_(submission_ids)
    stake = session.scalar(
        sa.select(Conflict.stake)
        .where(Conflict.submission_id.in_(submission_ids), Conflict.person_id == person_id)
        .limit(1)
    )
    connected = sa.select(sa.exists().where(wanted, _is_connected(person_id)))
    return stake, stake is None and bool(session.scalar(connected))


def are_connected(session: Session, person_id: str, other_id: str) -> bool:
    """Whether these two are connected now, whoever of them declared it."""
    return other_id in set(session.scalars(circle(person_id)))


def concerned(session: Session, submission_id: int, people: Collection[str]) -> frozenset[str]:
    """Which of these people a submission concerns, by themselves or by somebody close to them."""
    asked = sorted(people)
    if not asked:
        return frozenset()
    row = session.execute(
        sa.select(*(concerns(person) for person in asked)).where(Submission.id == submission_id)
    ).first()
    return frozenset(p for p, is_so in zip(asked, row or (), strict=False) if is_so)


def stakes_in(session: Session, submission: Submission) -> Mapping[str, Stake]:
    """Everybody who may not decide on this version by their own part in it, and why."""
    rows = session.execute(
        sa.select(Conflict.person_id, Conflict.stake).where(Conflict.submission_id == submission.id)
    )
    return dict(rows.all())


def waiting_about(session: Session, people: Collection[str]) -> Collection[Submission]:
    """What waits and is by one of these people or names one of them."""
    about = sa.exists().where(
        Conflict.submission_id == Submission.id,
        Conflict.stake.in_(_ABOUT),
        Conflict.person_id.in_(people),
    )
    return session.scalars(sa.select(Submission).where(Submission.due_at.is_not(None), about)).all()
