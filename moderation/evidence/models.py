"""Who was given a case's evidence and why, and what must be kept whatever the calendar says."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime


class Disclosure(Base):
    """One pack that was made. `seal` is the SHA-256 of its manifest, so that any copy can be checked."""

    __tablename__ = "moderation_disclosure"
    __table_args__ = (
        sa.CheckConstraint("length(recipient) > 0 AND length(purpose) > 0", name="for_whom_and_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    recipient: Mapped[str] = mapped_column(sa.String(200))
    purpose: Mapped[str] = mapped_column(sa.Text)
    seal: Mapped[str] = mapped_column(sa.String(64))
    made_by_id: Mapped[str] = mapped_column(sa.String(64))
    made_by_name: Mapped[str] = mapped_column(sa.String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LegalHold(Base):
    """Everything about one person is kept until somebody ends this, with a reason (X9, O13)."""

    __tablename__ = "moderation_legal_hold"
    __table_args__ = (
        sa.CheckConstraint("length(reason) > 0", name="reason_given"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        sa.Index(
            "uq_moderation_legal_hold_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    set_by_id: Mapped[str] = mapped_column(sa.String(64))
    set_by_name: Mapped[str] = mapped_column(sa.String(200))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")
    ended_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    ended_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
