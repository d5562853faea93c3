"""Every read of appeals."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from moderation.appeals.models import Appeal, AppealTry
from moderation.cases.models import Measure


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
    """The newest appeals, whoever they concern."""
    return session.scalars(
        sa.select(Appeal).order_by(Appeal.id.desc()).limit(100).options(joinedload(Appeal.measure))
    ).all()


def appeal(session: Session, appeal_id: int) -> Appeal | None:
    """One appeal."""
    return session.get(Appeal, appeal_id)


def tries_since(session: Session, who: str, since: datetime) -> int:
    """How often somebody from there has tried in vain since then."""
    return (
        session.scalar(
            sa.select(sa.func.count(AppealTry.id)).where(
                AppealTry.who == who, AppealTry.tried_at >= since
            )
        )
        or 0
    )
