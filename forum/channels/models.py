"""What people told the school in private, and what those who answer did with it."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.database import Base
from moderation.database import UtcDateTime, enum_column

TEXT_MAX = 20_000
TOPIC_MAX = 150


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
    ConcernKind.INDIVIDUAL: "A note to somebody at school",
}


class ConcernState(StrEnum):
    """How far a concern has come."""

    NEW = "new"
    LOOKING = "looking"
    ANSWERED = "answered"
    WROTE_BACK = "wrote_back"
    CLOSED = "closed"


class StepKind(StrEnum):
    """One thing that was done with a concern: by somebody at school, or the last two by its writer."""

    TAKEN = "taken"
    PASSED = "passed"
    REPLIED = "replied"
    RECORDED = "recorded"
    ON_AGENDA = "on_agenda"
    CLOSED = "closed"
    WROTE_BACK = "wrote_back"
    REOPENED = "reopened"


class Concern(Base):
    """One concern with its receipt's reference. It is answered, never deleted by hand.

    `person_id` is whoever was signed in; `from_subject` the held post it was taken from, if any.
    What the parent wrote never changes; `agenda_wording` is the office's own line beside it.
    `reply_by` stands while something they wrote back waits; until `reopen_until` they may open a
    closed one again.
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
    topic: Mapped[str] = mapped_column(sa.String(TOPIC_MAX), default="")
    meant_for: Mapped[str] = mapped_column(sa.String(200), default="")
    talk_by: Mapped[str] = mapped_column(sa.String(20), default="")
    when_suits: Mapped[str] = mapped_column(sa.String(200), default="")
    about_head: Mapped[bool] = mapped_column(default=False)
    office_words_it: Mapped[bool] = mapped_column(default=False)
    sent_once: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    from_subject: Mapped[str | None] = mapped_column(sa.String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledge_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_name: Mapped[str] = mapped_column(sa.String(80), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_by_name: Mapped[str] = mapped_column(sa.String(80), default="")
    meeting_on: Mapped[date | None]
    agenda_wording: Mapped[str] = mapped_column(sa.String(TOPIC_MAX), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopen_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    steps: Mapped[list["ConcernStep"]] = relationship(
        back_populates="concern", order_by="ConcernStep.number"
    )

    @property
    def state(self) -> ConcernState:
        """How far it has come; it follows from what was done."""
        if self.closed_at is not None:
            return ConcernState.CLOSED
        if self.answered_at is not None:
            return ConcernState.ANSWERED if self.reply_by is None else ConcernState.WROTE_BACK
        return ConcernState.NEW if self.taken_at is None else ConcernState.LOOKING

    @property
    def due_at(self) -> datetime | None:
        """By when somebody begins to look at it, then by when it is answered; None once it is.

        What its writer writes back after an answer has a day of its own.
        """
        if self.closed_at is not None:
            return None
        if self.answered_at is not None:
            return self.reply_by
        return self.acknowledge_by if self.taken_at is None else self.answer_by

    @property
    def words_of_writer(self) -> str:
        """Everything its writer has written, from the first message on."""
        wrote = (StepKind.WROTE_BACK, StepKind.REOPENED)
        return "\n\n".join([self.text, *(step.words for step in self.steps if step.kind in wrote)])

    @property
    def version(self) -> int:
        """How much has been done with it; an act on an older page is refused."""
        return len(self.steps)

    @property
    def agenda_line(self) -> str:
        """What may stand on the public agenda; empty until the office has worded it, if asked to."""
        return self.agenda_wording or ("" if self.office_words_it else self.topic)


class ConcernStep(Base):
    """One thing that was done with a concern, by whom and when; never changed.

    `words` are a reply or an outcome, which its writer reads, what they wrote back, or a note on
    how it was answered, which they do not read.
    """

    __tablename__ = "concern_steps"
    __table_args__ = (sa.UniqueConstraint("concern_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concerns.id"))
    number: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(enum_column(StepKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(sa.String(80))
    words: Mapped[str] = mapped_column(sa.Text, default="")

    concern: Mapped[Concern] = relationship(back_populates="steps")
