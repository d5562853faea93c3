"""What waits for somebody, in the order in which it is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from moderation.policy import Route
from moderation.review.models import Submission
from moderation.review.queries.reach import Reader, is_open_to

CARDS_A_PAGE = 10
MOST_ELSEWHERE = 200
_BY_RANK = {0: Route.URGENT, 1: Route.TRIAGE}


@dataclass(frozen=True, slots=True)
class QueueKey:
    """Where a page of the queue begins: after this rank, promise and id."""

    rank: int
    due_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One item that is not for this person: nothing of its text or author."""

    id: int
    route: Route
    referred_at: datetime | None


def waits_for(reader: Reader) -> tuple[sa.ColumnElement[bool], ...]:
    return Submission.due_at.is_not(None), Submission.referred_at.is_(None), is_open_to(reader)


def waiting(
    session: Session, reader: Reader, after: QueueKey | None
) -> tuple[Sequence[Submission], int]:
    """One page of what this person may decide, and how much waits for them in all.

    Urgent first, then triage, then the oldest promise. What they wrote, are named in or reported,
    what is by or about somebody they are connected to, and what was referred is not among it.
    """
    mine = waits_for(reader)
    total = sa.select(sa.func.count()).select_from(Submission).where(*mine).scalar_subquery()
    query = (
        sa.select(Submission, total)
        .where(*mine)
        .order_by(Submission.rank, Submission.due_at, Submission.id)
        .limit(CARDS_A_PAGE + 1)
        .options(selectinload(Submission.matches))
    )
    if after:
        key = sa.tuple_(Submission.rank, Submission.due_at, Submission.id)
        bound = sa.tuple_(
            sa.literal(after.rank),
            sa.bindparam("after_due", after.due_at, type_=Submission.due_at.type),
            sa.literal(after.id),
        )
        query = query.where(key > bound)
    rows = session.execute(query).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def next_for(session: Session, reader: Reader) -> int | None:
    """The id of the item this person should look at next."""
    return session.scalar(
        sa.select(Submission.id)
        .where(*waits_for(reader))
        .order_by(Submission.rank, Submission.due_at, Submission.id)
        .limit(1)
    )


def not_on_queue_of(session: Session, reader: Reader) -> tuple[Sequence[Elsewhere], Sequence[Elsewhere]]:
    """What waits for others because this person may not decide it, and what they have referred.

    Of both only that it is there; the second list is of items this person may open.
    """
    is_open = is_open_to(reader).label("is_open")
    rows = session.execute(
        sa.select(Submission.id, Submission.rank, Submission.referred_at, is_open)
        .where(Submission.due_at.is_not(None))
        .where(sa.or_(Submission.referred_at.is_not(None), ~is_open_to(reader)))
        .order_by(Submission.rank, Submission.due_at, Submission.id)
        .limit(MOST_ELSEWHERE)
    ).all()
    items = [(Elsewhere(r.id, _BY_RANK.get(r.rank, Route.HOLD), r.referred_at), r.is_open) for r in rows]
    return [item for item, theirs in items if not theirs], [item for item, theirs in items if theirs]
