"""Whom somebody may ask for a talk in confidence (clause D5), and whom the office may pass it to."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.accounts import queries as people
from forum.accounts.models import RollEntry, User
from forum.errors import Refused

THE_OFFICE = "office"
_HEAD = "head"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be asked: how a form names them, and their place on the roll, if any."""

    value: str
    label: str
    entry_id: int | None


def offered_to(author: User | None) -> Sequence[Recipient]:
    """The class teachers of this person's children, the head, and the office to find the right one."""
    years = author.years if author else frozenset()
    staff = people.staff_on_roll()
    teachers = [
        Recipient(f"staff-{entry.id}", f"{_name(entry)}, {entry.job}, {entry.year_group}", entry.id)
        for entry in staff
        if entry.year_group in years and _is_teacher(entry)
    ]
    head = next((entry for entry in staff if _is_head(entry)), None)
    the_head = Recipient(
        _HEAD,
        f"{_name(head)}, the headteacher" if head else "The headteacher",
        head.id if head else None,
    )
    office = Recipient(THE_OFFICE, "I am not sure: the office finds the right person", None)
    return [*teachers, the_head, office]


def chosen(value: str, author: User | None) -> Recipient:
    """The one of these that was chosen. `Refused` for anybody else."""
    for recipient in offered_to(author):
        if recipient.value == value:
            return recipient
    raise Refused({"whom": "Choose somebody from the list."})


def account_of(recipient: Recipient) -> User | None:
    """The account of this person, if they have one."""
    linked = people.people_on_roll() if recipient.entry_id else ()
    return next((u for u in linked if u.roll_entry_id == recipient.entry_id and u.is_active), None)


def staff_with_accounts() -> Sequence[User]:
    """Everybody on the staff roll who can read something here."""
    return [
        user
        for user in people.people_on_roll()
        if user.is_active and user.roll_entry and user.roll_entry.role == "staff"
    ]


def _name(entry: RollEntry) -> str:
    return " ".join(filter(None, (entry.title, entry.family_name)))


def _is_teacher(entry: RollEntry) -> bool:
    job = entry.job.casefold()
    return "teacher" in job and "assistant" not in job and not _is_head(entry)


def _is_head(entry: RollEntry) -> bool:
    return entry.job.casefold().replace(" ", "") in ("headteacher", "head")
