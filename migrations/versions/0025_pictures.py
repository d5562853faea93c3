"""Pictures in posts, on the boards that take them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "boards",
        sa.Column("allows_images", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("revisions", sa.Column("picture_words", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "post_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 4", name=op.f("ck_post_pictures_a_few_a_post")),
        sa.CheckConstraint("length(alt) BETWEEN 1 AND 300", name=op.f("ck_post_pictures_said_in_words")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_pictures_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_pictures")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_post_pictures_post_id_number")),
    )


def downgrade() -> None:
    op.drop_table("post_pictures")
    op.drop_column("revisions", "picture_words")
    op.drop_column("boards", "allows_images")
