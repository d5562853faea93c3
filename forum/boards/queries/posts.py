"""Posts as one person may see them. Nobody reads a post but through `visible_posts`."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import User
from forum.boards.models import Draft, EditState, Post, PostState, Revision, Topic
from forum.boards.queries.boards import readable
from forum.boards.queries.responding import ShownAnswer, answer_shows, answerer, answering
from forum.boards.queries.unread import called_read_by, count_of_new, first_new_place, read_by
from forum.boards.reader_models import Answer, BoardRead, TopicRead
from forum.extensions import db

POSTS_A_PAGE = 20
_FOR_ALL = (PostState.PUBLISHED, PostState.DELETED)
_AT_THE_END = (PostState.HELD, PostState.RETURNED, PostState.DECLINED)
_SETTLED_OUT_OF_SIGHT = (PostState.DELETED, PostState.WITHDRAWN)
_OPEN = (PostState.HELD, PostState.RETURNED, PostState.HIDDEN)
_OPEN_EDIT = (EditState.HELD, EditState.RETURNED)


@dataclass(frozen=True, slots=True)
class VisiblePost:
    """A post with the version this person may read; none where it has been deleted."""

    post: Post
    revision: Revision | None


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """A topic this person may open, what they began to write in it, and how far they have read.

    `is_first_post` if they never wrote anything before.
    """

    topic: Topic
    draft: Draft | None
    is_first_post: bool
    read_to: int
    new: int
    first_new: int | None
    answer: ShownAnswer | None

    @property
    def last_page(self) -> int:
        """The number of the last page; each has the same places for ever."""
        return max(1, -(-self.topic.last_position // POSTS_A_PAGE))


def visible_posts(viewer: User) -> sa.Select[Post, Revision]:
    """Posts this person may see: what is published where they read, and what they wrote.

    A deleted post comes as a tombstone, without a version. Of somebody else's post that is held,
    hidden or removed, and of everything in a topic whose opening post is, there is no trace.
    """
    number = sa.case(
        (Post.state == PostState.PUBLISHED, Post.published_number),
        (Post.state == PostState.DELETED, sa.null()),
        (Post.author_id == viewer.id, Post.last_number),
    )
    for_all = sa.and_(
        Post.state.in_(_FOR_ALL),
        Post.position.is_not(None),
        Topic.published_at.is_not(None),
        readable(viewer),
    )
    return (
        sa.select(Post, Revision)
        .join(Post.topic)
        .join(Topic.board)
        .outerjoin(Revision, sa.and_(Revision.post_id == Post.id, Revision.number == number))
        .where(sa.or_(for_all, Post.author_id == viewer.id))
        .options(
            contains_eager(Post.topic).contains_eager(Topic.board),
            joinedload(Post.author).joinedload(User.year_links),
        )
    )


def topic_for(viewer: User, topic_id: int, draft_key: str | None = None) -> OpenTopic | None:
    """One topic this person may open: one that shows on a board they read, or their own."""
    place = f"/topics/{topic_id}"
    own = sa.and_(Draft.author_id == viewer.id, Draft.place == place)
    kept = sa.and_(Draft.author_id.is_(None), Draft.place == place, Draft.key == draft_key)
    has_written = sa.exists().where(Post.author_id == viewer.id)
    found = db.session.execute(
        sa.select(
            Topic,
            Draft,
            sa.not_(has_written),
            sa.func.coalesce(TopicRead.position, 0),
            count_of_new(viewer),
            first_new_place(viewer),
            answering.id,
            answering.position,
            answerer.display_name,
        )
        .join(Topic.board)
        .outerjoin(TopicRead, read_by(viewer))
        .outerjoin(BoardRead, called_read_by(viewer))
        .outerjoin(Answer, Answer.topic_id == Topic.id)
        .outerjoin(answering, answer_shows())
        .outerjoin(answerer, answerer.id == answering.author_id)
        .outerjoin(Draft, sa.or_(own, kept) if draft_key else own)
        .where(Topic.id == topic_id, readable(viewer), Topic.merged_into_id.is_(None))
        .where(sa.or_(Topic.published_at.is_not(None), Topic.author_id == viewer.id))
        .order_by(Draft.author_id.is_(None).desc())
        .limit(1)
        .options(contains_eager(Topic.board))
    ).first()
    if found is None:
        return None
    topic, draft, is_first, read_to, new, first_new, answer_id, place, name = found
    answer = ShownAnswer(answer_id, place or 0, name) if answer_id else None
    return OpenTopic(topic, draft, is_first, read_to, new, first_new, answer)


def posts_on_page(
    viewer: User, topic: Topic, start: int, count: int = POSTS_A_PAGE
) -> Sequence[VisiblePost]:
    """The posts in the places after `start`; at the end of the topic also the viewer's waiting."""
    here: sa.ColumnElement[bool] = Post.position.between(start + 1, start + count)
    if start + count >= topic.last_position:
        mine = (Post.position.is_(None), Post.author_id == viewer.id, Post.state.in_(_AT_THE_END))
        here = sa.or_(here, sa.and_(*mine))
    rows = db.session.execute(
        visible_posts(viewer)
        .where(Post.topic_id == topic.id, here)
        .order_by(Post.position.is_(None), Post.position, Post.id)
    ).unique()
    return [VisiblePost(post, revision) for post, revision in rows]


def post_for(viewer: User, post_id: int) -> VisiblePost | None:
    """One post, if this person may see it."""
    row = db.session.execute(visible_posts(viewer).where(Post.id == post_id)).unique().first()
    return VisiblePost(row[0], row[1]) if row else None


def own_posts(author: User) -> sa.Select[Post, Revision]:
    """This person's own posts with their newest versions, published or not."""
    newest = sa.and_(Revision.post_id == Post.id, Revision.number == Post.last_number)
    return (
        sa.select(Post, Revision)
        .join(Post.topic)
        .join(Topic.board)
        .join(Revision, newest)
        .where(Post.author_id == author.id)
        .options(contains_eager(Post.topic).contains_eager(Topic.board))
    )


def own_post(author: User, post_id: int) -> VisiblePost | None:
    """This person's own post with its newest version; none for anybody else's."""
    row = db.session.execute(own_posts(author).where(Post.id == post_id)).first()
    return VisiblePost(row[0], row[1]) if row else None


def own_waiting_posts(author: User) -> Sequence[VisiblePost]:
    """What this person wrote that waits, or waits for them, newest first."""
    rows = db.session.execute(
        own_posts(author)
        .where(sa.or_(Post.state.in_(_OPEN), _has_open_edit()))
        .order_by(Post.id.desc())
        .limit(50)
    )
    return [VisiblePost(post, revision) for post, revision in rows]


def own_settled_posts(author: User) -> Sequence[VisiblePost]:
    """What this person wrote that does not show and no longer waits, newest first."""
    settled = (*_OPEN, *_SETTLED_OUT_OF_SIGHT, PostState.PUBLISHED)
    rows = db.session.execute(
        own_posts(author).where(Post.state.not_in(settled)).order_by(Post.id.desc()).limit(20)
    )
    return [VisiblePost(post, revision) for post, revision in rows]


def _has_open_edit() -> sa.ColumnElement[bool]:
    return sa.and_(Post.state == PostState.PUBLISHED, Post.edit_state.in_(_OPEN_EDIT))
