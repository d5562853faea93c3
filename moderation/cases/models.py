"""Findings and measures: a person's case, each step with who, when, why and under which policy."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.cases.finding_models import Finding as Finding
from moderation.cases.finding_models import FindingState as FindingState
from moderation.cases.finding_models import Translation as Translation
from moderation.cases.override_models import Override as Override
from moderation.cases.override_models import OverrideKind as OverrideKind
from moderation.database import Base, UtcDateTime, enum_column
from moderation.policy import MeasureKind


class MeasureState(StrEnum):
    """Where a measure stands. Whether it is in force is computed from its dates, never stored.

    A withdrawn one was only ever proposed, and never counted; one that was reversed, or overturned
    on appeal, no longer does.
    """

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    LIFTED = "lifted"
    REVERSED = "reversed"
    OVERTURNED = "overturned"


class Outcome(StrEnum):
    """What came of a step: of a talk, a request, a complaint to another site, or outside advice."""

    HELD = "held"
    OFFERED_AND_DECLINED = "offered_and_declined"
    OFFERED_NO_REPLY = "offered_no_reply"
    REMOVED = "removed"
    EDITED = "edited"
    REFUSED = "refused"
    NO_REPLY = "no_reply"
    TREATED_AS_REFUSAL = "treated_as_refusal"
    AGREED = "agreed"
    REFERRED = "referred"
    NOT_REFERRED = "not_referred"
    NOTED = "noted"


class HeardBy(StrEnum):
    """How somebody's words reached the school."""

    WEB = "web"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    IN_PERSON = "in_person"


class Closing(StrEnum):
    """How a case was closed."""

    RESOLVED = "resolved"
    NO_ACTION = "no_action"
    LAPSED = "lapsed"


measure_findings = sa.Table(
    "moderation_measure_finding",
    Base.metadata,
    sa.Column("measure_id", sa.ForeignKey("moderation_measure.id"), primary_key=True),
    sa.Column("finding_id", sa.ForeignKey("moderation_finding.id"), primary_key=True),
)


class Measure(Base):
    """One step of the ladder taken with one person (clauses G2 to H5).

    `hear_by` is until when a proposal waits for the person's side; `tells` whether they are told of
    it at all. `details` are the parts that stand in no letter: what an adviser was asked, what the
    police were told. One that was undone a moment after it was taken is as if it had never been: no
    query finds it, and only the audit log tells of it.
    """

    __tablename__ = "moderation_measure"
    __table_args__ = (
        sa.CheckConstraint(
            "kind NOT IN ('interim_restriction', 'restrict', 'block')"
            " OR (ends_at IS NOT NULL AND ends_at > starts_at)",
            name="ends_after_it_starts",
        ),
        sa.CheckConstraint(
            "NOT (takes_two OR kind IN ('interim_restriction', 'block'))"
            " OR approved_by_id IS NULL OR approved_by_id != proposed_by_id",
            name="two_people_where_it_takes_two",
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
    override_code: Mapped[str] = mapped_column(sa.String(40), default="")
    override_reason: Mapped[str] = mapped_column(sa.Text, default="")
    takes_two: Mapped[bool] = mapped_column(default=False)
    tells: Mapped[bool] = mapped_column(default=True)
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    limits: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    outcome_note: Mapped[str] = mapped_column(sa.Text, default="")
    outcome_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hear_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
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
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    findings: Mapped[list[Finding]] = relationship(secondary=measure_findings, order_by=Finding.id)
    answers: Mapped[list["MeasureAnswer"]] = relationship(order_by="MeasureAnswer.id")
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.id")

    __mapper_args__ = {"version_id_col": revision}


class MeasureAnswer(Base):
    """What came of a step, each time it was recorded. The newest also stands in the measure."""

    __tablename__ = "moderation_measure_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_measure.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    note: Mapped[str] = mapped_column(sa.Text)
    recorded_by_id: Mapped[str] = mapped_column(sa.String(64))
    recorded_by_name: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reply(Base):
    """The person's own side, before or after a step was decided; it stays with the step for good.

    `entered_by_id` is who at school wrote down what came by letter, telephone or in person.
    """

    __tablename__ = "moderation_reply"
    __table_args__ = (sa.CheckConstraint("length(text) > 0", name="text_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_measure.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    heard_by: Mapped[HeardBy] = mapped_column(enum_column(HeardBy))
    entered_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    entered_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseFile(Base):
    """One person's case as a folder: who looks after it, and how it was closed.

    What comes after it was closed begins a new one, so that each keeps how it ended.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closing IS NULL) AND (closed_at IS NULL) = (closed_by_id IS NULL)",
            name="closed_by_somebody",
        ),
        sa.Index(
            "uq_moderation_case_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_id: Mapped[str | None] = mapped_column(sa.String(64))
    owner_name: Mapped[str | None] = mapped_column(sa.String(200))
    closing: Mapped[Closing | None] = mapped_column(enum_column(Closing))
    closed_reason: Mapped[str] = mapped_column(sa.Text, default="")
    closed_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    closed_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class Concern(Base):
    """What is worrying a parent behind a case. It has to be answered before the case is closed (G1)."""

    __tablename__ = "moderation_concern"
    __table_args__ = (
        sa.CheckConstraint("length(words) > 0", name="words_given"),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    words: Mapped[str] = mapped_column(sa.Text)
    noted_by_id: Mapped[str] = mapped_column(sa.String(64))
    noted_by_name: Mapped[str] = mapped_column(sa.String(200))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    answered_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
