"""Something posted elsewhere, as a person reported it, with its screenshots. It never changes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.database import Base, UtcDateTime, enum_column
from moderation.policy import THIS_FORUM
from moderation.review.models import Stake

VENUE_WORDS: Mapping[str, str] = {
    THIS_FORUM: "this forum",
    "school_website": "the school’s website",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "snapchat": "Snapchat",
    "tiktok": "TikTok",
    "x": "X",
    "whatsapp": "WhatsApp",
    "other": "another site",
}


def venue_in_words(venue: str) -> str:
    """What people call this place; a place that only this school's policy names, as it names it."""
    return VENUE_WORDS.get(venue, venue.replace("_", " "))


class WrittenBy(StrEnum):
    """Whose act it was: the person's own, or a child's, with their account or one of its own (F1)."""

    PERSON = "person"
    CHILD = "child"


class Incident(Base):
    """One use elsewhere that somebody told the school of (A1, C2). The school never goes looking.

    `person_id` is of somebody with an account, or made for somebody who has none. `reporter` and
    `seen_how` are for those who read the case, and never for the person it is about.
    """

    __tablename__ = "moderation_incident"
    __table_args__ = (
        sa.CheckConstraint(f"venue != '{THIS_FORUM}'", name="posted_elsewhere"),
        sa.CheckConstraint("length(text) > 0", name="words_captured"),
        sa.CheckConstraint("length(reporter) > 0 AND length(seen_how) > 0", name="reported_by_somebody"),
        sa.CheckConstraint(
            "child_reference = '' OR written_by = 'child'", name="reference_of_a_child_only"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    person_name: Mapped[str] = mapped_column(sa.String(200))
    venue: Mapped[str] = mapped_column(sa.String(40))
    address: Mapped[str] = mapped_column(sa.Text)
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[WrittenBy] = mapped_column(enum_column(WrittenBy))
    child_reference: Mapped[str] = mapped_column(sa.String(40))
    reporter: Mapped[str] = mapped_column(sa.String(200))
    seen_how: Mapped[str] = mapped_column(sa.Text)
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    recorded_by_id: Mapped[str] = mapped_column(sa.String(64))
    recorded_by_name: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    screenshots: Mapped[list["Screenshot"]] = relationship(
        back_populates="incident", order_by="Screenshot.id"
    )

    @property
    def is_by_child(self) -> bool:
        """Whether a child wrote it."""
        return self.written_by is WrittenBy.CHILD


class IncidentConflict(Base):
    """Somebody who may never judge an incident: it is about them, names them, or they reported it."""

    __tablename__ = "moderation_incident_conflict"
    __table_args__ = (sa.UniqueConstraint("incident_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_incident.id"))
    person_id: Mapped[str] = mapped_column(sa.String(64))
    stake: Mapped[Stake] = mapped_column(enum_column(Stake))


class Screenshot(Base):
    """A picture as it is kept: drawn anew, so that nothing but the picture is in it.

    It lies in the database beside its incident: one transaction writes both, one backup holds both,
    and the same guards keep both. `original_sha256` is of the file as it came, `sha256` of `image`.
    One that came later says who added it and when; the others came with the incident.
    """

    __tablename__ = "moderation_screenshot"
    __table_args__ = (
        sa.CheckConstraint(
            "(added_at IS NULL) = (added_by_id IS NULL)"
            " AND (added_at IS NULL) = (added_by_name IS NULL)",
            name="added_later_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_incident.id"), index=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]
    original_sha256: Mapped[str] = mapped_column(sa.String(64))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    image: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    added_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    added_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship(back_populates="screenshots")
