"""What a search finds: what is published, has the words, and is readable by whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum.accounts.models import User
from forum.boards.models import Board, Post, PostState, Topic
from forum.boards.queries import VisiblePost, readable, visible_posts
from forum.extensions import db
from forum.search import engines
from forum.search.index import in_a_row
from forum.search.models import SearchEntry
from forum.search.wanted import Terms, Wanted
from forum.search.words import names_of

A_PAGE = 20
LOOKED_THROUGH = 1_000  # the newest that match; nobody pages further, and a search narrows

# What a post is worth for a word: one in the title more than any number of them in the text, then
# the more of the text it is. Nothing goes by what other posts say, so that the order of what somebody
# finds tells nothing of posts they do not read.
_IN_TITLE, _ENOUGH, _LONG = 3.0, 0.5, 800.0


@dataclass(frozen=True, slots=True)
class Where:
    """Which posts to look through."""

    board: Board | None = None
    topic: Topic | None = None
    author: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found; `count` stops at `LOOKED_THROUGH`, and then there may be more."""

    posts: Sequence[VisiblePost]
    count: int

    @property
    def is_all(self) -> bool:
        """Whether every match was counted."""
        return self.count <= LOOKED_THROUGH


def boards_to_search(viewer: User) -> Sequence[Board]:
    """The open boards that this person reads, in their order."""
    open_boards = sa.select(Board).where(readable(viewer), Board.archived_at.is_(None))
    return db.session.scalars(open_boards.order_by(Board.position, Board.id)).all()


def search_posts(viewer: User, wanted: Wanted, where: Where, *, page: int, newest: bool) -> Found:
    """The posts that this person may read, with these words, in these places.

    Best first, or newest first. The newest thousand matches are looked through, and as many with
    the words in their title, however old; so a common word costs no more than a rare one.
    """
    _plan_for_these_words()
    matching = _matching(viewer, wanted, where)
    order: list[sa.ColumnElement[Any]] = [Post.published_at.desc(), Post.id.desc()]
    if wanted.words and not newest:
        order.insert(0, _worth(wanted.words).desc())
    ranked = (
        sa.select(
            Post.id,
            sa.func.count().over().label("count"),
            sa.func.row_number().over(order_by=order).label("place"),
        )
        .join(SearchEntry, SearchEntry.post_id == Post.id)
        .where(Post.id.in_(matching))
        .order_by("place")
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
        .subquery()
    )
    rows = db.session.execute(
        visible_posts(viewer)
        .add_columns(ranked.c.count)
        .join(ranked, ranked.c.id == Post.id)
        .order_by(ranked.c.place)
    ).unique()
    found = [(VisiblePost(post, revision), count) for post, revision, count in rows]
    return Found([post for post, _ in found], found[0][1] if found else 0)


def _plan_for_these_words() -> None:
    """Let PostgreSQL plan each search by its words; it would soon plan the rarest like the commonest."""
    if db.session.get_bind().dialect.name == "postgresql":
        is_local = sa.true()
        plans = sa.func.set_config("plan_cache_mode", "force_custom_plan", is_local)
        db.session.execute(sa.select(plans))


def _matching(viewer: User, wanted: Wanted, where: Where) -> sa.CompoundSelect[int]:
    """The ids of what matches and is open to this person: the newest, and the newest by their title."""
    open_to, dialect = _open_to(viewer, where), db.session.get_bind().dialect.name
    ways = (engines.anywhere, engines.in_title) if wanted.words else (engines.whatever,)
    newest = (way(open_to, wanted, dialect).limit(LOOKED_THROUGH + 1) for way in ways)
    return sa.union(*(sa.select(part.subquery().c.id) for part in newest))


def _open_to(viewer: User, where: Where) -> sa.Select[int]:
    """The ids of what shows now on the open boards this person reads, in these places."""
    words_shown = sa.and_(SearchEntry.post_id == Post.id, SearchEntry.number == Post.published_number)
    query = (
        visible_posts(viewer)
        .with_only_columns(Post.id)
        .join(SearchEntry, words_shown)
        .where(Post.state == PostState.PUBLISHED, Topic.published_at.is_not(None))
        .where(readable(viewer), Board.archived_at.is_(None))
    )
    if where.board:
        query = query.where(Board.id == where.board.id)
    if where.topic:
        query = query.where(Topic.id == where.topic.id)
    if where.author:
        query = query.where(Post.author_id.in_(_ids_of(where.author)))
    if where.since:
        query = query.where(Post.published_at >= where.since)
    if where.before:
        query = query.where(Post.published_at < where.before)
    return query


def _ids_of(name: str) -> Sequence[int]:
    """Everybody whose name has these parts, or parts that begin like them."""
    asked = names_of(name)
    people = db.session.execute(sa.select(User.id, User.display_name))
    return [
        person_id
        for person_id, display_name in people
        if all(any(part.startswith(ask) for part in names_of(display_name)) for ask in asked)
    ]


def _worth(words: Sequence[Terms]) -> sa.ColumnElement[float]:
    """How much a post is about these words, by its own words alone."""
    worth: sa.ColumnElement[float] = sa.literal(0.0)
    for terms in words:
        wanted = in_a_row(terms)
        times = _times(SearchEntry.body, wanted)
        title = sa.case((_times(SearchEntry.title, wanted) > 0, _IN_TITLE), else_=0.0)
        worth += title + times / (times + _ENOUGH + sa.func.length(SearchEntry.body) / _LONG)
    return worth


def _times(column: InstrumentedAttribute[str], words: str) -> sa.ColumnElement[float]:
    """How often these words stand in the column."""
    taken = sa.func.length(column) - sa.func.length(sa.func.replace(column, words, ""))
    return sa.literal(1.0) * taken / len(words)
