"""That the policy's questions were shown to somebody who was writing, and what came of it."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=True),
        sa.Column("shown_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "occasion IN ('first_post', 'words')", name=op.f("ck_prompt_events_promptoccasion")
        ),
        sa.CheckConstraint(
            "outcome IN ('shown', 'continued', 'edited', 'left')",
            name=op.f("ck_prompt_events_promptoutcome"),
        ),
        sa.CheckConstraint(
            "(outcome = 'shown') = (settled_at IS NULL)",
            name=op.f("ck_prompt_events_settled_unless_only_shown"),
        ),
        sa.CheckConstraint(
            "outcome = 'shown' OR words_hash IS NULL",
            name=op.f("ck_prompt_events_settled_keeps_no_words"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_prompt_events_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_events")),
    )
    op.create_index("ix_prompt_events_author_place", "prompt_events", ["author_id", "place"])


def downgrade() -> None:
    op.drop_table("prompt_events")
