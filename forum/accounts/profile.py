"""How somebody is known here, and how pages look to them."""

from forum.accounts import names
from forum.accounts.models import TextSize, Theme, User
from forum.accounts.services import subject_of
from forum.errors import Refused
from forum.extensions import moderation


def rename(person: User, name: str) -> None:
    """Another display name, if nothing about it would be held; a vouched-for one stays as it is."""
    name = " ".join(name.split())
    if name == person.display_name or names.is_vouched_for(person):
        return
    problem = names.why_not(name, own=person)
    if problem:
        raise Refused({"display_name": problem})
    was, person.display_name = person.actor, name
    moderation.audit("person:name_changed", actor=was, subject=subject_of(person))


def change_profile(
    person: User, *, shows_relation: bool, languages: str, text_size: TextSize, theme: Theme
) -> None:
    """What this person shows of themselves, and how they want pages."""
    person.shows_relation, person.languages = shows_relation, languages
    person.text_size, person.theme = text_size, theme
