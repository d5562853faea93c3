"""What was posted elsewhere is put on record; findings are proposed, confirmed and declined."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GUARDED = (
    *("moderation_incident", "moderation_incident_conflict", "moderation_screenshot"),
    "moderation_finding",
)
_STANDS = sa.text("state != 'declined'")
_UNIQUE = "uq_moderation_finding_{}_id_category"
_RULES = {
    "one_use": "submission_id IS NULL OR incident_id IS NULL",
    "decided_by_somebody": (
        "(state = 'proposed') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)"
    ),
    "two_people_where_it_takes_two": (
        "NOT takes_two OR state != 'confirmed' OR decided_by_id != recorded_by_id"
    ),
    "findingstate": "state IN ('proposed', 'confirmed', 'declined')",
    "translation": "translation IN ('not_needed', 'person', 'machine')",
}
# What every finding is given that was recorded before there was anything but a confirmed one.
_FILLED: dict[str, tuple[sa.types.TypeEngine[object], str]] = {
    "grounds": (sa.JSON(), "[]"),
    "standard": (sa.String(40), "more_likely_than_not"),
    "state": (sa.String(40), "confirmed"),
    "takes_two": (sa.Boolean(), "0"),
    "counts_why": (sa.Text(), ""),
    "translation": (sa.String(40), "not_needed"),
    "translated_note": (sa.Text(), ""),
    "decided_reason": (sa.Text(), ""),
}
_finding = sa.table(
    "moderation_finding",
    sa.column("id", sa.Integer),
    sa.column("ground", sa.String),
    sa.column("grounds", sa.JSON),
)


def upgrade() -> None:
    _create_incidents()
    _widen_findings()
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def _create_incidents() -> None:
    op.create_table(
        "moderation_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("venue", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("child_reference", sa.String(length=40), nullable=False),
        sa.Column("reporter", sa.String(length=200), nullable=False),
        sa.Column("seen_how", sa.Text(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "venue != 'this_forum'", name=op.f("ck_moderation_incident_posted_elsewhere")
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_moderation_incident_words_captured")),
        sa.CheckConstraint(
            "length(reporter) > 0 AND length(seen_how) > 0",
            name=op.f("ck_moderation_incident_reported_by_somebody"),
        ),
        sa.CheckConstraint(
            "child_reference = '' OR written_by = 'child'",
            name=op.f("ck_moderation_incident_reference_of_a_child_only"),
        ),
        sa.CheckConstraint(
            "written_by IN ('person', 'child')", name=op.f("ck_moderation_incident_writtenby")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_incident")),
    )
    op.create_index(op.f("ix_moderation_incident_person_id"), "moderation_incident", ["person_id"])
    op.create_table(
        "moderation_incident_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("stake", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "stake IN ('author', 'named', 'reporter')",
            name=op.f("ck_moderation_incident_conflict_stake"),
        ),
        _of_an_incident("moderation_incident_conflict"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_incident_conflict")),
        sa.UniqueConstraint(
            "incident_id",
            "person_id",
            name=op.f("uq_moderation_incident_conflict_incident_id_person_id"),
        ),
    )
    op.create_table(
        "moderation_screenshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("original_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        _of_an_incident("moderation_screenshot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_screenshot")),
    )
    op.create_index(
        op.f("ix_moderation_screenshot_incident_id"), "moderation_screenshot", ["incident_id"]
    )


def _of_an_incident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["incident_id"], ["moderation_incident.id"], name=op.f(f"fk_{table}_incident_id")
    )


def _widen_findings() -> None:
    with op.batch_alter_table("moderation_finding") as finding:
        finding.add_column(sa.Column("incident_id", sa.Integer(), nullable=True))
        for name, (kind, value) in _FILLED.items():
            finding.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        finding.add_column(sa.Column("decided_by_id", sa.String(64), nullable=True))
        finding.add_column(sa.Column("decided_by_name", sa.String(200), nullable=True))
        finding.add_column(sa.Column("decided_at", UtcDateTime(), nullable=True))
        finding.drop_constraint(op.f(_UNIQUE.format("submission")), type_="unique")
    op.execute(
        "UPDATE moderation_finding SET decided_by_id = recorded_by_id,"
        " decided_by_name = recorded_by_name, decided_at = recorded_at"
    )
    _copy_grounds()
    with op.batch_alter_table("moderation_finding") as finding:
        for name in _FILLED:
            finding.alter_column(name, server_default=None)
        finding.drop_column("ground")
        finding.create_foreign_key(
            op.f("fk_moderation_finding_incident_id"), "moderation_incident", ["incident_id"], ["id"]
        )
        for name, rule in _RULES.items():
            finding.create_check_constraint(op.f(f"ck_moderation_finding_{name}"), rule)
    for use in ("submission", "incident"):
        op.create_index(
            _UNIQUE.format(use),
            "moderation_finding",
            [f"{use}_id", "category"],
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        )


def _copy_grounds() -> None:
    """The one ground that a finding could have becomes the first of a list."""
    bind = op.get_bind()
    for id_, ground in bind.execute(sa.select(_finding.c.id, _finding.c.ground)).all():
        if ground:
            bind.execute(_finding.update().where(_finding.c.id == id_).values(grounds=[ground]))


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    # What rests on something elsewhere, or was only proposed, has no place in the older tables.
    op.execute(
        "DELETE FROM moderation_measure_finding WHERE finding_id IN (SELECT id FROM moderation_finding"
        " WHERE incident_id IS NOT NULL OR state != 'confirmed')"
    )
    op.execute("DELETE FROM moderation_finding WHERE incident_id IS NOT NULL OR state != 'confirmed'")
    for use in ("submission", "incident"):
        op.drop_index(_UNIQUE.format(use), "moderation_finding")
    with op.batch_alter_table("moderation_finding") as finding:
        finding.add_column(sa.Column("ground", sa.String(40), nullable=True))
    bind = op.get_bind()
    for id_, grounds in bind.execute(sa.select(_finding.c.id, _finding.c.grounds)).all():
        if grounds:
            bind.execute(_finding.update().where(_finding.c.id == id_).values(ground=grounds[0]))
    with op.batch_alter_table("moderation_finding") as finding:
        for name in _RULES:
            finding.drop_constraint(op.f(f"ck_moderation_finding_{name}"), type_="check")
        finding.drop_constraint(op.f("fk_moderation_finding_incident_id"), type_="foreignkey")
        for name in ("incident_id", *_FILLED, "decided_by_id", "decided_by_name", "decided_at"):
            finding.drop_column(name)
        finding.create_unique_constraint(
            op.f(_UNIQUE.format("submission")), ["submission_id", "category"]
        )
    for table in ("moderation_screenshot", "moderation_incident_conflict", "moderation_incident"):
        op.drop_table(table)
