"""Writing the audit log and proving it unbroken."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation import clock
from moderation.database import start_writing
from moderation.host import Actor, Subject
from moderation.records.models import AuditEntry

GENESIS = "0" * 64
_CHAIN = 7_205_302  # the key of the lock that lets one transaction at a time extend the chain


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found: how many entries hold, and the first that does not."""

    entries: int
    broken_at: int | None = None
    problem: str = ""


def append(
    session: Session,
    action: str,
    *,
    actor: Actor | None,
    subject: Subject | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """One more entry, in the caller's transaction. `detail` must not hold anybody's words."""
    take_turn(session)
    previous = session.scalar(sa.select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.id if actor else None,
        actor_name=actor.name if actor else "the forum",
        action=action,
        subject_kind=subject.kind if subject else None,
        subject_id=subject.id if subject else None,
        detail=dict(detail or {}),
        previous_hash=previous or GENESIS,
    )
    entry.hash = fingerprint(entry)
    session.add(entry)
    # Written at once, so that the next entry of this transaction follows this one.
    session.flush()
    return entry


def take_turn(session: Session) -> None:
    """Let no other transaction extend the chain until this one ends.

    It comes before any lock on a row: whoever locked one first and then wanted the chain would wait
    for whoever has the chain and wants the row. So every query that locks begins with it.

    Whoever comes second waits, and then reads what the first has done. The unique previous hash
    refuses a fork whatever happens.
    """
    start_writing(session)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHAIN)))


def fingerprint(entry: AuditEntry) -> str:
    """The SHA-256 of everything an entry says and of the entry before it."""
    said = [
        _instant(entry.at),
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.detail,
        entry.previous_hash,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def verify(session: Session) -> Verdict:
    """Walk the whole chain from its beginning and stop at the first entry that does not hold."""
    expected, count = GENESIS, 0
    rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).yield_per(500)
    for entry in rows:
        if entry.previous_hash != expected:
            return Verdict(count, entry.id, "it does not follow the entry before it")
        if fingerprint(entry) != entry.hash:
            return Verdict(count, entry.id, "what it says was changed after it was written")
        expected, count = entry.hash, count + 1
    return Verdict(count)
