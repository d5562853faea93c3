"""Every read of submissions, reports and decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from moderation.database import start_writing
from moderation.host import Subject
from moderation.policy import Route
from moderation.review.models import Conflict, Decision, Report, Stake, Submission
from moderation.review.routes import RANK
from moderation.review.states import State

CARDS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class QueueKey:
    """Where a page of the queue begins: after this rank, promise and id."""

    rank: int
    due_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One waiting item that someone else must decide: nothing of its text or author."""

    id: int
    route: Route


def _of(subject: Subject) -> sa.ColumnElement[bool]:
    return sa.and_(Submission.subject_kind == subject.kind, Submission.subject_id == subject.id)


def newest_submission(session: Session, subject: Subject) -> Submission | None:
    """The last version offered of this subject, whose versions are locked from now on."""
    start_writing(session)
    # Whoever had to wait here must look again for what was offered meanwhile.
    session.execute(sa.select(Submission.id).where(_of(subject)).with_for_update())
    return session.scalar(
        sa.select(Submission)
        .where(_of(subject))
        .order_by(Submission.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def published_submissions(session: Session, subject: Subject) -> Sequence[Submission]:
    """The versions of this subject that readers see, or saw until a moment ago, newest last."""
    wanted = Submission.state.in_((State.PUBLISHED, State.HIDDEN))
    return session.scalars(
        sa.select(Submission).where(_of(subject), wanted).order_by(Submission.id)
    ).all()


def live_submissions(session: Session, subject: Subject) -> Sequence[Submission]:
    """The versions of this subject about which something may still happen."""
    wanted = Submission.state.in_((State.PUBLISHED, State.HELD, State.RETURNED, State.HIDDEN))
    return session.scalars(sa.select(Submission).where(_of(subject), wanted)).all()


def submission_to_decide(session: Session, submission_id: int) -> Submission | None:
    """One submission, locked until the transaction ends."""
    start_writing(session)
    return session.scalar(
        sa.select(Submission)
        .where(Submission.id == submission_id)
        .options(selectinload(Submission.matches), selectinload(Submission.reports))
        .with_for_update(of=Submission)
        .execution_options(populate_existing=True)
    )


def conflict_of(session: Session, submission_id: int, person_id: str) -> Conflict | None:
    """Why this person may not decide on this submission, if so."""
    return session.get(Conflict, (submission_id, person_id))


def stakes_in(session: Session, submission: Submission) -> Mapping[str, Stake]:
    """Everybody who may not decide on this version, and why."""
    rows = session.execute(
        sa.select(Conflict.person_id, Conflict.stake).where(Conflict.submission_id == submission.id)
    )
    return dict(rows.all())


def _is_mine(person_id: str) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(Conflict.submission_id == Submission.id, Conflict.person_id == person_id)


def _within(routes: Collection[Route]) -> sa.ColumnElement[bool]:
    """Whether what an item waits as now (its rank) is one of these routes."""
    return Submission.rank.in_(sorted({RANK[route] for route in routes}))


def waiting(
    session: Session, person_id: str, routes: Collection[Route], after: QueueKey | None
) -> tuple[Sequence[Submission], int]:
    """One page of what this person may decide, and how much waits for them in all.

    Urgent first, then triage, then the oldest promise. What they wrote, are named in or reported
    is not among it.
    """
    mine = (Submission.due_at.is_not(None), _is_mine(person_id), _within(routes))
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


def next_for(session: Session, person_id: str, routes: Collection[Route]) -> int | None:
    """The id of the item this person should look at next."""
    return session.scalar(
        sa.select(Submission.id)
        .where(Submission.due_at.is_not(None), _is_mine(person_id), _within(routes))
        .order_by(Submission.rank, Submission.due_at, Submission.id)
        .limit(1)
    )


def waiting_elsewhere(
    session: Session, person_id: str, routes: Collection[Route]
) -> Sequence[Elsewhere]:
    """What waits for others because this person may not decide it."""
    rows = session.execute(
        sa.select(Submission.id, Submission.rank)
        .where(Submission.due_at.is_not(None), sa.or_(~_is_mine(person_id), ~_within(routes)))
        .order_by(Submission.rank, Submission.due_at, Submission.id)
        .limit(200)
    )
    by_rank = {0: Route.URGENT, 1: Route.TRIAGE}
    return [Elsewhere(id_, by_rank.get(rank, Route.HOLD)) for id_, rank in rows]


def submission_for_card(session: Session, submission_id: int) -> Submission | None:
    """One submission with everything its card shows."""
    return session.scalar(
        sa.select(Submission)
        .where(Submission.id == submission_id)
        .options(
            selectinload(Submission.matches),
            selectinload(Submission.reports),
            selectinload(Submission.decisions),
        )
    )


def newest_with_decision(
    session: Session, subjects: Collection[Subject]
) -> Sequence[tuple[Submission, Decision | None]]:
    """For each subject its newest version, with the last decision on it."""
    if not subjects:
        return []
    kinds = {subject.kind for subject in subjects}
    newest = (
        sa.select(sa.func.max(Submission.id))
        .where(Submission.subject_kind.in_(kinds))
        .where(Submission.subject_id.in_({subject.id for subject in subjects}))
        .group_by(Submission.subject_kind, Submission.subject_id)
    )
    last = (
        sa.select(sa.func.max(Decision.id))
        .where(Decision.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Submission, Decision)
        .outerjoin(Decision, Decision.id == last)
        .where(Submission.id.in_(newest))
    )
    return [(submission, decision) for submission, decision in rows]


def reported_urgently_since(session: Session, person_id: str, since: datetime) -> int:
    """How many posts this person has already had hidden by an urgent report since then."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Report)
            .join(Submission)
            .where(
                Report.reporter_id == person_id,
                Report.reported_at >= since,
                Submission.rank == 0,
            )
        )
        or 0
    )


def judged_texts_of(session: Session, author_id: str, limit: int = 50) -> Sequence[Submission]:
    """This person's newest submissions that were held, reported or taken down at some time."""
    return session.scalars(
        sa.select(Submission)
        .where(Submission.author_id == author_id)
        .where(sa.or_(Submission.rank < 3, Submission.state != State.PUBLISHED))
        .order_by(Submission.id.desc())
        .limit(limit)
        .options(selectinload(Submission.matches), selectinload(Submission.decisions))
    ).all()


def published_texts(session: Session, kind: str) -> dict[str, str]:
    """The words that may show, by the host's id: the newest published version of each subject."""
    rows = session.execute(
        sa.select(Submission.subject_id, Submission.text)
        .where(Submission.subject_kind == kind, Submission.state == State.PUBLISHED)
        .order_by(Submission.id)
    )
    return {row.subject_id: row.text for row in rows}
