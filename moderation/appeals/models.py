"""Appeals against a measure, what became of them, and failed tries at one."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.cases.models import HeardBy, Measure
from moderation.database import Base, UtcDateTime, enum_column


class AppealOutcome(StrEnum):
    """How an appeal was answered."""

    UPHELD = "upheld"
    VARIED = "varied"
    OVERTURNED = "overturned"
    WITHDRAWN = "withdrawn"


OUTCOME_WORDS: Mapping[AppealOutcome, str] = {
    AppealOutcome.UPHELD: "The decision stays as it was",
    AppealOutcome.VARIED: "The decision is changed",
    AppealOutcome.OVERTURNED: "The decision is overturned",
    AppealOutcome.WITHDRAWN: "They took the appeal back",
}


class Appeal(Base):
    """Somebody asks for a measure to be looked at again (domain model X5).

    `entered_by_id` is who at school wrote down what came by letter, telephone or in person.
    `terms_before` keeps what a varied measure was. From `suspended_at` until it is decided the
    measure does not hold, though nothing is changed in it (local: see `cases.queries.holding`).
    """

    __tablename__ = "moderation_appeal"
    __table_args__ = (
        sa.CheckConstraint("length(text) > 0", name="text_given"),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (outcome IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL OR length(answer) > 0)",
            name="decided_with_reasons_by_somebody",
        ),
        sa.CheckConstraint(
            "(suspended_at IS NULL) = (suspended_by_id IS NULL)"
            " AND (suspended_at IS NULL) = (suspension_reason = '')",
            name="suspended_with_a_reason_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_measure.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text)
    why_late: Mapped[str] = mapped_column(sa.Text, default="")
    route: Mapped[HeardBy] = mapped_column(enum_column(HeardBy))
    entered_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    entered_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[AppealOutcome | None] = mapped_column(enum_column(AppealOutcome))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    terms_before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    decided_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    decided_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    suspended_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspension_reason: Mapped[str] = mapped_column(sa.Text, default="")

    measure: Mapped[Measure] = relationship()


class AppealTry(Base):
    """One try with a reference or code that did not fit, so that codes can't be guessed."""

    __tablename__ = "moderation_appeal_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(64), index=True)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
