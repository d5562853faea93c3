"""Every read of the audit log."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.records.models import AuditEntry

ENTRIES_A_PAGE = 50


def entries_before(session: Session, before: int | None) -> Sequence[AuditEntry]:
    """The newest entries, or those before an id; one more than a page shows, to tell if there are."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(ENTRIES_A_PAGE + 1)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return session.scalars(query).all()
