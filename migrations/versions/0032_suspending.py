"""A limit or block that does not hold while the appeal against it is looked at."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

GUARDED = ("moderation_appeal",)
KINDS = (
    *("publish", "send_back", "decline", "redirect", "escalate", "take", "propose", "approve"),
    *("withdraw", "lift", "decide_appeal"),
)
_KIND = "ck_moderation_act_actkind"
_SUSPENDED = "ck_moderation_appeal_suspended_with_a_reason_by_somebody"


def upgrade() -> None:
    # SQLite makes the table anew, and its guards go with the old one.
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    with op.batch_alter_table("moderation_appeal") as appeal:
        appeal.add_column(sa.Column("suspended_by_id", sa.String(64), nullable=True))
        appeal.add_column(sa.Column("suspended_by_name", sa.String(200), nullable=True))
        appeal.add_column(sa.Column("suspended_at", UtcDateTime(), nullable=True))
        appeal.add_column(sa.Column("suspension_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("moderation_appeal") as appeal:
        appeal.alter_column("suspension_reason", server_default=None)
        appeal.create_check_constraint(
            op.f(_SUSPENDED),
            "(suspended_at IS NULL) = (suspended_by_id IS NULL)"
            " AND (suspended_at IS NULL) = (suspension_reason = '')",
        )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    _set_kinds(*KINDS, "suspend")


def downgrade() -> None:
    op.execute("DELETE FROM moderation_act WHERE kind = 'suspend'")
    _set_kinds(*KINDS)
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    with op.batch_alter_table("moderation_appeal") as appeal:
        appeal.drop_constraint(op.f(_SUSPENDED), type_="check")
        for name in ("suspension_reason", "suspended_at", "suspended_by_name", "suspended_by_id"):
            appeal.drop_column(name)
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def _set_kinds(*kinds: str) -> None:
    with op.batch_alter_table("moderation_act") as act:
        act.drop_constraint(op.f(_KIND), type_="check")
        act.create_check_constraint(op.f(_KIND), f"kind IN ({', '.join(repr(kind) for kind in kinds)})")
