"""Since when readers could see each version of a post."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("shown_at", UtcDateTime(), nullable=True))
    # Of what showed before the one that shows now, nothing is known; so it is in nobody's history.
    op.execute(
        "UPDATE revisions SET shown_at = (SELECT COALESCE(posts.edited_at, posts.published_at)"
        " FROM posts WHERE posts.id = revisions.post_id)"
        " WHERE EXISTS (SELECT 1 FROM posts WHERE posts.id = revisions.post_id"
        " AND posts.state = 'published' AND posts.published_number = revisions.number)"
    )


def downgrade() -> None:
    op.drop_column("revisions", "shown_at")
