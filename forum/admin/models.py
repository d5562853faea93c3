"""What the office does with the whole school at once, and says to all of it."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column

from forum import markup
from forum.accounts.models import Relationship
from forum.database import Base
from moderation.database import UtcDateTime, enum_column


class RollOver(Base):
    """That everybody was moved up a year, with what it takes to undo that on the same day."""

    __tablename__ = "roll_overs"
    __table_args__ = (
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    leave_on: Mapped[date]
    changes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class InvitationList(Base):
    """A list of people to invite. `working_at` is when the last of them were invited."""

    __tablename__ = "invitation_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    working_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    rows: Mapped[list["InvitationRow"]] = sa.orm.relationship(back_populates="invitation_list")

    def is_working(self, now: datetime, stopped_after: timedelta) -> bool:
        """Whether somebody is inviting them now, and has not stopped half-way."""
        if self.working_at is None or self.finished_at is not None:
            return False
        return now - self.working_at < stopped_after


class InvitationRow(Base):
    """One line of a list: what to mend in it, or the invitation it has become."""

    __tablename__ = "invitation_rows"
    __table_args__ = (
        sa.CheckConstraint("fault = '' OR invitation_id IS NULL", name="faulty_or_invited"),
    )

    list_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation_lists.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    display_name: Mapped[str] = mapped_column(sa.String(80))
    relationship: Mapped[Relationship] = mapped_column(enum_column(Relationship))
    years: Mapped[list[str]] = mapped_column(sa.JSON)
    fault: Mapped[str] = mapped_column(sa.Text)
    cells: Mapped[list[str]] = mapped_column(sa.JSON)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id"), unique=True)

    invitation_list: Mapped[InvitationList] = sa.orm.relationship(back_populates="rows")


class Announcement(Base):
    """A line above the boards that everybody reads until its end. Its HTML is made once."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @property
    def shown(self) -> Markup:
        """The HTML as a page shows it; it was cleaned when it was written."""
        return markup.cleaned(self.html)


class SchoolText(Base):
    """Something the office has written for a page of its own, such as the welcome."""

    __tablename__ = "school_texts"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    @property
    def shown(self) -> Markup:
        """The HTML as a page shows it; it was cleaned when it was written."""
        return markup.cleaned(self.html)
