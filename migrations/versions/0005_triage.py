"""Triage by those who look first, worries about a child, and who is connected to whom."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARDED = ("moderation_triage", "moderation_worry", "moderation_connection")


def upgrade() -> None:
    # Only new columns, so that SQLite need not make the table anew and its guards stay up.
    op.add_column("moderation_submission", sa.Column("referred_at", UtcDateTime(), nullable=True))
    op.add_column("moderation_submission", sa.Column("cleared_at", UtcDateTime(), nullable=True))
    op.add_column(
        "moderation_submission",
        sa.Column("for_chair", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "moderation_triage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("referred_to", sa.String(length=120), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "act IN ('referred', 'cleared', 'publish_proposed')",
            name=op.f("ck_moderation_triage_triageact"),
        ),
        sa.CheckConstraint(
            "(act = 'referred') = (referred_to IS NOT NULL)",
            name=op.f("ck_moderation_triage_referred_somewhere"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_triage_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_triage")),
    )
    op.create_index(
        op.f("ix_moderation_triage_submission_id"), "moderation_triage", ["submission_id"], unique=False
    )
    op.create_table(
        "moderation_worry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("for_chair", sa.Boolean(), nullable=False),
        sa.Column("taken_on_at", UtcDateTime(), nullable=True),
        sa.Column("taken_on_by_id", sa.String(length=64), nullable=True),
        sa.Column("taken_on_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(submission_id IS NULL) <> (person_id IS NULL)",
            name=op.f("ck_moderation_worry_about_a_post_or_a_person"),
        ),
        sa.CheckConstraint(
            "(taken_on_at IS NULL) = (taken_on_by_id IS NULL)",
            name=op.f("ck_moderation_worry_taken_on_by_one"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_worry_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_worry")),
        sa.UniqueConstraint("reference", name=op.f("uq_moderation_worry_reference")),
    )
    op.create_index(
        op.f("ix_moderation_worry_submission_id"), "moderation_worry", ["submission_id"], unique=False
    )
    op.create_index(
        "ix_moderation_worry_open",
        "moderation_worry",
        ["id"],
        unique=False,
        sqlite_where=sa.text("taken_on_at IS NULL"),
        postgresql_where=sa.text("taken_on_at IS NULL"),
    )
    op.create_table(
        "moderation_worry_about",
        sa.Column("worry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["worry_id"], ["moderation_worry.id"], name=op.f("fk_moderation_worry_about_worry_id")
        ),
        sa.PrimaryKeyConstraint("worry_id", "person_id", name=op.f("pk_moderation_worry_about")),
    )
    op.create_table(
        "moderation_connection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("other_name", sa.String(length=200), nullable=False),
        sa.Column("declared_by_id", sa.String(length=64), nullable=False),
        sa.Column("declared_by_name", sa.String(length=200), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.String(length=64), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('household', 'relative', 'friend', 'line_manager')",
            name=op.f("ck_moderation_connection_connectionkind"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= declared_at",
            name=op.f("ck_moderation_connection_ends_after_it_starts"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_moderation_connection_ended_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_connection")),
    )
    op.create_index(
        op.f("ix_moderation_connection_person_id"), "moderation_connection", ["person_id"], unique=False
    )
    op.create_table(
        "moderation_connected_to",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["moderation_connection.id"],
            name=op.f("fk_moderation_connected_to_connection_id"),
        ),
        sa.PrimaryKeyConstraint("connection_id", "other_id", name=op.f("pk_moderation_connected_to")),
    )
    op.create_index(
        op.f("ix_moderation_connected_to_other_id"),
        "moderation_connected_to",
        ["other_id"],
        unique=False,
    )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    for table in (
        "moderation_connected_to",
        "moderation_connection",
        "moderation_worry_about",
        "moderation_worry",
        "moderation_triage",
    ):
        op.drop_table(table)
    for column in ("for_chair", "cleared_at", "referred_at"):
        op.drop_column("moderation_submission", column)
