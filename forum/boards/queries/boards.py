"""Which boards a person reads, and the topics on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from forum.accounts.models import User
from forum.boards.models import Audience, Board, Post, PostState, Topic
from forum.boards.queries.responding import is_answered
from forum.boards.queries.unread import called_read_by, count_of_new, has_new_post, read_by
from forum.boards.reader_models import BoardRead, TopicRead
from forum.extensions import db
from forum.permissions import Permission, may

TOPICS_A_PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A board as the first page lists it: what readers can see of it, and no more."""

    board: Board
    topics: int
    last_post_at: datetime | None
    topics_with_new: int
    newest_told: Topic | None


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as its board lists it; `replies` counts what readers can see."""

    topic: Topic
    replies: int
    new: int
    is_answered: bool

    @property
    def key(self) -> str:
        """Where the next page begins: after this topic."""
        assert self.topic.last_post_at is not None  # only topics that show are listed
        moment = (self.topic.last_post_at - _EPOCH) // timedelta(microseconds=1)
        return f"{moment}-{self.topic.id}"


def reads(viewer: User, board: Board) -> bool:
    """Whether this person is among those the board is for, or looks after all of them."""
    is_for_them = _is_among(viewer, board.readers, board.reading_years)
    is_any = may(viewer.roles, Permission.READ_ALL_BOARDS)
    return may(viewer.roles, Permission.READ) and (is_for_them or is_any)


def writes(viewer: User, board: Board) -> bool:
    """Whether this person may write on this board, as long as it is open."""
    is_for_them = _is_among(viewer, board.writers, board.writing_years)
    return reads(viewer, board) and (is_for_them or may(viewer.roles, Permission.MANAGE_BOARDS))


def _is_among(viewer: User, audience: Audience, years: frozenset[str]) -> bool:
    if audience is Audience.STAFF:
        return viewer.is_staff
    return audience is Audience.EVERYONE or bool(years & viewer.years)


def readable(viewer: User) -> sa.ColumnElement[bool]:
    """The same rule as `reads`, as a condition on boards in a query."""
    if not may(viewer.roles, Permission.READ):
        return sa.false()
    if may(viewer.roles, Permission.READ_ALL_BOARDS):
        return sa.true()
    years = sa.type_coerce(Board.reading_years, sa.String)
    of_theirs = [years.contains(f"|{year}|", autoescape=True) for year in sorted(viewer.years)]
    staff = [Board.readers == Audience.STAFF] if viewer.is_staff else []
    return sa.or_(Board.readers == Audience.EVERYONE, *of_theirs, *staff)


def boards_for(viewer: User) -> Sequence[BoardLine]:
    """Every open board this person reads, with how many topics show, the last post, and what is new."""
    shown = sa.and_(Topic.board_id == Board.id, Topic.published_at.is_not(None))
    told = aliased(Topic)
    rows = db.session.execute(
        sa.select(
            Board,
            sa.func.count(Topic.id),
            sa.func.max(Topic.last_post_at),
            sa.func.count(sa.case((has_new_post(viewer), Topic.id))),
            told,
        )
        .outerjoin(Topic, shown)
        .outerjoin(TopicRead, read_by(viewer))
        .outerjoin(BoardRead, called_read_by(viewer))
        .outerjoin(told, told.id == _newest_told())
        .where(readable(viewer), Board.archived_at.is_(None))
        .group_by(Board.id, told.id)
        .order_by(Board.position, Board.id)
    )
    return [BoardLine(*row) for row in rows]


def _newest_told() -> sa.ScalarSelect[int]:
    """The id of what the school told last on the row's board, if only staff do so."""
    told = aliased(Topic)
    return (
        sa.select(told.id)
        .where(told.board_id == Board.id, told.published_at.is_not(None))
        .where(sa.or_(Board.staff_start, Board.writers == Audience.STAFF))
        .order_by(told.published_at.desc(), told.id.desc())
        .limit(1)
        .correlate(Board)
        .scalar_subquery()
    )


def board_for(viewer: User, slug: str) -> Board | None:
    """One board by its address, if this person reads it."""
    return db.session.scalar(sa.select(Board).where(Board.slug == slug, readable(viewer)))


def topics_of(viewer: User, board: Board, after: str | None) -> tuple[Sequence[TopicLine], bool]:
    """One page of the board's topics, what is pinned and then the latest post first; whether
    there are more."""
    reply = aliased(Post)
    replies = (
        sa.select(sa.func.count(reply.id))
        .where(reply.topic_id == Topic.id, reply.state == PostState.PUBLISHED)
        .where(reply.opens_topic.is_(False))
        .correlate(Topic)
        .scalar_subquery()
    )
    query = (
        sa.select(Topic, replies, count_of_new(viewer), is_answered())
        .where(Topic.id.in_(_page_of_topics(board, after)))
        .join(Topic.author)
        .join(Topic.board)
        .outerjoin(TopicRead, read_by(viewer))
        .outerjoin(BoardRead, called_read_by(viewer))
        .order_by(*_order)
        .options(contains_eager(Topic.author))
    )
    lines = [TopicLine(*row) for row in db.session.execute(query).unique()]
    return lines[:TOPICS_A_PAGE], len(lines) > TOPICS_A_PAGE


_order = (Topic.pinned_at.is_(None), Topic.last_post_at.desc(), Topic.id.desc())


def _page_of_topics(board: Board, after: str | None) -> sa.Select[int]:
    """The ids of one page, and one more; found first, so that only their posts are counted."""
    query = (
        sa.select(Topic.id)
        .where(Topic.board_id == board.id, Topic.published_at.is_not(None))
        .order_by(*_order)
        .limit(TOPICS_A_PAGE + 1)
    )
    if key := _key(after):
        moment, topic_id = key
        same = sa.and_(Topic.last_post_at == moment, Topic.id < topic_id)
        query = query.where(Topic.pinned_at.is_(None), sa.or_(Topic.last_post_at < moment, same))
    return query


def _key(after: str | None) -> tuple[datetime, int] | None:
    try:
        moment, topic_id = (int(part) for part in (after or "").split("-"))
        if not 0 <= topic_id < 2**31:
            return None
        return _EPOCH + timedelta(microseconds=moment), topic_id
    except (ValueError, OverflowError):
        return None
