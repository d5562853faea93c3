"""Every read of notices."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.notices.models import Notice


def notice(session: Session, notice_id: int) -> Notice | None:
    """One notice by id."""
    return session.get(Notice, notice_id)


def notices_for(session: Session, person_id: str, now: datetime, limit: int = 50) -> Sequence[Notice]:
    """This person's newest notices that have gone to them, newest first."""
    has_gone = sa.or_(Notice.visible_from.is_(None), Notice.visible_from <= now)
    return session.scalars(
        sa.select(Notice)
        .where(Notice.recipient_id == person_id, Notice.undone_at.is_(None), has_gone)
        .order_by(Notice.id.desc())
        .limit(limit)
    ).all()


def notice_by_reference(session: Session, reference: str) -> Notice | None:
    """The notice with this reference, as printed on it."""
    return session.scalar(
        sa.select(Notice).where(Notice.reference == reference, Notice.undone_at.is_(None))
    )
