"""Every read of what people were told. What they may no longer see is nowhere in it."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import User
from forum.boards.models import Board, Post, PostState, Topic
from forum.boards.queries import readable, visible_posts
from forum.extensions import db
from forum.notifications.grouping import Item
from forum.notifications.models import Follow, Mail, News
from moderation import clock

LISTED = 300


def _shown(person: User) -> sa.Select[Any]:
    """This person's news of posts that show, on boards that they read: as they may see it now."""
    # What is added to its columns here differs from one question to the next.
    shown = cast("sa.Select[Any]", visible_posts(person))
    return (
        shown.join(News, News.post_id == Post.id)
        .where(News.person_id == person.id)
        .where(Post.state == PostState.PUBLISHED, Topic.published_at.is_not(None), readable(person))
    )


def is_on(board: Board) -> sa.ColumnElement[bool]:
    """Whether a row of news is of a post on this board."""
    there = sa.select(Post.id).join(Topic, Topic.id == Post.topic_id).where(Topic.board_id == board.id)
    return News.post_id.in_(there)


def count_new(person: User) -> int:
    """How much of it is new."""
    counted = _shown(person).where(News.read_at.is_(None)).with_only_columns(sa.func.count(News.id))
    return db.session.scalar(counted) or 0


def newest(person: User) -> Sequence[Item]:
    """The newest of it, read or not."""
    return _items(_shown(person).order_by(News.id.desc()).limit(LISTED))


def to_mail(mail: Mail, person: User) -> Sequence[Item]:
    """What a mail to this person still has to tell: they have not read it elsewhere meanwhile."""
    return _items(_shown(person).where(News.mail_id == mail.id, News.read_at.is_(None)))


def _items(query: sa.Select[Any]) -> Sequence[Item]:
    by = aliased(User)
    with_whom = query.outerjoin(by, by.id == News.thanked_by_id).add_columns(News, by.display_name)
    rows = db.session.execute(with_whom).unique()
    return [
        Item(
            kind=news.kind,
            post_id=post.id,
            topic_id=post.topic_id,
            title=post.topic.title,
            place=post.topic.board.title,
            who=thanked_by or post.author.display_name,
            told_at=news.told_at,
            is_new=news.read_at is None,
        )
        for post, _revision, news, thanked_by in rows
    ]


def people_with_due_news() -> Sequence[int]:
    """The ids of everybody to whom a mail with news is due."""
    return db.session.scalars(
        sa.select(News.person_id).where(*_due()).distinct().order_by(News.person_id)
    ).all()


def put_into(mail: Mail, person_id: int) -> int:
    """Make this mail the one that tells a person what is due; how much nobody else was telling."""
    put = sa.update(News).where(News.person_id == person_id, *_due()).values(mail_id=mail.id)
    done = db.session.execute(put.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _due() -> tuple[sa.ColumnElement[bool], ...]:
    return (News.mail_id.is_(None), News.read_at.is_(None), News.due_at <= clock.now())


def not_yet_mailed(person: User) -> Sequence[tuple[News, Follow | None, Follow | None]]:
    """What this person has not read and no mail has brought, with what they say of topic and board."""
    in_topic, on_board = aliased(Follow), aliased(Follow)
    rows = db.session.execute(
        sa.select(News, in_topic, on_board)
        .join(Post, Post.id == News.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Mail, Mail.id == News.mail_id)
        .outerjoin(in_topic, sa.and_(in_topic.topic_id == Topic.id, in_topic.person_id == person.id))
        .outerjoin(
            on_board, sa.and_(on_board.board_id == Topic.board_id, on_board.person_id == person.id)
        )
        .where(News.person_id == person.id, News.read_at.is_(None))
        .where(sa.and_(Mail.sent_at.is_(None), Mail.dropped_at.is_(None)))
    )
    return [(news, topic, board) for news, topic, board in rows]


def news_of(post: Post) -> Sequence[News]:
    """What anybody was told of one post."""
    return db.session.scalars(sa.select(News).where(News.post_id == post.id)).all()
