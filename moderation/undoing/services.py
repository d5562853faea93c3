"""Undoing what one did a moment ago: everything is as it was, and nobody has been told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from moderation import clock
from moderation.database import Base
from moderation.errors import NotAllowed, NotChanged, NotFound
from moderation.host import Actor, Subject
from moderation.records.audit import take_turn
from moderation.records.models import AuditEntry
from moderation.undoing import keeping, queries
from moderation.undoing.models import Act
from moderation.undoing.rule import ActKind, Done, WhyNot, in_words, why_not

if TYPE_CHECKING:
    from moderation.extension import Moderation


def undo(moderation: Moderation, act_id: int, *, by: Actor) -> Act:
    """Put back everything this act changed; the act and its undoing stay in the audit log.

    Raises `NotAllowed` for anybody but who did it, and `NotChanged` once its time is over, or
    something was done about the same matter since: never half an undoing.
    """
    take_turn(moderation.session)
    act = queries.act_to_undo(moderation.session, act_id)
    if act is None:
        raise NotFound("There is nothing here to undo.")
    reason = _why_not(moderation, act, by.id)
    if reason is WhyNot.NOT_YOURS:
        raise NotAllowed(in_words(reason, act.kind))
    if reason is not None:
        raise NotChanged(in_words(reason, act.kind))
    if not moderation.people.untell(act.id):
        raise NotChanged(in_words(WhyNot.OVER, act.kind))
    subject = _subject(act)
    if subject:
        moderation.content(subject).put_back(subject.id, act.content["before"])
    for row in act.rows:
        _put_back(moderation, act, row)
    act.undone_at = clock.now()
    moderation.audit("act:undone", actor=by, subject=subject, act=act.id, kind=act.kind, **_about(act))
    # What was put back went past the objects that are loaded.
    moderation.session.expire_all()
    return act


def open_acts(moderation: Moderation, *, by: Actor) -> Sequence[Act]:
    """What this person can undo at this moment, newest first."""
    recent = queries.open_acts_of(moderation.session, by.id, clock.now())
    return [act for act in recent if _why_not(moderation, act, by.id) is None]


def _why_not(moderation: Moderation, act: Act, person_id: str) -> WhyNot | None:
    now = clock.now()
    done = Done(act.kind, act.by_id, act.until, is_undone=act.undone_at is not None)
    reason = why_not(done, person_id=person_id, now=now)
    if reason is not None:
        return reason
    moved = Done(act.kind, act.by_id, act.until, has_moved_on=_has_moved_on(moderation, act))
    return why_not(moved, person_id=person_id, now=now)


def _has_moved_on(moderation: Moderation, act: Act) -> bool:
    """Whether anything was done about the same matter since, or stands otherwise than it was left."""
    session, subject = moderation.session, _subject(act)
    if any(_is_about(entry, act) for entry in queries.entries_since(session, act.last_entry_id)):
        return True
    if subject and moderation.content(subject).snapshot(subject.id) != act.content["after"]:
        return True
    return any(_stands_otherwise(moderation, row) for row in act.rows)


def _stands_otherwise(moderation: Moderation, row: Mapping[str, Any]) -> bool:
    found = queries.row(moderation.session, _kind(row), row["id"])
    return found is None or keeping.fingerprint(found) != row["after"]


def _is_about(entry: AuditEntry, act: Act) -> bool:
    if act.subject_id and (entry.subject_kind, entry.subject_id) == (act.subject_kind, act.subject_id):
        return True
    return any(entry.detail.get(name) == value for name, value in _about(act).items())


def _about(act: Act) -> Mapping[str, Any]:
    """The matter of an act, as audit entries name it."""
    names = {"moderation_measure": "measure", "moderation_submission": "submission"}
    about = {names[row["table"]]: row["id"] for row in act.rows if row["table"] in names}
    return {**about, **({"person": act.person_id} if act.person_id else {})}


def _subject(act: Act) -> Subject | None:
    return Subject(act.subject_kind, act.subject_id) if act.subject_kind and act.subject_id else None


def _kind(row: Mapping[str, Any]) -> type[Base]:
    mappers = Base.registry.mappers
    return next(each.class_ for each in mappers if each.class_.__tablename__ == row["table"])


def _put_back(moderation: Moderation, act: Act, row: Mapping[str, Any]) -> None:
    table = cast("sa.Table", sa.inspect(_kind(row)).local_table)
    this = table.c.id == row["id"]
    if "before" in row:
        was = {name: keeping.read(table.c[name], value) for name, value in row["before"].items()}
        if act.kind is ActKind.ESCALATE:
            # It waited all the while: a card somebody opened meanwhile must not pass for this one.
            was["revision"] = table.c.revision + 1
        moderation.session.execute(sa.update(table).where(this).values(was))
    elif "undone_at" in table.c:
        # Evidence is never deleted: it stays, and nobody is shown it.
        moderation.session.execute(sa.update(table).where(this).values(undone_at=clock.now()))
    else:
        moderation.session.execute(sa.delete(table).where(this))
