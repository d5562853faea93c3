"""Whom somebody may address (clauses D3, D5), and whom the office may pass it to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.accounts import queries as people
from forum.accounts.models import RollEntry, User
from forum.errors import Refused
from forum.permissions import Role

THE_OFFICE = "office"
_HEAD = "head"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be asked: how a form names them, and their account, if they have one."""

    value: str
    label: str
    account: User | None = None


def offered_to(author: User | None) -> Sequence[Recipient]:
    """The class teachers of this person's children, the head, and the office to find the right one."""
    years = author.years if author else frozenset()
    staff, accounts = people.staff_on_roll(), _accounts_by_entry()
    teaching = [entry for entry in staff if entry.year_group in years and _is_teacher(entry)]
    on_roll = [
        Recipient(
            f"staff-{entry.id}",
            f"{_name(entry)}, {entry.job}, {entry.year_group}",
            accounts.get(entry.id),
        )
        for entry in teaching
    ]
    listed = {each.account.id for each in on_roll if each.account} | ({author.id} if author else set())
    others = [
        Recipient(f"teacher-{user.id}", f"{user.display_name}, {user.relation_words}", user)
        for user in (people.teachers_of(years) if years else ())
        if user.id not in listed
    ]
    head = next((entry for entry in staff if _is_head(entry)), None)
    the_head = Recipient(
        _HEAD,
        f"{_name(head)}, the headteacher" if head else "The headteacher",
        accounts.get(head.id) if head else None,
    )
    office = Recipient(THE_OFFICE, "I am not sure: the office finds the right person")
    return [*on_roll, *others, the_head, office]


def chosen(value: str, author: User | None) -> Recipient:
    """The one of these that was chosen. `Refused` for anybody else."""
    for recipient in offered_to(author):
        if recipient.value == value:
            return recipient
    raise Refused({"whom": "Choose somebody from the list."})


def staff_with_accounts() -> Sequence[User]:
    """Everybody on the staff roll who can read something here, and every teacher."""
    on_roll = {
        user.id: user
        for user in people.people_on_roll()
        if user.is_active and user.roll_entry and user.roll_entry.role == "staff"
    }
    teachers = {user.id: user for user in people.people_with_roles([Role.TEACHER])}
    return sorted((on_roll | teachers).values(), key=lambda user: user.display_name.casefold())


def _accounts_by_entry() -> Mapping[int | None, User]:
    return {user.roll_entry_id: user for user in people.people_on_roll() if user.is_active}


def _name(entry: RollEntry) -> str:
    return " ".join(filter(None, (entry.title, entry.family_name)))


def _is_teacher(entry: RollEntry) -> bool:
    job = entry.job.casefold()
    return "teacher" in job and "assistant" not in job and not _is_head(entry)


def _is_head(entry: RollEntry) -> bool:
    return entry.job.casefold().replace(" ", "") in ("headteacher", "head")
