"""Every read of what people follow and when they want mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from forum.accounts.models import User
from forum.boards.models import Board, Post, PostState, Topic
from forum.boards.queries import readable, reads
from forum.extensions import db
from forum.notifications.models import Follow, Level, MailSettings, level_of
from forum.permissions import Permission, may

FOLLOWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who may want to know of a post, and what they have said about its topic and board."""

    person: User
    topic: Follow | None
    board: Follow | None
    settings: MailSettings

    @property
    def follow(self) -> Follow | None:
        """What counts: what they said of the topic, else of the board."""
        return self.topic or self.board

    @property
    def level(self) -> Level:
        """What they want to hear."""
        return level_of(self.follow)


@dataclass(frozen=True, slots=True)
class FollowLine:
    """Something a person follows or has muted, as their list has it."""

    follow: Follow
    title: str
    path: str


def topic_follow(person: User, topic_id: int) -> Follow | None:
    """What this person has said about this topic."""
    return db.session.scalar(
        sa.select(Follow).where(Follow.person_id == person.id, Follow.topic_id == topic_id)
    )


def board_follow(person: User, board_id: int) -> Follow | None:
    """What this person has said about this whole board."""
    return db.session.scalar(
        sa.select(Follow).where(Follow.person_id == person.id, Follow.board_id == board_id)
    )


def own_follow(person: User, follow_id: int) -> Follow | None:
    """One line of this person's own list."""
    return db.session.scalar(
        sa.select(Follow).where(Follow.person_id == person.id, Follow.id == follow_id)
    )


def follow_lines(person: User, page: int) -> tuple[Sequence[FollowLine], bool]:
    """One page of what this person follows or has muted and still reads, and whether there is more."""
    shows = sa.or_(Follow.topic_id.is_(None), Topic.published_at.is_not(None))
    rows = db.session.execute(
        sa.select(Follow, Topic, Board)
        .outerjoin(Topic, Topic.id == Follow.topic_id)
        .join(Board, Board.id == sa.func.coalesce(Follow.board_id, Topic.board_id))
        .where(Follow.person_id == person.id, Follow.level != Level.NORMAL, shows, readable(person))
        .order_by(Follow.topic_id.is_not(None), Follow.since.desc(), Follow.id.desc())
        .offset((page - 1) * FOLLOWS_A_PAGE)
        .limit(FOLLOWS_A_PAGE + 1)
    ).all()
    lines = [
        FollowLine(follow, topic.title, f"/topics/{topic.id}")
        if topic
        else FollowLine(follow, f"Everything on {board.title}", f"/boards/{board.slug}")
        for follow, topic, board in rows
    ]
    return lines[:FOLLOWS_A_PAGE], len(lines) > FOLLOWS_A_PAGE


def mail_settings(person_id: int) -> MailSettings | None:
    """What this person has chosen; None for nothing yet."""
    return db.session.get(MailSettings, person_id)


def listeners(post: Post, named: Collection[int]) -> Sequence[Listener]:
    """Whoever follows a post's topic or board or is named in it, reads there, and did not write it."""
    of_topic, of_board = aliased(Follow), aliased(Follow)
    topic, board = post.topic, post.topic.board
    wants = sa.or_(of_topic.level == Level.FOLLOW, of_board.level == Level.FOLLOW, User.id.in_(named))
    rows = db.session.execute(
        sa.select(User, of_topic, of_board, MailSettings)
        .outerjoin(of_topic, sa.and_(of_topic.person_id == User.id, of_topic.topic_id == topic.id))
        .outerjoin(of_board, sa.and_(of_board.person_id == User.id, of_board.board_id == board.id))
        .outerjoin(MailSettings, MailSettings.person_id == User.id)
        .where(wants, User.id != post.author_id, User.left_at.is_(None))
        .options(selectinload(User.role_links), selectinload(User.year_links))
    )
    return [
        Listener(person, in_topic, on_board, settings or MailSettings.usual(person.id))
        for person, in_topic, on_board, settings in rows
        if may(person.roles, Permission.READ) and reads(person, board)
    ]


def authors_of(post_ids: Collection[int], topic: Topic) -> Sequence[int]:
    """Who wrote these posts, as far as they show in this topic."""
    return db.session.scalars(
        sa.select(Post.author_id).where(
            Post.id.in_(post_ids), Post.topic_id == topic.id, Post.state == PostState.PUBLISHED
        )
    ).all()
