"""Every read of the audit log."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.appeals.models import Appeal
from moderation.cases.incidents.models import Incident
from moderation.cases.models import Finding, Measure
from moderation.connections.models import Connection
from moderation.policy.models import PolicyVersion
from moderation.records.models import AuditEntry
from moderation.review.models import Decision, Report, Submission
from moderation.review.states import DecisionKind
from moderation.safeguarding.models import Triage, TriageAct, Worry

ENTRIES_A_PAGE = 50
# Everything that is never kept without an entry in the same transaction: its key, the name under
# which the entry's detail gives that key, and what the entry may be called.
_ALWAYS_LOGGED: Mapping[str, tuple[sa.orm.InstrumentedAttribute[Any], str, frozenset[str]]] = {
    "policy version": (PolicyVersion.hash, "hash", frozenset({"policy:in_force", "policy:to_come"})),
    "submission": (
        Submission.id,
        "submission",
        frozenset({"submission:published", "submission:held"}),
    ),
    "decision": (Decision.id, "decision", frozenset(f"submission:{kind}" for kind in DecisionKind)),
    "finding": (Finding.id, "finding", frozenset({"finding:recorded", "finding:proposed"})),
    "incident": (Incident.id, "incident", frozenset({"incident:recorded"})),
    "measure": (Measure.id, "measure", frozenset({"measure:taken", "measure:proposed"})),
    "triage": (Triage.id, "triage", frozenset(f"triage:{act}" for act in TriageAct)),
    "worry": (Worry.id, "worry", frozenset({"worry:told"})),
    "connection": (Connection.id, "connection", frozenset({"connection:declared"})),
    "appeal": (Appeal.id, "appeal", frozenset({"appeal:received"})),
}


def entries_before(session: Session, before: int | None) -> Sequence[AuditEntry]:
    """The newest entries, or those before an id; one more than a page shows, to tell if there are."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(ENTRIES_A_PAGE + 1)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return session.scalars(query).all()


def reports_by(session: Session, reporter_id: str) -> Sequence[Report]:
    """What this person has reported, oldest first."""
    return session.scalars(
        sa.select(Report).where(Report.reporter_id == reporter_id).order_by(Report.id)
    ).all()


def unlogged(session: Session) -> Iterator[str]:
    """What is kept though no entry tells of it, by kind and key: the log has lost its end."""
    logged: dict[str, set[object]] = {kind: set() for kind in _ALWAYS_LOGGED}
    entries = session.execute(sa.select(AuditEntry.action, AuditEntry.detail))
    for action, detail in entries.yield_per(500):
        for kind, (_, name, actions) in _ALWAYS_LOGGED.items():
            if action in actions:
                logged[kind].add(detail.get(name))
    for kind, (key, _, _) in _ALWAYS_LOGGED.items():
        for value in session.scalars(sa.select(key).order_by(key)):
            if value not in logged[kind]:
                yield f"{kind} {value}"
