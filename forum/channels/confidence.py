"""Who reads a worry about a child: never somebody it names, and the chair where it is the head."""

from collections.abc import Sequence

from forum.accounts import queries as people
from forum.accounts.models import User
from forum.channels.models import Concern, ConcernKind
from forum.extensions import moderation
from forum.permissions import Permission, may


def readers(concern: Concern) -> Sequence[User]:
    """Everybody here who reads this concern, and so is told of it."""
    if concern.kind is not ConcernKind.CHILD_AT_RISK:
        return people.people_holding(Permission.READ_CONCERNS)
    named = moderation.who_is_named(concern.text)
    if named.has_head:
        chair = _unnamed(people.people_holding(Permission.READ_CONCERNS_ABOUT_HEAD), named.ids)
        if chair:
            return chair
    return _unnamed(people.people_holding(Permission.READ_CHILD_CONCERNS), named.ids)


def may_read(concern: Concern, reader: User) -> bool:
    """Whether this person reads this concern."""
    if concern.kind is not ConcernKind.CHILD_AT_RISK:
        return may(reader.roles, Permission.READ_CONCERNS)
    return reader.id in {person.id for person in readers(concern)}


def _unnamed(found: Sequence[User], named: frozenset[str]) -> Sequence[User]:
    return [person for person in found if str(person.id) not in named]
