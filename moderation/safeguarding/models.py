"""What those who look first did with a sensitive post, and what people are worried about."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.database import Base, UtcDateTime, enum_column
from moderation.review.models import Submission

PLACE_MAX = 120


class TriageAct(StrEnum):
    """What a person who looks first may record about a post besides a decision on it."""

    REFERRED = "referred"
    CLEARED = "cleared"
    PUBLISH_PROPOSED = "publish_proposed"


class Triage(Base):
    """One act of somebody who looks first. The note is only for those who may open the post.

    `revision` is the submission's own after the act: a proposal stands while that has not changed.
    """

    __tablename__ = "moderation_triage"
    __table_args__ = (
        sa.CheckConstraint("(act = 'referred') = (referred_to IS NOT NULL)", name="referred_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_submission.id"), index=True)
    act: Mapped[TriageAct] = mapped_column(enum_column(TriageAct))
    referred_to: Mapped[str | None] = mapped_column(sa.String(PLACE_MAX))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(sa.Text)
    revision: Mapped[int]
    by_id: Mapped[str] = mapped_column(sa.String(64))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Worry(Base):
    """What somebody said about a child they are worried about: of a post, or of a person's case.

    Only those who look first read it, or the chair where it is about the head; never anybody it
    is about (`about`), nor anybody connected to them.
    """

    __tablename__ = "moderation_worry"
    __table_args__ = (
        sa.CheckConstraint(
            "(submission_id IS NULL) <> (person_id IS NULL)", name="about_a_post_or_a_person"
        ),
        sa.CheckConstraint("(taken_on_at IS NULL) = (taken_on_by_id IS NULL)", name="taken_on_by_one"),
        sa.Index(
            "ix_moderation_worry_open",
            "id",
            sqlite_where=sa.text("taken_on_at IS NULL"),
            postgresql_where=sa.text("taken_on_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    submission_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("moderation_submission.id"), index=True
    )
    person_id: Mapped[str | None] = mapped_column(sa.String(64))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[str] = mapped_column(sa.String(64))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    for_chair: Mapped[bool] = mapped_column(default=False)
    taken_on_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_on_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    taken_on_by_name: Mapped[str] = mapped_column(sa.String(200), default="")

    submission: Mapped[Submission | None] = relationship()
    about: Mapped[list["WorryAbout"]] = relationship()


class WorryAbout(Base):
    """Somebody whom a worry is about or names, so that they never read it."""

    __tablename__ = "moderation_worry_about"

    worry_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_worry.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
