"""What two people do against the usual course of a case: one proposes it, another agrees (O13, O17)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime, enum_column


class OverrideKind(StrEnum):
    """What is gone past: the usual time for keeping, or that a case is closed."""

    LEGAL_HOLD = "legal_hold"
    REOPENING = "reopening"


class Override(Base):
    """That somebody proposed it and why, and who agreed to it, if anybody has."""

    __tablename__ = "moderation_override"
    __table_args__ = (
        sa.CheckConstraint("length(reason) > 0", name="reason_given"),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)"
            " AND (agreed_by_id IS NULL OR agreed_by_id != proposed_by_id)",
            name="two_people",
        ),
        sa.Index(
            "uq_moderation_override_waiting",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("agreed_at IS NULL"),
            postgresql_where=sa.text("agreed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OverrideKind] = mapped_column(enum_column(OverrideKind))
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    proposed_by_id: Mapped[str] = mapped_column(sa.String(64))
    proposed_by_name: Mapped[str] = mapped_column(sa.String(200))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    agreed_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
