"""Mail that waits to be sent, and what became of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Base
from moderation.database import UtcDateTime


class Mail(Base):
    """One mail to one address. Its words are kept only until it has been sent.

    Whoever sends it claims it first, so that two workers never send the same one. It does not
    leave before `not_before`; after a try that failed, not again by itself before `retry_at`. One
    that will never go has `dropped_at`, and `last_problem` says why.
    """

    __tablename__ = "mails"
    __table_args__ = (
        sa.CheckConstraint("attempts >= 0", name="attempts_counted"),
        sa.CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="sent_or_dropped"),
        sa.Index(
            "ix_mails_waiting",
            "id",
            sqlite_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str] = mapped_column(sa.String(200), default="")
