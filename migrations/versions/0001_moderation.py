"""Moderation's tables, and the guards that keep evidence as it was recorded."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime
from moderation.records.triggers import create_triggers, drop_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDED = (
    "moderation_audit",
    "moderation_decision",
    "moderation_policy_version",
    "moderation_submission",
    "moderation_notice",
)


def upgrade() -> None:
    op.create_table(
        "moderation_appeal_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_appeal_try")),
    )
    op.create_index(op.f("ix_moderation_appeal_try_who"), "moderation_appeal_try", ["who"], unique=False)
    op.create_table(
        "moderation_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_moderation_audit_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_moderation_audit_previous_hash")),
    )
    op.create_index(op.f("ix_moderation_audit_action"), "moderation_audit", ["action"], unique=False)
    op.create_table(
        "moderation_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=20), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("notice_parts", sa.JSON(), nullable=False),
        sa.Column("gate_check", sa.JSON(), nullable=False),
        sa.Column("overridden", sa.JSON(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_note", sa.Text(), nullable=False),
        sa.Column("outcome_by_name", sa.String(length=200), nullable=True),
        sa.Column("outcome_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("review_at", UtcDateTime(), nullable=True),
        sa.Column("proposed_by_id", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by_id", sa.String(length=64), nullable=True),
        sa.Column("approved_by_name", sa.String(length=200), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("approved_reason", sa.Text(), nullable=False),
        sa.Column("ended_by_id", sa.String(length=64), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('proposed', 'withdrawn')) = (approved_at IS NULL) AND (approved_at IS "
            "NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_moderation_measure_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind != 'block' OR approved_by_id IS NULL OR approved_by_id != proposed_by_id",
            name=op.f("ck_moderation_measure_block_takes_two_people"),
        ),
        sa.CheckConstraint(
            "kind IN ('informal_discussion', 'removal_request', 'written_warning', 'restrict', 'block')",
            name=op.f("ck_moderation_measure_measurekind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('restrict', 'block') OR (ends_at IS NOT NULL AND ends_at > starts_at)",
            name=op.f("ck_moderation_measure_ends_after_it_starts"),
        ),
        sa.CheckConstraint(
            "outcome IN ('held', 'offered_and_declined', 'offered_no_reply', 'removed', 'edited',"
            " 'refused', 'no_reply', 'treated_as_refusal')",
            name=op.f("ck_moderation_measure_outcome"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'withdrawn', 'decided', 'lifted', 'reversed')",
            name=op.f("ck_moderation_measure_measurestate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_measure")),
        sa.UniqueConstraint("reference", name=op.f("uq_moderation_measure_reference")),
    )
    op.create_index(
        op.f("ix_moderation_measure_person_id"), "moderation_measure", ["person_id"], unique=False
    )
    op.create_table(
        "moderation_policy_version",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_moderation_policy_version")),
    )
    op.create_table(
        "moderation_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=64), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("clause", sa.String(length=20), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mends_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR state NOT IN ('held', 'hidden')",
            name=op.f("ck_moderation_submission_withheld_waits_for_someone"),
        ),
        sa.CheckConstraint(
            "route IN ('publish', 'nudge', 'hold', 'triage', 'urgent')",
            name=op.f("ck_moderation_submission_route"),
        ),
        sa.CheckConstraint(
            "state IN ('published', 'held', 'returned', 'declined', 'redirected', 'withdrawn', "
            "'superseded', 'hidden', 'removed')",
            name=op.f("ck_moderation_submission_state"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_moderation_submission_text_given")),
        sa.ForeignKeyConstraint(
            ["mends_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_submission_mends_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_submission")),
    )
    op.create_index(
        op.f("ix_moderation_submission_author_id"),
        "moderation_submission",
        ["author_id"],
        unique=False,
    )
    op.create_index(
        "ix_moderation_submission_queue",
        "moderation_submission",
        ["rank", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_moderation_submission_subject",
        "moderation_submission",
        ["subject_kind", "subject_id", "id"],
        unique=False,
    )
    op.create_table(
        "moderation_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_moderation_appeal_text_given")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["moderation_measure.id"], name=op.f("fk_moderation_appeal_measure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_appeal")),
    )
    op.create_index(
        op.f("ix_moderation_appeal_measure_id"), "moderation_appeal", ["measure_id"], unique=False
    )
    op.create_table(
        "moderation_conflict",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("stake", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "stake IN ('author', 'named', 'reporter')", name=op.f("ck_moderation_conflict_stake")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_conflict_submission_id"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "person_id", name=op.f("pk_moderation_conflict")),
    )
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("clause", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_by_id", sa.String(length=64), nullable=False),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('publish', 'send_back', 'decline', 'redirect', 'escalate')",
            name=op.f("ck_moderation_decision_decisionkind"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_decision_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
    )
    op.create_index(
        op.f("ix_moderation_decision_submission_id"),
        "moderation_decision",
        ["submission_id"],
        unique=False,
    )
    op.create_table(
        "moderation_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("venue", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("detriment", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("overturned_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("length(detriment) > 0", name=op.f("ck_moderation_finding_detriment_named")),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_moderation_finding_words_named")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_finding_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_finding")),
        sa.UniqueConstraint(
            "submission_id", "category", name=op.f("uq_moderation_finding_submission_id_category")
        ),
    )
    op.create_index(
        op.f("ix_moderation_finding_person_id"), "moderation_finding", ["person_id"], unique=False
    )
    op.create_table(
        "moderation_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("detector", sa.String(length=40), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_match_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_match")),
    )
    op.create_index(
        op.f("ix_moderation_match_submission_id"),
        "moderation_match",
        ["submission_id"],
        unique=False,
    )
    op.create_table(
        "moderation_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("recipient_id", sa.String(length=64), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["moderation_measure.id"], name=op.f("fk_moderation_notice_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_notice_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_notice")),
        sa.UniqueConstraint("reference", name=op.f("uq_moderation_notice_reference")),
    )
    op.create_index(
        op.f("ix_moderation_notice_recipient_id"),
        "moderation_notice",
        ["recipient_id"],
        unique=False,
    )
    op.create_table(
        "moderation_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.String(length=64), nullable=False),
        sa.Column("reporter_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["moderation_submission.id"],
            name=op.f("fk_moderation_report_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_report")),
        sa.UniqueConstraint(
            "submission_id",
            "reporter_id",
            name=op.f("uq_moderation_report_submission_id_reporter_id"),
        ),
    )
    op.create_index(
        op.f("ix_moderation_report_reporter_id"), "moderation_report", ["reporter_id"], unique=False
    )
    op.create_table(
        "moderation_measure_finding",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["moderation_finding.id"],
            name=op.f("fk_moderation_measure_finding_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"],
            ["moderation_measure.id"],
            name=op.f("fk_moderation_measure_finding_measure_id"),
        ),
        sa.PrimaryKeyConstraint("measure_id", "finding_id", name=op.f("pk_moderation_measure_finding")),
    )
    for statement in create_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS moderation_keep()")
    op.drop_table("moderation_measure_finding")
    op.drop_table("moderation_report")
    op.drop_table("moderation_notice")
    op.drop_table("moderation_match")
    op.drop_table("moderation_finding")
    op.drop_table("moderation_decision")
    op.drop_table("moderation_conflict")
    op.drop_table("moderation_appeal")
    op.drop_table("moderation_submission")
    op.drop_table("moderation_policy_version")
    op.drop_table("moderation_measure")
    op.drop_table("moderation_audit")
    op.drop_table("moderation_appeal_try")
