"""What is new to one person: published by somebody else since they last looked."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import User
from forum.boards.models import Board, Post, PostState, Topic
from forum.boards.reader_models import BoardRead, TopicRead
from moderation import clock

LOOKS_BACK = timedelta(days=60)  # nobody catches up on what is older
_new = aliased(Post)


def new_since(viewer: User) -> datetime:
    """What is older is new to nobody: whoever joins today does not begin with years of posts."""
    return max(viewer.joined_at, clock.now() - LOOKS_BACK)


def read_by(viewer: User) -> sa.ColumnElement[bool]:
    """How to join `TopicRead` to a topic: how far this person has read in it."""
    return sa.and_(TopicRead.topic_id == Topic.id, TopicRead.user_id == viewer.id)


def called_read_by(viewer: User) -> sa.ColumnElement[bool]:
    """How to join `BoardRead` to a board: when this person called everything on it read."""
    return sa.and_(BoardRead.board_id == Board.id, BoardRead.user_id == viewer.id)


def has_new_post(viewer: User) -> sa.ColumnElement[bool]:
    """Whether the topic of the row has a post that is new; the two reads have to be joined."""
    since_called_read = sa.or_(BoardRead.read_at.is_(None), Topic.last_post_at > BoardRead.read_at)
    # The newest post's time rules most topics out before anybody looks at their posts.
    return sa.and_(
        Topic.last_post_at > new_since(viewer),
        since_called_read,
        sa.select(_new.id).where(*_is_new(viewer)).correlate(Topic, TopicRead, BoardRead).exists(),
    )


def count_of_new(viewer: User) -> sa.ScalarSelect[int]:
    """How many posts of the row's topic are new; the two reads have to be joined."""
    query = sa.select(sa.func.count(_new.id)).where(*_is_new(viewer))
    return query.correlate(Topic, TopicRead, BoardRead).scalar_subquery()


def first_new_place(viewer: User) -> sa.ScalarSelect[int | None]:
    """The place of the first of them."""
    query = sa.select(sa.func.min(_new.position)).where(*_is_new(viewer))
    return query.correlate(Topic, TopicRead, BoardRead).scalar_subquery()


def _is_new(viewer: User) -> tuple[sa.ColumnElement[bool], ...]:
    """Only what everyone who reads the topic sees is ever new: what waits or is hidden is not."""
    return (
        _new.topic_id == Topic.id,
        _new.state == PostState.PUBLISHED,
        _new.author_id != viewer.id,
        _new.position > sa.func.coalesce(TopicRead.position, 0),
        _new.published_at > new_since(viewer),
        sa.or_(BoardRead.read_at.is_(None), _new.published_at > BoardRead.read_at),
    )
