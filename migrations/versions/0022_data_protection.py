"""A data-protection lead, and the prompts they answer: what may have gone astray, and by when."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

GUARDED = ("moderation_data_prompt",)
_ROLES = (
    "'parent', 'moderator', 'admin', 'safeguarding_lead', 'appeals_officer', 'headteacher', 'teacher'"
)


def upgrade() -> None:
    _set_roles(f"{_ROLES}, 'data_protection_lead'")
    op.create_table(
        "moderation_data_prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.String(length=64), nullable=False),
        sa.Column("raised_by_name", sa.String(length=200), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("report_by", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.String(length=64), nullable=True),
        sa.Column("answered_by_name", sa.String(length=200), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "cause IN ('step_undone', 'wrong_recipient')",
            name=op.f("ck_moderation_data_prompt_promptcause"),
        ),
        sa.CheckConstraint(
            "outcome IN ('told', 'no_need')", name=op.f("ck_moderation_data_prompt_promptoutcome")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (outcome IS NULL) AND (answered_at IS NULL) = "
            "(answered_by_id IS NULL) AND (answered_at IS NULL OR length(answer) > 0)",
            name=op.f("ck_moderation_data_prompt_answered_with_words_by_somebody"),
        ),
        sa.CheckConstraint(
            "(notice_id IS NULL) = (cause != 'wrong_recipient')",
            name=op.f("ck_moderation_data_prompt_names_the_letter"),
        ),
        sa.CheckConstraint(
            "report_by > raised_at", name=op.f("ck_moderation_data_prompt_time_to_report")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"],
            ["moderation_measure.id"],
            name=op.f("fk_moderation_data_prompt_measure_id"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["moderation_notice.id"], name=op.f("fk_moderation_data_prompt_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_data_prompt")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_moderation_data_prompt_notice_id")),
    )
    op.create_index(
        op.f("ix_moderation_data_prompt_measure_id"), "moderation_data_prompt", ["measure_id"]
    )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    op.drop_table("moderation_data_prompt")
    op.execute("DELETE FROM user_roles WHERE role = 'data_protection_lead'")
    _set_roles(_ROLES)


def _set_roles(roles: str) -> None:
    with op.batch_alter_table("user_roles") as held:
        held.drop_constraint(op.f("ck_user_roles_role"), type_="check")
        held.create_check_constraint(op.f("ck_user_roles_role"), f"role IN ({roles})")
