"""What two people do against the usual course of a case: one proposes it, another agrees."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

GUARDED = ("moderation_override",)
_WAITS = sa.text("agreed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "moderation_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("agreed_by_id", sa.String(length=64), nullable=True),
        sa.Column("agreed_by_name", sa.String(length=200), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('legal_hold', 'reopening')", name=op.f("ck_moderation_override_overridekind")
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_moderation_override_reason_given")),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)"
            " AND (agreed_by_id IS NULL OR agreed_by_id != proposed_by_id)",
            name=op.f("ck_moderation_override_two_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_override")),
    )
    op.create_index(op.f("ix_moderation_override_person_id"), "moderation_override", ["person_id"])
    op.create_index(
        "uq_moderation_override_waiting",
        "moderation_override",
        ["person_id", "kind"],
        unique=True,
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    op.drop_table("moderation_override")
