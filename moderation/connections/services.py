"""Declaring who one is connected to, so that somebody else decides on what concerns them (X10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import clock
from moderation.connections import queries
from moderation.connections.models import ConnectedTo, Connection, ConnectionKind
from moderation.errors import AlreadyDecided, NotAllowed, NotFound, Refused
from moderation.host import Actor
from moderation.permissions import Permission
from moderation.records.audit import take_turn
from moderation.review import queries as review
from moderation.review.alerting import alert_desk
from moderation.review.desks import bring_back_from_chair
from moderation.review.named import who_is_named

if TYPE_CHECKING:
    from moderation.extension import Moderation

MOST_MEANT = 4  # ids a name may stand for: an account and a place on the roll, each twice


def declare(
    moderation: Moderation, person_id: str, *, name: str, kind: ConnectionKind | None, by: Actor
) -> Connection:
    """Keep that this person is connected to whoever is known here by this name.

    It counts at once, also for what waits already: whoever is told of it then is alerted. Raises
    `Refused` for a name that nobody has, or too many; `AlreadyDecided` for one declared before.
    """
    take_turn(moderation.session)
    name = " ".join(name.split())
    others = _who_is_meant(moderation, person_id, name, kind)
    if queries.live_connection(moderation.session, person_id, name):
        raise AlreadyDecided(f"This connection to {name} is declared already.")
    connection = Connection(
        person_id=person_id,
        person_name=moderation.people.name_of(person_id),
        kind=kind,
        other_name=name,
        declared_by_id=by.id,
        declared_by_name=by.name,
        declared_at=clock.now(),
        others=[ConnectedTo(other_id=other) for other in sorted(others)],
    )
    moderation.session.add(connection)
    # The audit entry names it, and who is left to decide depends on it.
    moderation.session.flush()
    moderation.audit(
        "connection:declared", actor=by, connection=connection.id, person=person_id, kind=kind
    )
    for submission in review.waiting_about(moderation.session, {*others, person_id}):
        bring_back_from_chair(moderation, submission)
        alert_desk(moderation, submission)
    return connection


def _who_is_meant(
    moderation: Moderation, person_id: str, name: str, kind: ConnectionKind | None
) -> frozenset[str]:
    problems: dict[str, str] = {}
    if kind is None:
        problems["kind"] = "Choose how you are connected."
    others = who_is_named(moderation, name).ids - {person_id} if name else frozenset()
    if not name:
        problems["name"] = "Write their name."
    elif not others:
        problems["name"] = "We know nobody of this name here. Write their first and last name."
    elif len(others) > MOST_MEANT:
        problems["name"] = "Several people may be meant. Write their first and last name."
    if problems:
        raise Refused(problems)
    return others


def end(moderation: Moderation, connection_id: int, *, by: Actor) -> Connection:
    """From now on it counts no more; it stays on record.

    Whoever declared it may end it, and an admin if it is not about themselves.
    """
    connection = queries.connection_to_end(moderation.session, connection_id)
    if connection is None:
        raise NotFound("There is no such connection.")
    if not may_end(moderation, connection, by):
        raise NotAllowed("Somebody else recorded this about you, so somebody else ends it.")
    if connection.ended_at is not None:
        raise AlreadyDecided(f"{connection.ended_by_name} has ended this already.")
    connection.ended_at = clock.now()
    connection.ended_by_id, connection.ended_by_name = by.id, by.name
    moderation.audit("connection:ended", actor=by, connection=connection.id, person=connection.person_id)
    return connection


def may_end(moderation: Moderation, connection: Connection, by: Actor) -> bool:
    """Whether this person may end this connection."""
    if connection.declared_by_id == by.id:
        return True
    is_admin = moderation.people.may(by.id, Permission.CONNECTION_RECORD)
    return is_admin and connection.person_id != by.id
