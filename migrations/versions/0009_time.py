"""How long what is held has waited, who was reminded of it, and from when each policy was in force."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GUARDED = ("moderation_policy_in_force",)


def upgrade() -> None:
    # Only a new column, so that SQLite need not make the table anew and its guards stay up.
    op.add_column("moderation_submission", sa.Column("waits_since", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE moderation_submission SET waits_since = COALESCE((SELECT MIN(report.reported_at)"
        " FROM moderation_report AS report WHERE report.submission_id = moderation_submission.id"
        " AND report.closed_at IS NULL), submitted_at) WHERE due_at IS NOT NULL"
    )
    op.create_table(
        "moderation_reminder",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("waits_since", UtcDateTime(), nullable=False),
        sa.Column("promised_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('author', 'head')", name=op.f("ck_moderation_reminder_reminderkind")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_reminder_submission_id"),
        ),
        sa.PrimaryKeyConstraint(
            "submission_id", "kind", "waits_since", name=op.f("pk_moderation_reminder")
        ),
    )
    op.create_table(
        "moderation_policy_in_force",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hash"],
            ["moderation_policy_version.hash"],
            name=op.f("fk_moderation_policy_in_force_hash"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_policy_in_force")),
    )
    # Until now a version was in force from the moment it was kept.
    op.execute(
        "INSERT INTO moderation_policy_in_force (hash, since)"
        " SELECT hash, recorded_at FROM moderation_policy_version ORDER BY recorded_at"
    )
    op.add_column("moderation_finding", sa.Column("declined_under", sa.String(length=64), nullable=True))
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    op.drop_column("moderation_finding", "declined_under")
    op.drop_table("moderation_policy_in_force")
    op.drop_table("moderation_reminder")
    op.drop_column("moderation_submission", "waits_since")
