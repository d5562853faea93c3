"""Every read of appeals."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from moderation.appeals.models import Appeal, AppealTry
from moderation.cases.models import Measure
from moderation.records.audit import take_turn
from moderation.review.models import Decision


def appeals_of(session: Session, person_id: str) -> Sequence[Appeal]:
    """What this person appealed against, newest first."""
    return session.scalars(
        sa.select(Appeal)
        .join(Measure)
        .where(Measure.person_id == person_id)
        .order_by(Appeal.id.desc())
        .options(joinedload(Appeal.measure))
    ).all()


def all_appeals(session: Session) -> Sequence[Appeal]:
    """Appeals, those that wait first, by when their answer was promised."""
    return session.scalars(
        sa.select(Appeal)
        .order_by(Appeal.decided_at.is_not(None), Appeal.answer_by, Appeal.id)
        .limit(100)
        .options(joinedload(Appeal.measure))
    ).all()


def appeal(session: Session, appeal_id: int) -> Appeal | None:
    """One appeal."""
    return session.get(Appeal, appeal_id)


def appeal_to_decide(session: Session, appeal_id: int) -> Appeal | None:
    """One appeal, locked until the transaction ends."""
    take_turn(session)
    return session.scalar(
        sa.select(Appeal)
        .where(Appeal.id == appeal_id)
        .with_for_update(of=Appeal)
        .execution_options(populate_existing=True)
    )


def deciders_on(session: Session, measure: Measure) -> set[str]:
    """Who decided on the posts that a measure rests on."""
    rests_on = [finding.submission_id for finding in measure.findings if finding.submission_id]
    return set(
        session.scalars(
            sa.select(Decision.decided_by_id).where(
                Decision.submission_id.in_(rests_on), Decision.undone_at.is_(None)
            )
        )
    )


def same_appeal(session: Session, measure_id: int, text: str) -> Appeal | None:
    """An appeal against this measure in exactly these words, if it is here already."""
    return session.scalar(
        sa.select(Appeal).where(Appeal.measure_id == measure_id, Appeal.text == text).limit(1)
    )


def most_tries_since(session: Session, tried: Collection[str], since: datetime) -> int:
    """How often it was tried in vain since then; of several counts, the highest."""
    counts = session.scalars(
        sa.select(sa.func.count(AppealTry.id))
        .where(AppealTry.who.in_(tried), AppealTry.tried_at >= since)
        .group_by(AppealTry.who)
    ).all()
    return max(counts, default=0)


def forget_tries_before(session: Session, moment: datetime) -> None:
    """Drop the tries that no longer count."""
    session.execute(sa.delete(AppealTry).where(AppealTry.tried_at < moment))
