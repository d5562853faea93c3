"""A message to school is a conversation: its writer writes back, and opens a closed one again."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STEP = "ck_concern_steps_stepkind"
_BEFORE = "'taken', 'passed', 'replied', 'recorded', 'on_agenda', 'closed'"


def upgrade() -> None:
    op.add_column("concerns", sa.Column("reply_by", UtcDateTime(), nullable=True))
    op.add_column("concerns", sa.Column("reopen_until", UtcDateTime(), nullable=True))
    _set_kinds(f"{_BEFORE}, 'wrote_back', 'reopened'")


def downgrade() -> None:
    # What was written back has no place in the table as it was.
    op.execute("DELETE FROM concern_steps WHERE kind IN ('wrote_back', 'reopened')")
    _set_kinds(_BEFORE)
    op.drop_column("concerns", "reopen_until")
    op.drop_column("concerns", "reply_by")


def _set_kinds(kinds: str) -> None:
    with op.batch_alter_table("concern_steps") as steps:
        steps.drop_constraint(op.f(_STEP), type_="check")
        steps.create_check_constraint(op.f(_STEP), f"kind IN ({kinds})")
