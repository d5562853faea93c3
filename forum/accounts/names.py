"""What somebody may be called here: a name other parents know, and nobody else's."""

import re
import unicodedata
from collections.abc import Collection

from forum.accounts import queries
from forum.accounts.models import User
from forum.extensions import moderation
from forum.permissions import Role

MOST = 80
_OFFICIAL = re.compile(
    r"\b(admin\w*|moderat\w+|head ?teacher|deputy|governors?|school office|the school|teacher|dsl)\b",
    re.IGNORECASE,
)
_ASK = "If that is your name, the school office puts it in for you"


def is_for_staff(roles: Collection[str]) -> bool:
    """Whether somebody with these roles looks after others, so that the school vouches for the name."""
    return bool(set(roles) - {Role.PARENT.value})


def is_vouched_for(user: User) -> bool:
    """Whether the school vouches for this person's name, so that only the office changes it."""
    return user.roll_entry_id is not None or is_for_staff(user.roles)


def why_not(name: str, *, is_staff: bool = False, own: User | None = None) -> str | None:
    """What to change about a display name, or None if it will do; `own` is whose it is now."""
    name = " ".join(name.split())
    if sum(letter.isalpha() for letter in name) < 2:
        return "Please give the name that other parents know you by."
    if len(name) > MOST:
        return f"Please use at most {MOST} characters for your name."
    if not name.isprintable() or "@" in name:
        return "Please use letters, spaces and full stops: other parents will see this name."
    if _is_taken(name, own):
        return (
            "Somebody here is called that already. Please add something by which people can tell you "
            "apart, such as the first letter of another name."
        )
    if is_staff:
        return None
    if _OFFICIAL.search(name) or _is_staffs(name):
        return f"This reads as if the school were writing. {_ASK}: {_office()}."
    if not moderation.is_fit_name(name):
        return f"We would rather not put this name beside what you write. {_ASK}: {_office()}."
    return None


def _is_taken(name: str, own: User | None) -> bool:
    others = queries.names_of_members()
    return any(_same(name) == _same(other) for id_, other in others if own is None or id_ != own.id)


def _is_staffs(name: str) -> bool:
    called = {
        _same(called)
        for entry in queries.staff_on_roll()
        for called in (
            f"{entry.title} {entry.family_name}",
            f"{entry.given_name} {entry.family_name}",
            f"{entry.title} {entry.given_name} {entry.family_name}",
        )
    }
    return _same(name) in called


def _same(name: str) -> str:
    """A name as it is compared: the letters alone, without accents and capitals."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def _office() -> str:
    return moderation.policy.school.office_phone
