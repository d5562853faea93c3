"""From when a mail may go, when it is tried again, and that it was given up."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SENT = sa.text("sent_at IS NULL")
WAITING = sa.text("sent_at IS NULL AND dropped_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_mails_waiting", "mails")
    with op.batch_alter_table("mails") as mails:
        for name in ("not_before", "retry_at", "dropped_at"):
            mails.add_column(sa.Column(name, UtcDateTime(), nullable=True))
        mails.create_check_constraint(
            op.f("ck_mails_sent_or_dropped"), "sent_at IS NULL OR dropped_at IS NULL"
        )
    op.create_index("ix_mails_waiting", "mails", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index("ix_mails_waiting", "mails")
    with op.batch_alter_table("mails") as mails:
        mails.drop_constraint(op.f("ck_mails_sent_or_dropped"), type_="check")
        for name in ("dropped_at", "retry_at", "not_before"):
            mails.drop_column(name)
    op.create_index("ix_mails_waiting", "mails", ["id"], sqlite_where=SENT, postgresql_where=SENT)
