"""Who among those who decide is connected to whom (domain model X10)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.database import Base, UtcDateTime, enum_column


class ConnectionKind(StrEnum):
    """How two people are connected."""

    HOUSEHOLD = "household"
    RELATIVE = "relative"
    FRIEND = "friend"
    LINE_MANAGER = "line_manager"

    @property
    def label(self) -> str:
        """As it is chosen and read."""
        return _LABELS[self]


_LABELS = {
    ConnectionKind.HOUSEHOLD: "We share a home",
    ConnectionKind.RELATIVE: "We are related",
    ConnectionKind.FRIEND: "We are friends",
    ConnectionKind.LINE_MANAGER: "One of us manages the other",
}


class Connection(Base):
    """One declared connection. It counts until it is ended, and is never deleted."""

    __tablename__ = "moderation_connection"
    __table_args__ = (
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= declared_at", name="ends_after_it_starts"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    person_name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[ConnectionKind] = mapped_column(enum_column(ConnectionKind))
    other_name: Mapped[str] = mapped_column(sa.String(200))
    declared_by_id: Mapped[str] = mapped_column(sa.String(64))
    declared_by_name: Mapped[str] = mapped_column(sa.String(200))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[str | None] = mapped_column(sa.String(64))
    ended_by_name: Mapped[str] = mapped_column(sa.String(200), default="")

    others: Mapped[list["ConnectedTo"]] = relationship()


class ConnectedTo(Base):
    """One id by which the other person is known: an account, an entry of the roll, or both."""

    __tablename__ = "moderation_connected_to"

    connection_id: Mapped[int] = mapped_column(
        sa.ForeignKey("moderation_connection.id"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True, index=True)
