"""When everybody was moved up a year, and what it takes to undo that."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=False),
        sa.Column("leave_on", sa.Date(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)",
            name=op.f("ck_roll_overs_undone_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_roll_overs_done_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name=op.f("fk_roll_overs_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_overs")),
    )


def downgrade() -> None:
    op.drop_table("roll_overs")
