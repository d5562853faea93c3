"""Submissions, what was seen in them, who reported them, and what people decided."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.database import Base, UtcDateTime, enum_column
from moderation.host import Subject
from moderation.policy import Route
from moderation.review.states import DecisionKind, State


class Stake(StrEnum):
    """Why a person may not decide on a submission (domain model X10)."""

    AUTHOR = "author"
    NAMED = "named"
    REPORTER = "reporter"


class ReminderKind(StrEnum):
    """Who was reminded that something waits longer than was promised."""

    AUTHOR = "author"
    HEAD = "head"


class Submission(Base):
    """One version of one text offered for publication, and what became of it.

    It keeps the text as it was judged, whatever becomes of the post or the account. While
    `due_at` is set it waits for a person, and has since `waits_since`; `revision` counts its
    changes, so that of two people deciding at once the second is told what the first decided.

    What is sensitive (its rank) is for those who look first until one of them clears it; what they
    refer stays theirs. `for_chair` marks what is said of the head and so goes past the head.
    """

    __tablename__ = "moderation_submission"
    __table_args__ = (
        sa.CheckConstraint("length(text) > 0", name="text_given"),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR state NOT IN ('held', 'hidden')", name="withheld_waits_for_someone"
        ),
        sa.Index("ix_moderation_submission_subject", "subject_kind", "subject_id", "id"),
        sa.Index(
            "ix_moderation_submission_queue",
            "rank",
            "due_at",
            "id",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(64))
    author_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    author_name: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.String(300))
    place: Mapped[str] = mapped_column(sa.String(300))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[State] = mapped_column(enum_column(State))
    route: Mapped[Route] = mapped_column(enum_column(Route))
    rank: Mapped[int] = mapped_column(sa.SmallInteger)
    category: Mapped[str | None] = mapped_column(sa.String(40))
    clause: Mapped[str | None] = mapped_column(sa.String(20))
    why: Mapped[str] = mapped_column(sa.Text)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waits_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    for_chair: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    revision: Mapped[int] = mapped_column(default=1)
    mends_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_submission.id"))

    matches: Mapped[list["MatchRecord"]] = relationship(
        back_populates="submission", order_by="MatchRecord.start"
    )
    reports: Mapped[list["Report"]] = relationship(
        back_populates="submission", order_by="Report.reported_at"
    )
    decisions: Mapped[list["Decision"]] = relationship(
        back_populates="submission",
        order_by="Decision.id",
        primaryjoin="and_(Submission.id == Decision.submission_id, Decision.undone_at.is_(None))",
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def subject(self) -> Subject:
        """What was submitted, as the host knows it."""
        return Subject(self.subject_kind, self.subject_id)

    @property
    def is_waiting(self) -> bool:
        """Whether a person still has to decide."""
        return self.due_at is not None

    @property
    def open_reports(self) -> list["Report"]:
        """What readers reported and nobody has answered yet."""
        return [report for report in self.reports if report.closed_at is None]


class MatchRecord(Base):
    """One match as screening reported it, with its place in the text as submitted."""

    __tablename__ = "moderation_match"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_submission.id"), index=True)
    category: Mapped[str] = mapped_column(sa.String(40))
    detector: Mapped[str] = mapped_column(sa.String(40))
    start: Mapped[int]
    end: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text)
    why: Mapped[str] = mapped_column(sa.Text)

    submission: Mapped[Submission] = relationship(back_populates="matches")


class Conflict(Base):
    """Somebody who may never decide on a submission, and why."""

    __tablename__ = "moderation_conflict"

    submission_id: Mapped[int] = mapped_column(
        sa.ForeignKey("moderation_submission.id"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    stake: Mapped[Stake] = mapped_column(enum_column(Stake))


class Reminder(Base):
    """That somebody was told, once, how long a submission waits; `promised_at` is by when now.

    It is a row of its own, so that a card somebody has open is not one on an earlier state.
    """

    __tablename__ = "moderation_reminder"

    submission_id: Mapped[int] = mapped_column(
        sa.ForeignKey("moderation_submission.id"), primary_key=True
    )
    kind: Mapped[ReminderKind] = mapped_column(enum_column(ReminderKind), primary_key=True)
    waits_since: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Report(Base):
    """Another reader's flag on something published. Its author never learns whose."""

    __tablename__ = "moderation_report"
    __table_args__ = (sa.UniqueConstraint("submission_id", "reporter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_submission.id"))
    reporter_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    reporter_name: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.String(40))
    details: Mapped[str] = mapped_column(sa.Text)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    submission: Mapped[Submission] = relationship(back_populates="reports")


class Decision(Base):
    """What a person decided about a submission, with the reason told and the note not told.

    One that was undone a moment later stays on record, and counts for nothing.
    """

    __tablename__ = "moderation_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_submission.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(enum_column(DecisionKind))
    category: Mapped[str | None] = mapped_column(sa.String(40))
    clause: Mapped[str | None] = mapped_column(sa.String(20))
    channel: Mapped[str | None] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text)
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    decided_by_id: Mapped[str] = mapped_column(sa.String(64))
    decided_by_name: Mapped[str] = mapped_column(sa.String(200))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    submission: Mapped[Submission] = relationship(back_populates="decisions")
