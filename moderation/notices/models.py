"""What people were told, exactly as it was sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime


class Notice(Base):
    """One message to one person. Only that person ever reads it, besides those who sent it.

    While what it tells can be undone it waits, until `visible_from`; undone, it never goes.
    """

    __tablename__ = "moderation_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    template: Mapped[str] = mapped_column(sa.String(40))
    recipient_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    recipient_name: Mapped[str] = mapped_column(sa.String(200))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_submission.id"))
    measure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation_measure.id"))
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    visible_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def has_gone(self, now: datetime) -> bool:
        """Whether its recipient may have it by now: in no form before it can't be undone any more."""
        return self.undone_at is None and (self.visible_from is None or self.visible_from <= now)
