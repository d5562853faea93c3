"""Pictures of posts. Who may see the version they belong to may see them, and nobody else."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from forum.accounts.models import User
from forum.boards.models import Board, Post, PostState, Revision, Topic
from forum.boards.picture_models import PostPicture
from forum.boards.queries.posts import visible_posts
from forum.extensions import db


def pictures_of(posts: Collection[int]) -> Mapping[int, Sequence[PostPicture]]:
    """The pictures of these posts in their order, without the images themselves."""
    found: dict[int, list[PostPicture]] = {}
    wanted = sa.select(PostPicture).where(PostPicture.post_id.in_(posts))
    for picture in db.session.scalars(wanted.order_by(PostPicture.number)) if posts else ():
        found.setdefault(picture.post_id, []).append(picture)
    return found


def images_of(post: Post) -> Sequence[PostPicture]:
    """The same of one post with the images, whoever may see them: for those who judge it."""
    return db.session.scalars(
        sa.select(PostPicture)
        .where(PostPicture.post_id == post.id)
        .order_by(PostPicture.number)
        .options(undefer(PostPicture.image))
    ).all()


def picture_for(viewer: User, post_id: int, number: int) -> PostPicture | None:
    """One picture with its image, if this person may see a version of the post that shows it."""
    row = db.session.execute(visible_posts(viewer).where(Post.id == post_id)).unique().first()
    if row is None or row[0].state is PostState.DELETED or row[1] is None:
        return None
    is_own = row[0].author_id == viewer.id
    if not is_own and not row[1].picture_words:
        return None
    return db.session.scalar(
        sa.select(PostPicture)
        .where(PostPicture.post_id == post_id, PostPicture.number == number)
        .options(undefer(PostPicture.image))
    )


def takes_pictures(*, slug: str = "", topic_id: int = 0) -> bool:
    """Whether the board at this address, or of this topic, lets posts have pictures."""
    wanted = sa.select(Board.allows_images)
    if topic_id:
        wanted = wanted.join(Topic).where(Topic.id == topic_id)
    else:
        wanted = wanted.where(Board.slug == slug)
    return bool(db.session.scalar(wanted))


def shows_pictures(revisions: Collection[Revision | None]) -> set[int]:
    """The posts whose versions here have pictures."""
    return {each.post_id for each in revisions if each is not None and each.picture_words}
