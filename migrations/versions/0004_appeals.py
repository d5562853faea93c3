"""Appeals are decided, by somebody who was not involved, and kept as they came."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GUARDED = ("moderation_appeal",)
_STATE = "ck_moderation_measure_measurestate"


def upgrade() -> None:
    _set_states("'proposed', 'withdrawn', 'decided', 'lifted', 'reversed', 'overturned'")
    with op.batch_alter_table("moderation_appeal") as appeal:
        appeal.add_column(sa.Column("why_late", sa.Text(), nullable=False, server_default=""))
        appeal.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        appeal.add_column(sa.Column("terms_before", sa.JSON(), nullable=False, server_default="{}"))
        appeal.add_column(sa.Column("entered_by_id", sa.String(64), nullable=True))
        appeal.add_column(sa.Column("entered_by_name", sa.String(200), nullable=True))
        appeal.add_column(sa.Column("outcome", sa.String(40), nullable=True))
        appeal.add_column(sa.Column("decided_by_id", sa.String(64), nullable=True))
        appeal.add_column(sa.Column("decided_by_name", sa.String(200), nullable=True))
        appeal.add_column(sa.Column("decided_at", UtcDateTime(), nullable=True))
        appeal.alter_column("route", existing_type=sa.String(20), type_=sa.String(40))
    with op.batch_alter_table("moderation_appeal") as appeal:
        for name in ("why_late", "answer", "terms_before"):
            appeal.alter_column(name, server_default=None)
        appeal.create_check_constraint(
            op.f("ck_moderation_appeal_heardby"),
            "route IN ('web', 'email', 'letter', 'phone', 'in_person')",
        )
        appeal.create_check_constraint(
            op.f("ck_moderation_appeal_appealoutcome"),
            "outcome IN ('upheld', 'varied', 'overturned', 'withdrawn')",
        )
        appeal.create_check_constraint(
            op.f("ck_moderation_appeal_decided_with_reasons_by_somebody"),
            "(decided_at IS NULL) = (outcome IS NULL) AND (decided_at IS NULL) = "
            "(decided_by_id IS NULL) AND (decided_at IS NULL OR length(answer) > 0)",
        )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    with op.batch_alter_table("moderation_appeal") as appeal:
        for name in ("heardby", "appealoutcome", "decided_with_reasons_by_somebody"):
            appeal.drop_constraint(op.f(f"ck_moderation_appeal_{name}"), type_="check")
        for name in (
            *("decided_at", "decided_by_name", "decided_by_id", "outcome", "entered_by_name"),
            *("entered_by_id", "terms_before", "answer", "why_late"),
        ):
            appeal.drop_column(name)
        appeal.alter_column("route", existing_type=sa.String(40), type_=sa.String(20))
    _set_states("'proposed', 'withdrawn', 'decided', 'lifted', 'reversed'")


def _set_states(states: str) -> None:
    with op.batch_alter_table("moderation_measure") as measure:
        measure.drop_constraint(op.f(_STATE), type_="check")
        measure.create_check_constraint(op.f(_STATE), f"state IN ({states})")
