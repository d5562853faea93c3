"""Acts that can be undone for a minute, and notices and mail that wait until they can't."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# What a decision says never changes; that it was undone is written beside it.
GUARDED = ("moderation_decision",)
KINDS = (
    *("publish", "send_back", "decline", "redirect", "escalate", "take", "propose", "approve"),
    *("withdraw", "lift", "decide_appeal"),
)


def upgrade() -> None:
    op.create_table(
        "moderation_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("last_entry_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            f"kind IN ({', '.join(repr(kind) for kind in KINDS)})",
            name=op.f("ck_moderation_act_actkind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_act")),
    )
    op.create_index("ix_moderation_act_by_id_until", "moderation_act", ["by_id", "until"])
    # Only new columns, so that SQLite need not make the tables anew and their guards stay up.
    op.add_column("moderation_decision", sa.Column("undone_at", UtcDateTime(), nullable=True))
    op.add_column("moderation_measure", sa.Column("undone_at", UtcDateTime(), nullable=True))
    op.add_column("moderation_concern", sa.Column("undone_at", UtcDateTime(), nullable=True))
    op.add_column("moderation_notice", sa.Column("undone_at", UtcDateTime(), nullable=True))
    op.add_column("moderation_notice", sa.Column("visible_from", UtcDateTime(), nullable=True))
    op.add_column("mails", sa.Column("act_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_mails_act_id"), "mails", ["act_id"])
    for statement in _guards_anew():
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_mails_act_id"), "mails")
    op.drop_column("mails", "act_id")
    op.drop_column("moderation_notice", "visible_from")
    op.drop_column("moderation_notice", "undone_at")
    op.drop_column("moderation_concern", "undone_at")
    op.drop_column("moderation_measure", "undone_at")
    op.drop_column("moderation_decision", "undone_at")
    op.drop_index("ix_moderation_act_by_id_until", "moderation_act")
    op.drop_table("moderation_act")


def _guards_anew() -> list[str]:
    dialect = op.get_bind().dialect.name
    return [*drop_triggers(dialect, GUARDED), *create_triggers(dialect, GUARDED)]
