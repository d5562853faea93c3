"""The policy versions this forum has had. Decisions keep the version they were made under."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime


class PolicyVersion(Base):
    """One policy file as it was when the forum first started with it; never changed (clause T1)."""

    __tablename__ = "moderation_policy_version"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    label: Mapped[str] = mapped_column(sa.String(60))
    effective_from: Mapped[date]
    source: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
