"""Lists of people to invite, and the name an invitation offers."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = "'parent', 'carer', 'relative', 'guardian', 'teacher', 'staff', 'other'"


def upgrade() -> None:
    op.add_column(
        "invitations",
        sa.Column("display_name", sa.String(length=80), nullable=False, server_default=""),
    )
    with op.batch_alter_table("invitations") as invitations:
        invitations.alter_column("display_name", server_default=None)
    op.create_table(
        "invitation_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("working_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["users.id"], name=op.f("fk_invitation_lists_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_lists")),
    )
    op.create_table(
        "invitation_rows",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("relationship", sa.String(length=40), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"relationship IN ({KINDS})", name=op.f("ck_invitation_rows_relationship")),
        sa.CheckConstraint(
            "fault = '' OR invitation_id IS NULL", name=op.f("ck_invitation_rows_faulty_or_invited")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["invitation_lists.id"], name=op.f("fk_invitation_rows_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_invitation_rows_invitation_id")
        ),
        sa.PrimaryKeyConstraint("list_id", "number", name=op.f("pk_invitation_rows")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_invitation_rows_invitation_id")),
    )


def downgrade() -> None:
    op.drop_table("invitation_rows")
    op.drop_table("invitation_lists")
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_column("display_name")
