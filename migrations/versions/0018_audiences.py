"""A board is for everybody, for several years or for staff, and who writes is said apart."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AUDIENCES = "('everyone', 'years', 'staff')"


def upgrade() -> None:
    with op.batch_alter_table("boards") as boards:
        for name in ("readers", "writers"):
            boards.add_column(sa.Column(name, sa.String(length=40), server_default="everyone"))
        for name in ("reading_years", "writing_years"):
            boards.add_column(sa.Column(name, sa.String(length=600), server_default=""))
    op.execute(
        "UPDATE boards SET readers = 'years', reading_years = '|' || year_group || '|'"
        " WHERE year_group IS NOT NULL"
    )
    with op.batch_alter_table("boards") as boards:
        boards.drop_column("year_group")
        for name in ("readers", "writers", "reading_years", "writing_years"):
            boards.alter_column(name, nullable=False, server_default=None)
        boards.create_check_constraint(op.f("ck_boards_readers"), f"readers IN {AUDIENCES}")
        boards.create_check_constraint(op.f("ck_boards_writers"), f"writers IN {AUDIENCES}")
        boards.create_check_constraint(
            op.f("ck_boards_readers_named"), "(readers = 'years') = (reading_years <> '')"
        )
        boards.create_check_constraint(
            op.f("ck_boards_writers_named"), "(writers = 'years') = (writing_years <> '')"
        )


def downgrade() -> None:
    op.add_column("boards", sa.Column("year_group", sa.String(length=40), nullable=True))
    boards = sa.table(
        "boards",
        sa.column("id", sa.Integer),
        sa.column("readers", sa.String),
        sa.column("reading_years", sa.String),
        sa.column("year_group", sa.String),
    )
    link = op.get_bind()
    for board_id, readers, years in link.execute(
        sa.select(boards.c.id, boards.c.readers, boards.c.reading_years)
    ).all():
        if readers != "everyone":
            # One year is all there was room for; what is for staff is for no family.
            year = years.strip("|").split("|")[0] or "Staff"
            link.execute(sa.update(boards).where(boards.c.id == board_id).values(year_group=year))
    with op.batch_alter_table("boards") as table:
        for rule in ("readers", "writers", "readers_named", "writers_named"):
            table.drop_constraint(op.f(f"ck_boards_{rule}"), type_="check")
        for name in ("readers", "writers", "reading_years", "writing_years"):
            table.drop_column(name)
