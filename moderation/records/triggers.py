"""The database's own guards: what was recorded stays as it was recorded.

An ORM hook would be walked round by a bulk UPDATE; a trigger is not. Retention, which may one day
remove what the school no longer may keep, will lift a guard by name inside its own migration-like
step; nothing in the running software can.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from moderation.database import Base

# What tells a table's rows apart. SQLite's INSERT OR REPLACE takes the place of a row without
# deleting it in the eyes of a trigger, so a row like one that is there is refused as well.
_TELLS_APART: dict[str, tuple[str, ...]] = {
    "moderation_audit": ("id", "previous_hash", "hash"),
    "moderation_decision": ("id",),
    "moderation_policy_version": ("hash",),
    "moderation_policy_in_force": ("id",),
    "moderation_submission": ("id",),
    "moderation_notice": ("id", "reference"),
    "moderation_measure_answer": ("id",),
    "moderation_reply": ("id",),
    "moderation_appeal": ("id",),
    "moderation_triage": ("id",),
    "moderation_worry": ("id", "reference"),
    "moderation_disclosure": ("id",),
    "moderation_legal_hold": ("id",),
    "moderation_connection": ("id",),
    "moderation_incident": ("id",),
    "moderation_incident_conflict": ("id",),
    "moderation_screenshot": ("id",),
    "moderation_finding": ("id",),
    "moderation_data_prompt": ("id",),
    "moderation_override": ("id",),
}
# table -> the columns that never change; empty means the whole row.
_NEVER_CHANGED: dict[str, tuple[str, ...]] = {
    "moderation_audit": (),
    "moderation_decision": (
        *("submission_id", "kind", "category", "clause", "channel", "reason", "note"),
        *("policy_hash", "decided_by_id", "decided_by_name", "decided_at"),
    ),
    "moderation_policy_version": (),
    "moderation_policy_in_force": (),
    "moderation_submission": ("text", "author_id", "subject_kind", "subject_id", "submitted_at"),
    "moderation_notice": ("body", "recipient_id", "reference", "sent_at"),
    "moderation_measure_answer": (),
    "moderation_reply": (),
    "moderation_appeal": ("measure_id", "reference", "text", "received_at"),
    "moderation_triage": (),
    "moderation_disclosure": (),
    "moderation_legal_hold": ("person_id", "reason", "set_by_id", "set_at"),
    "moderation_worry": ("text", "by_id", "submission_id", "person_id", "reference", "told_at"),
    "moderation_connection": ("person_id", "kind", "other_name", "declared_by_id", "declared_at"),
    "moderation_incident": (),
    "moderation_incident_conflict": (),
    "moderation_screenshot": (),
    "moderation_finding": (
        *("person_id", "submission_id", "incident_id", "words", "reason", "posted_at"),
        *("recorded_by_id", "recorded_at"),
    ),
    "moderation_data_prompt": ("cause", "measure_id", "notice_id", "facts", "raised_at", "report_by"),
    "moderation_override": ("kind", "person_id", "reason", "proposed_by_id", "proposed_at"),
}
GUARDED = tuple(_NEVER_CHANGED)


def create_triggers(dialect: str, tables: Iterable[str] = GUARDED) -> list[str]:
    """The statements that put the guards up on this engine, for these tables."""
    if dialect == "sqlite":
        return [statement for table in tables for statement in _sqlite(table)]
    return [
        "CREATE OR REPLACE FUNCTION moderation_keep() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION '% is evidence: it is never changed or deleted', TG_TABLE_NAME; "
        "END $$ LANGUAGE plpgsql",
        *(statement for table in tables for statement in _postgresql(table)),
    ]


def drop_triggers(dialect: str, tables: Iterable[str] = GUARDED) -> list[str]:
    """The statements that take the guards of these tables down, before the tables go."""
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {table}_{event}"
            for table in tables
            for event in ("update", "delete", "insert")
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_{event} ON {table}"
        for table in tables
        for event in ("update", "delete", "truncate")
    ]


def _columns(table: str) -> str:
    columns = _NEVER_CHANGED[table]
    return f" OF {', '.join(columns)}" if columns else ""


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence: it is never changed or deleted'); END"
    alike = " OR ".join(f"{column} = NEW.{column}" for column in _TELLS_APART[table])
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {alike})"  # noqa: S608 - our own names
    return [
        f"CREATE TRIGGER {table}_update BEFORE UPDATE{_columns(table)} ON {table} {refuse}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {is_there} {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    keep = "EXECUTE FUNCTION moderation_keep()"
    return [
        f"CREATE TRIGGER {table}_update BEFORE UPDATE{_columns(table)} ON {table} FOR EACH ROW {keep}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW {keep}",
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {keep}",
    ]


@sa.event.listens_for(Base.metadata, "after_create")
def _guard_new_tables(_: sa.MetaData, connection: sa.Connection, **_options: object) -> None:
    """A site that makes the tables from the metadata gets the guards with them."""
    for statement in create_triggers(connection.dialect.name):
        connection.execute(sa.text(statement))
