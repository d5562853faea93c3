"""What people follow, what they are told, and mail that waits to be sent."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Base
from forum.notifications.grouping import NAMING, NewsKind
from forum.notifications.schedule import Hours, Pace
from moderation.database import UtcDateTime, enum_column


class Mail(Base):
    """One mail to one address. Its words are kept only until it has been sent.

    One with a recipient tells them of posts; its words are made anew each time it is about to go.

    Whoever sends it claims it first, so that two workers never send the same one. It does not
    leave before `not_before`; after a try that failed, not again by itself before `retry_at`. One
    that will never go has `dropped_at`, and `last_problem` says why. What tells of an act that may
    yet be undone (`act_id`, moderation's) is deleted if it is.
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
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    act_id: Mapped[int | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str] = mapped_column(sa.String(200), default="")


class Level(StrEnum):
    """What somebody wants to hear of a topic or a board."""

    FOLLOW = "follow"
    NORMAL = "normal"
    MUTE = "mute"


class Follow(Base):
    """What one person wants to hear of one topic or of one whole board, and how soon by mail.

    Without a pace of its own it goes by the person's settings.
    """

    __tablename__ = "follows"
    __table_args__ = (
        sa.CheckConstraint("(board_id IS NULL) <> (topic_id IS NULL)", name="one_place"),
        sa.UniqueConstraint("person_id", "board_id", name="uq_follows_person_board"),
        sa.UniqueConstraint("person_id", "topic_id", name="uq_follows_person_topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    board_id: Mapped[int | None] = mapped_column(sa.ForeignKey("boards.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topics.id"), index=True)
    level: Mapped[Level] = mapped_column(enum_column(Level))
    pace: Mapped[Pace | None] = mapped_column(enum_column(Pace))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


def level_of(follow: Follow | None) -> Level:
    """What somebody wants to hear who has said this, or nothing yet."""
    return follow.level if follow else Level.NORMAL


class MailSettings(Base):
    """When one person wants mail, by the clock at school. Who has none has what is good for most."""

    __tablename__ = "mail_settings"
    __table_args__ = (
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="day_of_week"),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from_hour"),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 23", name="quiet_until_hour"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    follows_own: Mapped[bool]
    following: Mapped[Pace] = mapped_column(enum_column(Pace, "pace_following"))
    named: Mapped[Pace] = mapped_column(enum_column(Pace, "pace_named"))
    hour: Mapped[int]
    weekday: Mapped[int]
    quiet_from: Mapped[int]
    quiet_until: Mapped[int]

    @classmethod
    def usual(cls, person_id: int) -> "MailSettings":
        """What holds for somebody who has chosen nothing: one mail a day, at once if named."""
        return cls(
            person_id=person_id,
            follows_own=True,
            following=Pace.DAILY,
            named=Pace.INSTANT,
            hour=18,
            weekday=4,
            quiet_from=21,
            quiet_until=7,
        )

    @property
    def hours(self) -> Hours:
        """The hours alone."""
        return Hours(self.hour, self.weekday, self.quiet_from, self.quiet_until)

    def pace_of(self, kind: NewsKind) -> Pace:
        """How soon this person wants mail of this kind, where the place says nothing else."""
        return self.named if kind in NAMING else self.following


class News(Base):
    """That one person is told of one post, on the site and perhaps by mail; never its words.

    Thanks tell whoever wrote it, once for each who said thank you: `thanked_by_id`. Whether they
    may still see the post is asked each time it is shown or mailed. `due_at` is when a mail with it
    goes, `mail_id` the one it went into.
    """

    __tablename__ = "news"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'thanks') = (thanked_by_id IS NOT NULL)", name="thanks_are_somebodys"
        ),
        sa.UniqueConstraint("person_id", "post_id", "thanked_by_id", name="uq_news_thanks"),
        sa.Index(
            "uq_news_person_post",
            "person_id",
            "post_id",
            unique=True,
            sqlite_where=sa.text("thanked_by_id IS NULL"),
            postgresql_where=sa.text("thanked_by_id IS NULL"),
        ),
        sa.Index(
            "ix_news_due",
            "due_at",
            sqlite_where=sa.text("mail_id IS NULL AND read_at IS NULL"),
            postgresql_where=sa.text("mail_id IS NULL AND read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"), index=True)
    kind: Mapped[NewsKind] = mapped_column(enum_column(NewsKind))
    thanked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mails.id"), index=True)
