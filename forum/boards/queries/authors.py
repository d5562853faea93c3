"""What one person has written, as they may see it themselves or as somebody else may."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import User
from forum.boards.models import Post, PostState, Revision, Topic
from forum.boards.queries.boards import readable
from forum.boards.queries.posts import POSTS_A_PAGE, VisiblePost, own_posts, visible_posts
from forum.extensions import db

Page = tuple[Sequence[VisiblePost], bool]


def posts_by(viewer: User, author_id: int, before: int | None) -> Page:
    """What the viewer may read of an author's, newest first, and whether there is more."""
    shown = (
        visible_posts(viewer)
        .where(Post.author_id == author_id, Post.state == PostState.PUBLISHED)
        .where(Topic.published_at.is_not(None), readable(viewer))
    )
    return _page(shown, before)


def own_posts_before(author: User, before: int | None) -> Page:
    """Everything this person has written, whatever became of it, newest first."""
    return _page(own_posts(author), before)


def _page(posts: sa.Select[Post, Revision], before: int | None) -> Page:
    wanted = posts.order_by(Post.id.desc()).limit(POSTS_A_PAGE + 1)
    if before is not None:
        wanted = wanted.where(Post.id < before)
    found = [VisiblePost(post, revision) for post, revision in db.session.execute(wanted).unique()]
    return found[:POSTS_A_PAGE], len(found) > POSTS_A_PAGE
