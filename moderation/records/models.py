"""The audit log: who did what to which subject, when. It only grows."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime


class AuditEntry(Base):
    """One act. Each entry's hash covers the one before it, so a change anywhere shows.

    The unique `previous_hash` means that two entries can never follow the same one. Database
    triggers refuse to change or delete a row, whoever asks.
    """

    __tablename__ = "moderation_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(sa.String(64))
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject_kind: Mapped[str | None] = mapped_column(sa.String(40))
    subject_id: Mapped[str | None] = mapped_column(sa.String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
