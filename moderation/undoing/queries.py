"""Every read of acts that may be undone."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.database import Base
from moderation.records.models import AuditEntry
from moderation.undoing.models import Act


def act_to_undo(session: Session, act_id: int) -> Act | None:
    """One act, locked until the transaction ends."""
    return session.scalar(
        sa.select(Act)
        .where(Act.id == act_id)
        .with_for_update(of=Act)
        .execution_options(populate_existing=True)
    )


def open_acts_of(session: Session, person_id: str, now: datetime) -> Sequence[Act]:
    """What this person did so little time ago that it may still be undone, newest first."""
    return session.scalars(
        sa.select(Act)
        .where(Act.by_id == person_id, Act.until > now, Act.undone_at.is_(None))
        .order_by(Act.id.desc())
    ).all()


def last_entry_id(session: Session) -> int:
    """The newest entry of the audit log."""
    return session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0


def entries_since(session: Session, entry_id: int) -> Sequence[AuditEntry]:
    """What the audit log says was done after this entry."""
    return session.scalars(sa.select(AuditEntry).where(AuditEntry.id > entry_id)).all()


def row(session: Session, kind: type[Base], row_id: int) -> Base | None:
    """One row as it is in the database now."""
    return session.get(kind, row_id, populate_existing=True)
