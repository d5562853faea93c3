"""What only a person's own copy reads."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.models import User
from forum.boards.models import Post, Topic
from forum.extensions import db


def posts_with_versions(author: User) -> Sequence[Post]:
    """Everything this person wrote, whatever became of it, with each version, oldest first."""
    return db.session.scalars(
        sa.select(Post)
        .where(Post.author_id == author.id)
        .order_by(Post.id)
        .options(joinedload(Post.topic).joinedload(Topic.board), selectinload(Post.revisions))
    ).all()
