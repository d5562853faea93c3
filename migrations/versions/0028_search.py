"""An index of what is published, in each engine's own kind of full-text search."""

import sqlalchemy as sa
from alembic import op

from forum.search import schema
from forum.search.index import words_to_find

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

AT_ONCE = 500
PUBLISHED = """
    SELECT posts.id AS post_id, revisions.number, revisions.title, revisions.html
    FROM posts JOIN revisions
    ON revisions.post_id = posts.id AND revisions.number = posts.published_number
    WHERE posts.state = 'published' AND posts.id > :after ORDER BY posts.id LIMIT :at_once
"""


def upgrade() -> None:
    entries = op.create_table(
        "search_entries",
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id", "number"],
            ["revisions.post_id", "revisions.number"],
            name=op.f("fk_search_entries_post_id_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_search_entries")),
    )
    connection = op.get_bind()
    for statement in schema.create(connection.dialect.name):
        op.execute(statement)
    after = 0
    while posts := connection.execute(sa.text(PUBLISHED), {"after": after, "at_once": AT_ONCE}).all():
        op.bulk_insert(
            entries,
            [
                {"post_id": post.post_id, "number": post.number, **words_to_find(post.title, post.html)}
                for post in posts
            ],
        )
        after = posts[-1].post_id


def downgrade() -> None:
    for statement in schema.drop(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("search_entries")
