"""What is read, answered and thanked for; topics are pinned, closed and merged; staff-only topics."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_reads",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_topic_reads_somewhere")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_topic_reads_topic_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_topic_reads_user_id")),
        sa.PrimaryKeyConstraint("user_id", "topic_id", name=op.f("pk_topic_reads")),
    )
    op.create_index(op.f("ix_topic_reads_topic_id"), "topic_reads", ["topic_id"])
    op.create_table(
        "board_reads",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_reads_board_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_board_reads_user_id")),
        sa.PrimaryKeyConstraint("user_id", "board_id", name=op.f("pk_board_reads")),
    )
    with op.batch_alter_table("boards") as boards:
        boards.add_column(
            sa.Column("staff_start", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("boards") as boards:
        boards.alter_column("staff_start", server_default=None)
    with op.batch_alter_table("topics") as topics:
        topics.add_column(sa.Column("pinned_at", UtcDateTime(), nullable=True))
        topics.add_column(sa.Column("closed_at", UtcDateTime(), nullable=True))
        topics.add_column(sa.Column("closed_reason", sa.String(length=300), nullable=True))
        topics.create_check_constraint(
            op.f("ck_topics_closed_with_a_reason"), "(closed_at IS NULL) = (closed_reason IS NULL)"
        )
    op.create_table(
        "answers",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by_id"], ["users.id"], name=op.f("fk_answers_marked_by_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_answers_post_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_answers_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_answers")),
        sa.UniqueConstraint("post_id", name=op.f("uq_answers_post_id")),
    )
    op.create_table(
        "thanks",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("thanked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_thanks_post_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_thanks_user_id")),
        sa.PrimaryKeyConstraint("post_id", "user_id", name=op.f("pk_thanks")),
    )
    with op.batch_alter_table("topics") as topics:
        topics.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        topics.create_foreign_key(op.f("fk_topics_merged_into_id"), "topics", ["merged_into_id"], ["id"])
        topics.create_check_constraint(
            op.f("ck_topics_merged_shows_elsewhere"),
            "merged_into_id IS NULL OR published_at IS NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("topics") as topics:
        topics.drop_constraint(op.f("ck_topics_merged_shows_elsewhere"), type_="check")
        topics.drop_constraint(op.f("fk_topics_merged_into_id"), type_="foreignkey")
        topics.drop_column("merged_into_id")
    op.drop_table("thanks")
    op.drop_table("answers")
    with op.batch_alter_table("topics") as topics:
        topics.drop_constraint(op.f("ck_topics_closed_with_a_reason"), type_="check")
        topics.drop_column("closed_reason")
        topics.drop_column("closed_at")
        topics.drop_column("pinned_at")
    with op.batch_alter_table("boards") as boards:
        boards.drop_column("staff_start")
    op.drop_table("board_reads")
    op.drop_table("topic_reads")
