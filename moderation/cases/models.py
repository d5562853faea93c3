"""Findings and measures: a person's case, each step with who, when, why and under which policy."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.database import Base, UtcDateTime, enum_column
from moderation.policy import THIS_FORUM, MeasureKind


class MeasureState(StrEnum):
    """Where a measure stands. Whether it is in force is computed from its dates, never stored.

    A withdrawn one was only ever proposed: it never counted and its person was never told.
    """

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    LIFTED = "lifted"
    REVERSED = "reversed"


class Outcome(StrEnum):
    """How an informal discussion or a request to take something down was answered."""

    HELD = "held"
    OFFERED_AND_DECLINED = "offered_and_declined"
    OFFERED_NO_REPLY = "offered_no_reply"
    REMOVED = "removed"
    EDITED = "edited"
    REFUSED = "refused"
    NO_REPLY = "no_reply"
    TREATED_AS_REFUSAL = "treated_as_refusal"


measure_findings = sa.Table(
    "moderation_measure_finding",
    Base.metadata,
    sa.Column("measure_id", sa.ForeignKey("moderation_measure.id"), primary_key=True),
    sa.Column("finding_id", sa.ForeignKey("moderation_finding.id"), primary_key=True),
)


class Finding(Base):
    """A person's judgement that something posted breached a clause, with the words relied on."""

    __tablename__ = "moderation_finding"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "category"),
        sa.CheckConstraint("length(words) > 0", name="words_named"),
        sa.CheckConstraint("length(detriment) > 0", name="detriment_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    person_name: Mapped[str] = mapped_column(sa.String(200))
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_submission.id"))
    venue: Mapped[str] = mapped_column(sa.String(40), default=THIS_FORUM)
    category: Mapped[str] = mapped_column(sa.String(40))
    clause: Mapped[str] = mapped_column(sa.String(20))
    ground: Mapped[str | None] = mapped_column(sa.String(40))
    words: Mapped[str] = mapped_column(sa.Text)
    detriment: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.Text)
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[str] = mapped_column(sa.String(64))
    recorded_by_name: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    overturned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Measure(Base):
    """One step of the ladder taken with one person (clauses G2 to H4)."""

    __tablename__ = "moderation_measure"
    __table_args__ = (
        sa.CheckConstraint(
            "kind NOT IN ('restrict', 'block') OR (ends_at IS NOT NULL AND ends_at > starts_at)",
            name="ends_after_it_starts",
        ),
        sa.CheckConstraint(
            "kind != 'block' OR approved_by_id IS NULL OR approved_by_id != proposed_by_id",
            name="block_takes_two_people",
        ),
        sa.CheckConstraint(
            "(state IN ('proposed', 'withdrawn')) = (approved_at IS NULL)"
            " AND (approved_at IS NULL) = (approved_by_id IS NULL)",
            name="decided_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    person_name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[MeasureKind] = mapped_column(enum_column(MeasureKind))
    state: Mapped[MeasureState] = mapped_column(enum_column(MeasureState))
    clause: Mapped[str] = mapped_column(sa.String(20))
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    reference: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    necessity: Mapped[str] = mapped_column(sa.Text, default="")
    notice_parts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    gate_check: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    overridden: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    override_reason: Mapped[str] = mapped_column(sa.Text, default="")
    limits: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    outcome_note: Mapped[str] = mapped_column(sa.Text, default="")
    outcome_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[str] = mapped_column(sa.String(64))
    proposed_by_name: Mapped[str] = mapped_column(sa.String(200))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    approved_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_reason: Mapped[str] = mapped_column(sa.Text, default="")
    ended_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    ended_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str] = mapped_column(sa.Text, default="")
    revision: Mapped[int] = mapped_column(default=1)

    findings: Mapped[list[Finding]] = relationship(secondary=measure_findings, order_by=Finding.id)

    __mapper_args__ = {"version_id_col": revision}
