"""An act that may be undone for a while, with what it changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.database import Base, UtcDateTime, enum_column
from moderation.undoing.rule import ActKind


class Act(Base):
    """One act, by whom, until when only they can undo it, and how everything was before it.

    `rows` names each row it changed or made, with the old values and a fingerprint of the new ones;
    `content` is the same for what the site shows. The audit log keeps the act whatever comes of it;
    `last_entry_id` is its own last entry there.
    """

    __tablename__ = "moderation_act"
    __table_args__ = (sa.Index("ix_moderation_act_by_id_until", "by_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind))
    what: Mapped[str] = mapped_column(sa.String(300))
    path: Mapped[str] = mapped_column(sa.String(200))
    subject_kind: Mapped[str | None] = mapped_column(sa.String(40))
    subject_id: Mapped[str | None] = mapped_column(sa.String(64))
    person_id: Mapped[str | None] = mapped_column(sa.String(64))
    by_id: Mapped[str] = mapped_column(sa.String(64))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    last_entry_id: Mapped[int] = mapped_column(default=0)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
