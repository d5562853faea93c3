"""Boards, topics, posts, every version of every post, and what is not sent yet."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import markup
from forum.accounts.models import User
from forum.database import Base
from moderation.database import UtcDateTime, enum_column

TITLE_MAX = 150
BODY_MAX = 20_000
ALT_MAX = 300
PICTURES_MOST = 4
REASON_MAX = 300


class PostState(StrEnum):
    """What has become of a post, as pages say it in `data-state`."""

    PUBLISHED = "published"
    HELD = "held"
    RETURNED = "returned"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    REMOVED = "removed"
    DELETED = "deleted"


class EditState(StrEnum):
    """What has become of a change to a post whose earlier words readers still see."""

    HELD = "held"
    RETURNED = "returned"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """Whom a board is for; what may be read and what may be written is said apart."""

    EVERYONE = "everyone"
    YEARS = "years"
    STAFF = "staff"


class YearSet(sa.types.TypeDecorator[frozenset[str]]):
    """Some classes in one column, each between bars, so that a query finds one of them."""

    impl = sa.String(600)
    cache_ok = True

    def process_bind_param(self, value: frozenset[str] | None, _: sa.Dialect) -> str:
        return "".join(f"|{year}" for year in sorted(value or ())) + ("|" if value else "")

    def process_result_value(self, value: str | None, _: sa.Dialect) -> frozenset[str]:
        return frozenset(year for year in (value or "").split("|") if year)


class Board(Base):
    """One part of the forum. Whoever writes on it has to be among its readers as well.

    `staff_start`: only staff start topics there; its other writers may reply.
    """

    __tablename__ = "boards"
    __table_args__ = (
        sa.CheckConstraint("(readers = 'years') = (reading_years <> '')", name="readers_named"),
        sa.CheckConstraint("(writers = 'years') = (writing_years <> '')", name="writers_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    readers: Mapped[Audience] = mapped_column(
        enum_column(Audience, "readers"), default=Audience.EVERYONE
    )
    reading_years: Mapped[frozenset[str]] = mapped_column(YearSet, default=frozenset)
    writers: Mapped[Audience] = mapped_column(
        enum_column(Audience, "writers"), default=Audience.EVERYONE
    )
    writing_years: Mapped[frozenset[str]] = mapped_column(YearSet, default=frozenset)
    position: Mapped[int] = mapped_column(default=0)
    pre_moderated: Mapped[bool] = mapped_column(default=False)
    allows_images: Mapped[bool] = mapped_column(default=False)
    staff_start: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def who_reads(self) -> str:
        """Its readers in words."""
        return _in_words(self.readers, self.reading_years)

    @property
    def who_writes(self) -> str:
        """Those of its readers who may write, in words."""
        return _in_words(self.writers, self.writing_years)


def _in_words(audience: Audience, years: frozenset[str]) -> str:
    if audience is Audience.YEARS:
        *first, last = sorted(years)
        return f"the families of {', '.join(first)} and {last}" if first else f"the families of {last}"
    return "staff" if audience is Audience.STAFF else "everybody"


class Topic(Base):
    """A conversation. Readers see it while `published_at` is set: while its opening post shows.

    `last_position` counts the places given out; a place once given is a post's for ever, so a page
    of a topic never shifts while posts arrive.
    """

    __tablename__ = "topics"
    __table_args__ = (
        sa.CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"),
        sa.CheckConstraint(
            "published_at IS NULL OR last_post_at IS NOT NULL", name="published_has_a_post"
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR published_at IS NULL", name="merged_shows_elsewhere"
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_reason IS NULL)", name="closed_with_a_reason"),
        sa.Index("ix_topics_board_newest", "board_id", "last_post_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(sa.ForeignKey("boards.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(TITLE_MAX))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_post_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_position: Mapped[int] = mapped_column(default=0)
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_reason: Mapped[str | None] = mapped_column(sa.String(REASON_MAX))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topics.id"))

    board: Mapped[Board] = relationship()
    author: Mapped[User] = relationship()


class Post(Base):
    """One person's words in a topic. It is born held and shows only once it is published.

    `last_number` is the newest version's, `published_number` that of the version readers see or
    last saw. A published post whose change waits stays published; `edit_state` says what became
    of the change.
    """

    __tablename__ = "posts"
    __table_args__ = (
        sa.CheckConstraint(
            "state <> 'published' OR (position IS NOT NULL AND published_number IS NOT NULL"
            " AND published_at IS NOT NULL)",
            name="published_has_place_and_words",
        ),
        sa.CheckConstraint("state <> 'deleted' OR deleted_at IS NOT NULL", name="deleted_has_a_date"),
        sa.UniqueConstraint("author_id", "submit_key", name="one_post_a_form"),
        sa.Index("ix_posts_topic_place", "topic_id", "position", unique=True),
        sa.Index(
            "ix_posts_one_opener",
            "topic_id",
            unique=True,
            sqlite_where=sa.text("opens_topic"),
            postgresql_where=sa.text("opens_topic"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topics.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opens_topic: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int | None]
    state: Mapped[PostState] = mapped_column(enum_column(PostState), default=PostState.HELD)
    edit_state: Mapped[EditState | None] = mapped_column(enum_column(EditState))
    last_number: Mapped[int] = mapped_column(default=1)
    published_number: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submit_key: Mapped[str | None] = mapped_column(sa.String(64))

    topic: Mapped[Topic] = relationship()
    author: Mapped[User] = relationship()
    revisions: Mapped[list["Revision"]] = relationship(back_populates="post", order_by="Revision.number")

    @property
    def is_published(self) -> bool:
        """Whether everyone who may read the board reads this post."""
        return self.state is PostState.PUBLISHED


class Revision(Base):
    """One version of a post as it was written, with its HTML made once. Its words never change.

    `shown_at` is when readers could first see it; empty while none has, and again once it was taken
    out of sight. Whoever reads the history of somebody else's post reads no other version.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "number"),
        sa.CheckConstraint(f"length(body) BETWEEN 1 AND {BODY_MAX}", name="body_length"),
        sa.CheckConstraint(
            f"title IS NULL OR length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"))
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(sa.String(TITLE_MAX))
    body: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    picture_words: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    post: Mapped[Post] = relationship(back_populates="revisions")

    @property
    def text(self) -> str:
        """What is judged: the body, under its title where the post opens a topic, and its pictures.

        Each picture is said in words and by its fingerprint, so that no other can take its place.
        """
        return "\n\n".join(part for part in (self.title, self.body, self.picture_words) if part)

    @property
    def shown(self) -> Markup:
        """The HTML as a page shows it; it was cleaned when it was written."""
        return markup.cleaned(self.html)


class Draft(Base):
    """What somebody began to write at `place` and has not sent. Nobody else ever reads it.

    A draft without an author was kept for a person whose session had ended; only the long random
    key in the address they are led back to opens it.
    """

    __tablename__ = "drafts"
    __table_args__ = (sa.UniqueConstraint("author_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    place: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[str] = mapped_column(sa.Text, default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PromptOccasion(StrEnum):
    """Why the policy's questions were put to somebody who was writing (C3)."""

    FIRST_POST = "first_post"
    WORDS = "words"


class PromptOutcome(StrEnum):
    """What they did then. Any of it is right: the questions are a guide."""

    SHOWN = "shown"
    CONTINUED = "continued"
    EDITED = "edited"
    LEFT = "left"


class PromptEvent(Base):
    """That the questions were shown at a place and what came of it; never a word of the text.

    `words_hash` tells, until they are sent, whether the words were changed. No decision about
    anybody may rest on a row of this.
    """

    __tablename__ = "prompt_events"
    __table_args__ = (
        sa.CheckConstraint(
            "(outcome = 'shown') = (settled_at IS NULL)", name="settled_unless_only_shown"
        ),
        sa.CheckConstraint("outcome = 'shown' OR words_hash IS NULL", name="settled_keeps_no_words"),
        sa.Index("ix_prompt_events_author_place", "author_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    place: Mapped[str] = mapped_column(sa.String(120))
    occasion: Mapped[PromptOccasion] = mapped_column(enum_column(PromptOccasion))
    outcome: Mapped[PromptOutcome] = mapped_column(
        enum_column(PromptOutcome), default=PromptOutcome.SHOWN
    )
    policy_hash: Mapped[str] = mapped_column(sa.String(64))
    words_hash: Mapped[str | None] = mapped_column(sa.String(64))
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
