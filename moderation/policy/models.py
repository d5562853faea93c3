"""The policy versions this forum has had. Decisions keep the version they were made under."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime


class PolicyVersion(Base):
    """One policy file as it was when the forum first started with it; never changed (clause T1).

    It is kept as soon as it is known, in force or to come.
    """

    __tablename__ = "moderation_policy_version"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    label: Mapped[str] = mapped_column(sa.String(60))
    effective_from: Mapped[date]
    source: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PolicyInForce(Base):
    """That a version came into force, and when. The newest row tells which one is in force now."""

    __tablename__ = "moderation_policy_in_force"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.ForeignKey("moderation_policy_version.hash"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
