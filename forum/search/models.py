"""The index: the words of what is published."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Base


class SearchEntry(Base):
    """The words of the version that readers see of one post, as `forum.search.words` makes them.

    Each word stands between two spaces of its own, so that words can be counted. The database itself
    drops the entry when its post stops being published, and keeps an index of its own kind over the
    words (`forum.search.schema`).
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["post_id", "number"], ["revisions.post_id", "revisions.number"], ondelete="CASCADE"
        ),
    )

    post_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
