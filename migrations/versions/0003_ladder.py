"""The whole ladder: advice, police, limits for now, other sites; their side; cases as folders."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDED = ("moderation_measure_answer", "moderation_reply")
_OUTCOMES = (
    "outcome IN ('held', 'offered_and_declined', 'offered_no_reply', 'removed', 'edited', 'refused',"
    " 'no_reply', 'treated_as_refusal', 'agreed', 'referred', 'not_referred', 'noted')"
)
_BEFORE: Mapping[str, str] = {
    "block_takes_two_people": (
        "kind != 'block' OR approved_by_id IS NULL OR approved_by_id != proposed_by_id"
    ),
    "measurekind": (
        "kind IN ('informal_discussion', 'removal_request', 'written_warning', 'restrict', 'block')"
    ),
    "ends_after_it_starts": (
        "kind NOT IN ('restrict', 'block') OR (ends_at IS NOT NULL AND ends_at > starts_at)"
    ),
    "outcome": (
        "outcome IN ('held', 'offered_and_declined', 'offered_no_reply', 'removed', 'edited',"
        " 'refused', 'no_reply', 'treated_as_refusal')"
    ),
}
_AFTER: Mapping[str, str] = {
    "two_people_where_it_takes_two": (
        "NOT (takes_two OR kind IN ('interim_restriction', 'block')) OR approved_by_id IS NULL OR "
        "approved_by_id != proposed_by_id"
    ),
    "measurekind": (
        "kind IN ('informal_discussion', 'removal_request', 'written_warning', 'legal_advice',"
        " 'police_referral', 'interim_restriction', 'restrict', 'block', 'host_complaint')"
    ),
    "ends_after_it_starts": (
        "kind NOT IN ('interim_restriction', 'restrict', 'block') OR (ends_at IS NOT NULL AND ends_at "
        "> starts_at)"
    ),
    "outcome": _OUTCOMES,
}


def upgrade() -> None:
    _upgrade_measures()
    _create_their_side()
    _create_cases()
    _set_roles("'parent', 'moderator', 'admin', 'safeguarding_lead', 'appeals_officer', 'headteacher'")
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def _upgrade_measures() -> None:
    with op.batch_alter_table("moderation_measure") as measure:
        _drop(measure, _BEFORE)
        measure.add_column(_filled("override_code", sa.String(40), ""))
        measure.add_column(_filled("takes_two", sa.Boolean(), sa.false()))
        measure.add_column(_filled("tells", sa.Boolean(), sa.true()))
        measure.add_column(_filled("details", sa.JSON(), "{}"))
        measure.add_column(sa.Column("hear_by", UtcDateTime(), nullable=True))
    op.execute("UPDATE moderation_measure SET takes_two = (kind = 'block')")
    op.execute("UPDATE moderation_measure SET override_code = 'other' WHERE override_reason != ''")
    with op.batch_alter_table("moderation_measure") as measure:
        for name in ("override_code", "takes_two", "tells", "details"):
            measure.alter_column(name, server_default=None)
        _create(measure, _AFTER)


def _filled(name: str, kind: sa.types.TypeEngine[object], default: object) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False, server_default=default)  # type: ignore[arg-type]


def _create_their_side() -> None:
    op.create_table(
        "moderation_measure_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(_OUTCOMES, name=op.f("ck_moderation_measure_answer_outcome")),
        sa.ForeignKeyConstraint(
            ["measure_id"],
            ["moderation_measure.id"],
            name=op.f("fk_moderation_measure_answer_measure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_measure_answer")),
    )
    op.create_index(
        op.f("ix_moderation_measure_answer_measure_id"), "moderation_measure_answer", ["measure_id"]
    )
    op.create_table(
        "moderation_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_by", sa.String(length=40), nullable=False),
        sa.Column("entered_by_id", sa.String(length=64), nullable=True),
        sa.Column("entered_by_name", sa.String(length=200), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_moderation_reply_text_given")),
        sa.CheckConstraint(
            "heard_by IN ('web', 'email', 'letter', 'phone', 'in_person')",
            name=op.f("ck_moderation_reply_heardby"),
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["moderation_measure.id"], name=op.f("fk_moderation_reply_measure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_reply")),
    )
    op.create_index(op.f("ix_moderation_reply_measure_id"), "moderation_reply", ["measure_id"])


def _create_cases() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=True),
        sa.Column("owner_name", sa.String(length=200), nullable=True),
        sa.Column("closing", sa.String(length=40), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("closed_by_id", sa.String(length=64), nullable=True),
        sa.Column("closed_by_name", sa.String(length=200), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closing IS NULL) AND (closed_at IS NULL) = (closed_by_id IS NULL)",
            name=op.f("ck_moderation_case_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "closing IN ('resolved', 'no_action', 'lapsed')", name=op.f("ck_moderation_case_closing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
    )
    op.create_index(op.f("ix_moderation_case_person_id"), "moderation_case", ["person_id"])
    op.create_index(
        "uq_moderation_case_open",
        "moderation_case",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "moderation_concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.String(length=64), nullable=False),
        sa.Column("noted_by_name", sa.String(length=200), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.String(length=64), nullable=True),
        sa.Column("answered_by_name", sa.String(length=200), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_moderation_concern_answered_by_somebody"),
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_moderation_concern_words_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_concern")),
    )
    op.create_index(op.f("ix_moderation_concern_person_id"), "moderation_concern", ["person_id"])


def _set_roles(roles: str) -> None:
    with op.batch_alter_table("user_roles") as held:
        held.drop_constraint(op.f("ck_user_roles_role"), type_="check")
        held.create_check_constraint(op.f("ck_user_roles_role"), f"role IN ({roles})")


def downgrade() -> None:
    _set_roles("'parent', 'moderator', 'admin', 'safeguarding_lead', 'appeals_officer'")
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    op.drop_table("moderation_concern")
    op.drop_table("moderation_case")
    op.drop_table("moderation_reply")
    op.drop_table("moderation_measure_answer")
    with op.batch_alter_table("moderation_measure") as measure:
        _drop(measure, _AFTER)
        for name in ("hear_by", "details", "tells", "takes_two", "override_code"):
            measure.drop_column(name)
        _create(measure, _BEFORE)


def _drop(measure: BatchOperations, rules: Mapping[str, str]) -> None:
    for name in rules:
        measure.drop_constraint(op.f(f"ck_moderation_measure_{name}"), type_="check")


def _create(measure: BatchOperations, rules: Mapping[str, str]) -> None:
    for name, rule in rules.items():
        measure.create_check_constraint(op.f(f"ck_moderation_measure_{name}"), rule)
