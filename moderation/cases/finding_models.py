"""A finding as it is kept. Part of the models of a case, which give it out."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.cases.incidents.models import Incident, venue_in_words
from moderation.database import Base, UtcDateTime, enum_column
from moderation.policy import THIS_FORUM


class FindingState(StrEnum):
    """Where a finding stands. Only a confirmed one counts, and only that is ever told."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Translation(StrEnum):
    """How whoever found it read the words: as they stand, or through a person or a machine."""

    NOT_NEEDED = "not_needed"
    PERSON = "person"
    MACHINE = "machine"


# The only standard by which anything is found here; kept with each finding all the same.
STANDARD = "more_likely_than_not"
_STANDS = "state != 'declined'"


class Finding(Base):
    """A person's judgement that something posted breached a clause, with the words relied on.

    It rests on a submission here or on an incident elsewhere. `counts_why` is why something a child
    wrote counts for the parent; without it, it does not (F1).
    """

    __tablename__ = "moderation_finding"
    __table_args__ = (
        sa.Index(
            "uq_moderation_finding_submission_id_category",
            "submission_id",
            "category",
            unique=True,
            sqlite_where=sa.text(_STANDS),
            postgresql_where=sa.text(_STANDS),
        ),
        sa.Index(
            "uq_moderation_finding_incident_id_category",
            "incident_id",
            "category",
            unique=True,
            sqlite_where=sa.text(_STANDS),
            postgresql_where=sa.text(_STANDS),
        ),
        sa.CheckConstraint("length(words) > 0", name="words_named"),
        sa.CheckConstraint("length(detriment) > 0", name="detriment_named"),
        sa.CheckConstraint("submission_id IS NULL OR incident_id IS NULL", name="one_use"),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided_by_somebody",
        ),
        sa.CheckConstraint(
            "NOT takes_two OR state != 'confirmed' OR decided_by_id != recorded_by_id",
            name="two_people_where_it_takes_two",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    person_name: Mapped[str] = mapped_column(sa.String(200))
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_submission.id"))
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_incident.id"))
    venue: Mapped[str] = mapped_column(sa.String(40), default=THIS_FORUM)
    category: Mapped[str] = mapped_column(sa.String(40))
    clause: Mapped[str] = mapped_column(sa.String(20))
    grounds: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    words: Mapped[str] = mapped_column(sa.Text)
    detriment: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.Text)
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[str] = mapped_column(sa.String(64))
    recorded_by_name: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    standard: Mapped[str] = mapped_column(sa.String(40), default=STANDARD)
    state: Mapped[FindingState] = mapped_column(enum_column(FindingState))
    takes_two: Mapped[bool] = mapped_column(default=False)
    counts_why: Mapped[str] = mapped_column(sa.Text, default="")
    translation: Mapped[Translation] = mapped_column(
        enum_column(Translation), default=Translation.NOT_NEEDED
    )
    translated_note: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    decided_by_name: Mapped[str | None] = mapped_column(sa.String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_reason: Mapped[str] = mapped_column(sa.Text, default="")
    declined_under: Mapped[str | None] = mapped_column(sa.String(64))
    overturned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[Incident | None] = relationship(lazy="selectin")

    @property
    def where(self) -> str:
        """Where it was posted, as a letter says it: here, or on which site and at which address."""
        if self.venue == THIS_FORUM:
            return "here"
        address = self.incident.address if self.incident else ""
        return f"on {venue_in_words(self.venue)}" + (f" ({address})" if address else "")

    @property
    def is_by_child(self) -> bool:
        """Whether it is about something a child wrote."""
        return self.incident is not None and self.incident.is_by_child
