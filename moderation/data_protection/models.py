"""Prompts for whoever leads on data protection: what happened, from when time runs, what they did."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.cases.models import Measure
from moderation.database import Base, UtcDateTime, enum_column
from moderation.notices.models import Notice


class PromptCause(StrEnum):
    """Why somebody should think of data protection."""

    STEP_UNDONE = "step_undone"
    WRONG_RECIPIENT = "wrong_recipient"

    @property
    def label(self) -> str:
        """What stands over the prompt."""
        return _CAUSES[self]


_CAUSES = {
    PromptCause.STEP_UNDONE: "A step was undone that may have met the wrong person",
    PromptCause.WRONG_RECIPIENT: "A letter may have reached somebody else",
}


class PromptOutcome(StrEnum):
    """What the lead did about it."""

    TOLD = "told"
    NO_NEED = "no_need"

    @property
    def label(self) -> str:
        """As it is chosen and read."""
        return _OUTCOMES[self]


_OUTCOMES = {
    PromptOutcome.TOLD: "I have told the ICO",
    PromptOutcome.NO_NEED: "No need to tell the ICO",
}


class DataPrompt(Base):
    """One prompt. The law's clock runs from `raised_at`, when the school came to know (Article 33).

    `answer` is the regulator's reference, or why there was no need.
    """

    __tablename__ = "moderation_data_prompt"
    __table_args__ = (
        sa.CheckConstraint(
            "(answered_at IS NULL) = (outcome IS NULL) AND (answered_at IS NULL) = "
            "(answered_by_id IS NULL) AND (answered_at IS NULL OR length(answer) > 0)",
            name="answered_with_words_by_somebody",
        ),
        sa.CheckConstraint(
            "(notice_id IS NULL) = (cause != 'wrong_recipient')", name="names_the_letter"
        ),
        sa.CheckConstraint("report_by > raised_at", name="time_to_report"),
        sa.UniqueConstraint("notice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[PromptCause] = mapped_column(enum_column(PromptCause))
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_measure.id"), index=True)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_notice.id"))
    facts: Mapped[str] = mapped_column(sa.Text)
    raised_by_id: Mapped[str] = mapped_column(sa.String(64))
    raised_by_name: Mapped[str] = mapped_column(sa.String(200))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    report_by: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[PromptOutcome | None] = mapped_column(enum_column(PromptOutcome))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    answered_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    measure: Mapped[Measure] = relationship()
    notice: Mapped[Notice | None] = relationship()
