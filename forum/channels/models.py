"""What people told the school in private."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Base
from moderation.database import UtcDateTime, enum_column

TEXT_MAX = 20_000


class ConcernKind(StrEnum):
    """Where a concern goes (clauses D3 to D6), or what it is about."""

    COMPLAINT = "complaint"
    PRIVACY = "privacy"
    CHILD_AT_RISK = "child_at_risk"
    TALK = "talk"
    MEETING = "meeting"
    INDIVIDUAL = "individual"

    @property
    def label(self) -> str:
        """What staff read over it."""
        return _LABELS[self]


_LABELS = {
    ConcernKind.COMPLAINT: "Formal complaint",
    ConcernKind.PRIVACY: "Privacy request",
    ConcernKind.CHILD_AT_RISK: "A child may be at risk",
    ConcernKind.TALK: "Asks for a talk in confidence",
    ConcernKind.MEETING: "For the Parents’ Forum meeting",
    ConcernKind.INDIVIDUAL: "A message to pass on",
}


class Concern(Base):
    """One concern with its receipt's reference. It is answered, never deleted by hand.

    `person_id` is whoever was signed in; `from_subject` the held post it was taken from, if any.
    """

    __tablename__ = "concerns"
    __table_args__ = (
        sa.CheckConstraint(f"length(text) BETWEEN 1 AND {TEXT_MAX}", name="text_length"),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[ConcernKind] = mapped_column(enum_column(ConcernKind))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    from_subject: Mapped[str | None] = mapped_column(sa.String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_by_name: Mapped[str] = mapped_column(sa.String(80), default="")
