"""What people show of themselves, the languages they read, and how they want pages."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("shows_relation", sa.Boolean(), server_default=sa.true()))
        users.add_column(sa.Column("languages", sa.String(length=200), server_default=""))
        users.add_column(sa.Column("text_size", sa.String(length=40), server_default="normal"))
        users.add_column(sa.Column("theme", sa.String(length=40), server_default="system"))
    with op.batch_alter_table("users") as users:
        for name in ("shows_relation", "languages", "text_size", "theme"):
            users.alter_column(name, nullable=False, server_default=None)
        users.create_check_constraint(
            op.f("ck_users_textsize"), "text_size IN ('normal', 'large', 'larger')"
        )
        users.create_check_constraint(op.f("ck_users_theme"), "theme IN ('system', 'light', 'dark')")


def downgrade() -> None:
    with op.batch_alter_table("users") as users:
        for rule in ("ck_users_theme", "ck_users_textsize"):
            users.drop_constraint(op.f(rule), type_="check")
        for name in ("theme", "text_size", "languages", "shows_relation"):
            users.drop_column(name)
