"""The pictures of posts."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.boards.models import ALT_MAX, PICTURES_MOST
from forum.database import Base


class PostPicture(Base):
    """A picture of a post, drawn anew so that nothing but the picture is in it.

    It lies in the database beside its post: one transaction writes both, one backup holds both.
    The versions that have words for pictures show them; a version without has none.
    """

    __tablename__ = "post_pictures"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "number"),
        sa.CheckConstraint(f"number BETWEEN 1 AND {PICTURES_MOST}", name="a_few_a_post"),
        sa.CheckConstraint(f"length(alt) BETWEEN 1 AND {ALT_MAX}", name="said_in_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"))
    number: Mapped[int]
    alt: Mapped[str] = mapped_column(sa.String(ALT_MAX))
    media_type: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    image: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
