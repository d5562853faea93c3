"""Packs of evidence, for whom and why, and what must be kept."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GUARDED = ("moderation_disclosure", "moderation_legal_hold")


def upgrade() -> None:
    op.create_table(
        "moderation_disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.String(length=64), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(recipient) > 0 AND length(purpose) > 0",
            name=op.f("ck_moderation_disclosure_for_whom_and_why"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_disclosure")),
    )
    op.create_index(op.f("ix_moderation_disclosure_person_id"), "moderation_disclosure", ["person_id"])
    op.create_table(
        "moderation_legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.String(length=64), nullable=False),
        sa.Column("set_by_name", sa.String(length=200), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("ended_by_id", sa.String(length=64), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_moderation_legal_hold_reason_given")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_moderation_legal_hold_ended_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_legal_hold")),
    )
    op.create_index(op.f("ix_moderation_legal_hold_person_id"), "moderation_legal_hold", ["person_id"])
    op.create_index(
        "uq_moderation_legal_hold_open",
        "moderation_legal_hold",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    op.drop_table("moderation_legal_hold")
    op.drop_table("moderation_disclosure")
