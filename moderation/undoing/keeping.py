"""Doing something that may be undone: what it changes is kept, and whoever it tells hears later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from moderation import clock
from moderation.database import Base, UtcDateTime
from moderation.host import Actor, Subject
from moderation.policy import Policy
from moderation.undoing import queries
from moderation.undoing.models import Act
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation

Values = dict[str, Any]


def grace(policy: Policy) -> timedelta:
    """For how long an act can be undone, and whom it concerns is not told yet."""
    return timedelta(seconds=policy.undo.seconds)


class Doing:
    """An act while it is done: say what it may change before, and what it made after.

    Without a grace (`[undo] seconds = 0`) it keeps nothing, and everybody is told at once.
    """

    def __init__(self, moderation: Moderation, act: Act | None) -> None:
        self._moderation = moderation
        self._act = act
        self._before: list[tuple[Base, Values]] = []
        self._made: list[Base] = []
        self._content: tuple[Subject, Mapping[str, Any]] | None = None

    @property
    def until(self) -> datetime | None:
        """Before this moment nobody whom it concerns is told; None where it can't be undone."""
        return self._act.until if self._act else None

    def may_change(self, *rows: Base) -> None:
        """Keep how these are now."""
        if self._act:
            self._before += [(row, values_of(row)) for row in rows]

    def may_show(self, subject: Subject) -> None:
        """Keep what the site shows of this now."""
        if self._act:
            self._content = subject, self._moderation.content(subject).snapshot(subject.id)

    def made(self, *rows: Base) -> None:
        """Keep that these were not there before."""
        self._made += rows

    def tell(self, person_id: str, subject: str, body: str, path: str) -> None:
        """Mail somebody, once this can't be undone any more."""
        if self._act is None:
            self._moderation.people.tell(person_id, subject, body, path)
            return
        self._moderation.people.tell(
            person_id, subject, body, path, not_before=self._act.until, act=self._act.id
        )

    def keep(self) -> None:
        """Write down what was done, now that it is done."""
        if self._act is None:
            return
        # What is kept is what the database has.
        self._moderation.session.flush()
        self._act.rows = [*self._changed_rows(), *(_named(row) for row in self._made)]
        if self._content:
            subject, before = self._content
            after = self._moderation.content(subject).snapshot(subject.id)
            self._act.content = {"before": dict(before), "after": dict(after)}
        self._act.last_entry_id = queries.last_entry_id(self._moderation.session)

    def _changed_rows(self) -> Iterator[Values]:
        for row, before in self._before:
            after = values_of(row)
            changed = {name: value for name, value in before.items() if after[name] != value}
            if changed:
                yield {**_named(row), "before": changed}


@contextmanager
def undoable(
    moderation: Moderation,
    kind: ActKind,
    what: str,
    path: str,
    *,
    by: Actor,
    subject: Subject | None = None,
    person_id: str | None = None,
) -> Iterator[Doing]:
    """Whatever is done inside can be undone by this person for a minute.

    `what` says it in a few words, `path` is where they see it as it was again; `subject` or
    `person_id` is the matter, about which nothing else may be done meanwhile.
    """
    doing = Doing(moderation, _begun(moderation, kind, what, path, by, subject, person_id))
    yield doing
    doing.keep()


def _begun(
    moderation: Moderation,
    kind: ActKind,
    what: str,
    path: str,
    by: Actor,
    subject: Subject | None,
    person_id: str | None,
) -> Act | None:
    now, lasts = clock.now(), grace(moderation.policy)
    if not lasts:
        return None
    act = Act(
        kind=kind,
        what=what,
        path=path,
        subject_kind=subject.kind if subject else None,
        subject_id=subject.id if subject else None,
        person_id=person_id,
        by_id=by.id,
        by_name=by.name,
        done_at=now,
        until=now + lasts,
    )
    moderation.session.add(act)
    # The mail that waits names the act.
    moderation.session.flush()
    return act


def values_of(row: Base) -> Values:
    """A row as JSON takes it."""
    attributes = sa.inspect(type(row)).column_attrs
    return {each.key: _as_json(getattr(row, each.key)) for each in attributes}


def fingerprint(row: Base) -> str:
    """The same, too short to read."""
    text = json.dumps(values_of(row), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def read(column: sa.Column[Any], value: object) -> object:
    """One value of a row, back from JSON."""
    if isinstance(value, str) and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, sa.Enum) and column.type.enum_class:
        return column.type.enum_class(value)
    return value


def _named(row: Base) -> Values:
    return {"table": row.__tablename__, "id": values_of(row)["id"], "after": fingerprint(row)}


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, StrEnum) else value
