"""What readers leave behind: how far they read, what answered them, whom they thanked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Base
from moderation.database import UtcDateTime


class TopicRead(Base):
    """How far one person has read in one topic: the place of the last post a page showed them."""

    __tablename__ = "topic_reads"
    __table_args__ = (sa.CheckConstraint("position > 0", name="somewhere"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topics.id"), primary_key=True, index=True)
    position: Mapped[int]


class BoardRead(Base):
    """That one person called everything on one board read, and when."""

    __tablename__ = "board_reads"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    board_id: Mapped[int] = mapped_column(sa.ForeignKey("boards.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Answer(Base):
    """The one reply that answered what a topic asked. Shown only while that reply shows."""

    __tablename__ = "answers"

    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topics.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"), unique=True)
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Thank(Base):
    """That one person said thank you for one post."""

    __tablename__ = "thanks"

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    thanked_at: Mapped[datetime] = mapped_column(UtcDateTime)
