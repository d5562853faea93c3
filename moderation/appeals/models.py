"""Appeals against a measure, and failed tries at one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from moderation.cases.models import Measure
from moderation.database import Base, UtcDateTime


class Appeal(Base):
    """Somebody asks for a measure to be looked at again (domain model X5)."""

    __tablename__ = "moderation_appeal"
    __table_args__ = (sa.CheckConstraint("length(text) > 0", name="text_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_measure.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text)
    route: Mapped[str] = mapped_column(sa.String(20))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)

    measure: Mapped[Measure] = relationship()


class AppealTry(Base):
    """One try with a reference or code that did not fit, so that codes can't be guessed."""

    __tablename__ = "moderation_appeal_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(64), index=True)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
