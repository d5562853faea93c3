"""A teacher is a role of its own, and what somebody is to the classes they teach."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ROLES = "'parent', 'moderator', 'admin', 'safeguarding_lead', 'appeals_officer', 'headteacher'"
_RELATIONS = "'parent', 'carer', 'relative', 'guardian', 'staff', 'other'"


def upgrade() -> None:
    _allow("user_roles", "role", f"{_ROLES}, 'teacher'")
    for table in ("year_links", "invitations"):
        _allow(table, "relationship", f"{_RELATIONS}, 'teacher'")


def downgrade() -> None:
    op.execute("DELETE FROM user_roles WHERE role = 'teacher'")
    _allow("user_roles", "role", _ROLES)
    for table in ("year_links", "invitations"):
        linked = sa.table(table, sa.column("relationship"))
        was = linked.c.relationship == "teacher"
        op.execute(linked.update().where(was).values(relationship="staff"))
        _allow(table, "relationship", _RELATIONS)


def _allow(table: str, column: str, values: str) -> None:
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(name, type_="check")
        changed.create_check_constraint(name, f"{column} IN ({values})")
