"""A screenshot that comes later says who added it and when."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLE = "moderation_screenshot"
_RULE = "ck_moderation_screenshot_added_later_by_somebody"


def upgrade() -> None:
    _unguard()
    with op.batch_alter_table(_TABLE) as shots:
        shots.add_column(sa.Column("added_by_id", sa.String(length=64), nullable=True))
        shots.add_column(sa.Column("added_by_name", sa.String(length=200), nullable=True))
        shots.add_column(sa.Column("added_at", UtcDateTime(), nullable=True))
        shots.create_check_constraint(
            op.f(_RULE),
            "(added_at IS NULL) = (added_by_id IS NULL)"
            " AND (added_at IS NULL) = (added_by_name IS NULL)",
        )
    _guard()


def downgrade() -> None:
    _unguard()
    with op.batch_alter_table(_TABLE) as shots:
        shots.drop_constraint(op.f(_RULE), type_="check")
        for name in ("added_at", "added_by_name", "added_by_id"):
            shots.drop_column(name)
    _guard()


def _unguard() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, [_TABLE]):
        op.execute(statement)


def _guard() -> None:
    for statement in create_triggers(op.get_bind().dialect.name, [_TABLE]):
        op.execute(statement)
