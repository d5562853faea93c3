"""Submissions with their reports and decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from moderation.host import Subject
from moderation.records.audit import take_turn
from moderation.review.models import Decision, Report, Submission
from moderation.review.states import State


def _of(subject: Subject) -> sa.ColumnElement[bool]:
    return sa.and_(Submission.subject_kind == subject.kind, Submission.subject_id == subject.id)


def newest_submission(session: Session, subject: Subject) -> Submission | None:
    """The last version offered of this subject, whose versions are locked from now on."""
    take_turn(session)
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
    take_turn(session)
    return session.scalar(
        sa.select(Submission)
        .where(Submission.id == submission_id)
        .options(selectinload(Submission.matches), selectinload(Submission.reports))
        .with_for_update(of=Submission)
        .execution_options(populate_existing=True)
    )


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
        .where(Decision.submission_id == Submission.id, Decision.undone_at.is_(None))
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


@dataclass(frozen=True, slots=True)
class ReportsLately:
    """How many posts one reader has reported of late, and how many of them stayed as they were."""

    sent: int
    stayed: int


def reports_by(
    session: Session, reporter_ids: Collection[str], since: datetime
) -> Mapping[str, ReportsLately]:
    """What each of these readers has reported since then."""
    stayed = sa.and_(Report.closed_at.is_not(None), Submission.state == State.PUBLISHED)
    rows = session.execute(
        sa.select(Report.reporter_id, sa.func.count(), sa.func.count(sa.case((stayed, 1))))
        .join(Submission)
        .where(Report.reporter_id.in_(reporter_ids), Report.reported_at >= since)
        .group_by(Report.reporter_id)
    )
    return {person: ReportsLately(sent, kept) for person, sent, kept in rows}


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
