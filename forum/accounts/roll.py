"""Taking over a new roll: all of it in one transaction, or nothing."""

import io
from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts import queries
from forum.accounts.models import RollEntry, User
from forum.errors import Refused
from forum.extensions import db, moderation
from moderation import RollFault, RollPerson, clock, read_roll

LISTED = 200  # faults shown at once


class RollRefused(Refused):
    """The file can't be used; `faults` says what to mend, line by line, and nothing has changed."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__({"file": "Nothing was taken over. Please mend the lines listed here."})
        self.faults = tuple(faults[:LISTED])
        self.more = max(0, len(faults) - LISTED)


def people_in(content: bytes) -> list[RollPerson]:
    """Everybody in this CSV file. `RollRefused` names every line and column to mend."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise RollRefused(
            [f"line {line}: This is not UTF-8 text. Please save the list as “CSV UTF-8”."]
        ) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise RollRefused([f"line {line}: This is not a text file. Please save the list as CSV."])
    try:
        people = read_roll(io.StringIO(text, newline=""))
    except RollFault as problem:
        raise RollRefused([str(fault) for fault in problem.faults]) from None
    if not people:
        raise RollRefused(["line 2: There is nobody on this roll. Add a line for each person."])
    return people


def replace_roll(people: Sequence[RollPerson], *, admin: User | None) -> int:
    """Put these people in the old roll's place; how many accounts lost their link to it.

    An account stays linked to whoever has the same role and names on the new roll.
    """
    linked = [(user, user.roll_entry) for user in queries.people_on_roll() if user.roll_entry]
    links = [(user, _key(entry.person)) for user, entry in linked]
    for user, _ in links:
        user.roll_entry_id = None
    # Accounts let go of the old entries before these are taken away.
    db.session.flush()
    db.session.execute(sa.delete(RollEntry))
    now = clock.now()
    entries = [
        RollEntry(
            role=person.role,
            title=person.title,
            given_name=person.given_name,
            family_name=person.family_name,
            known_as=list(person.known_as),
            year_group=person.year_group,
            job=person.job,
            imported_at=now,
        )
        for person in people
    ]
    db.session.add_all(entries)
    # The new entries need their ids before accounts are linked to them.
    db.session.flush()
    lost = _link_again(links, entries)
    staff = sum(person.role == "staff" for person in people)
    moderation.audit(
        "roll:replaced",
        actor=admin.actor if admin else None,
        staff=staff,
        pupils=len(people) - staff,
        links_lost=lost,
    )
    return lost


def _link_again(links: Sequence[tuple[User, tuple[str, ...]]], entries: Sequence[RollEntry]) -> int:
    by_name = {_key(entry.person): entry.id for entry in entries}
    for user, name in links:
        user.roll_entry_id = by_name.get(name)
    return sum(user.roll_entry_id is None for user, _ in links)


def _key(person: RollPerson) -> tuple[str, ...]:
    return person.role, person.given_name.casefold(), person.family_name.casefold()
