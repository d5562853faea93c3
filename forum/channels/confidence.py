"""Who reads what was told the school in confidence: one rule for pages, buttons and mail."""

from collections.abc import Sequence

from forum.accounts import queries as people
from forum.accounts.models import User
from forum.channels.models import Concern, ConcernKind
from forum.extensions import moderation
from forum.permissions import Permission, may


def readers(concern: Concern) -> Sequence[User]:
    """Everybody here who reads this concern, and so is told of it."""
    if concern.kind is ConcernKind.CHILD_AT_RISK:
        return _readers_of_worry(concern)
    holders = people.people_holding(*_permissions(concern))
    picked = people.person(concern.recipient_id) if concern.recipient_id else None
    is_more = picked is not None and picked.is_active and picked.id not in {p.id for p in holders}
    return [*holders, picked] if picked is not None and is_more else holders


def may_read(concern: Concern, reader: User) -> bool:
    """Whether this person reads this concern: its office, or whoever was picked for it."""
    if concern.kind is ConcernKind.CHILD_AT_RISK:
        return reader.id in {person.id for person in _readers_of_worry(concern)}
    is_office = any(may(reader.roles, each) for each in _permissions(concern))
    return is_office or concern.recipient_id == reader.id


def may_pass_on(concern: Concern, reader: User) -> bool:
    """Whether this person gives it to somebody else. Nothing about the head leaves the chair."""
    return (
        may(reader.roles, Permission.READ_CONCERNS)
        and may_read(concern, reader)
        and concern.kind is not ConcernKind.CHILD_AT_RISK
        and not concern.about_head
    )


def answers_nothing(reader: User) -> bool:
    """Whether this person has no office here, and reads only what is addressed to them."""
    offices = (
        Permission.READ_CONCERNS,
        Permission.READ_CHILD_CONCERNS,
        Permission.READ_CONCERNS_ABOUT_HEAD,
        Permission.READ_PRIVACY_REQUESTS,
    )
    return not any(may(reader.roles, office) for office in offices)


def _permissions(concern: Concern) -> Sequence[Permission]:
    if concern.about_head:
        return [Permission.READ_CONCERNS_ABOUT_HEAD]
    if concern.kind is ConcernKind.PRIVACY:
        return [Permission.READ_CONCERNS, Permission.READ_PRIVACY_REQUESTS]
    return [Permission.READ_CONCERNS]


def _readers_of_worry(concern: Concern) -> Sequence[User]:
    """A worry about a child: never somebody it names, and the chair where it is about the head."""
    named = moderation.who_is_named(concern.words_of_writer)
    if named.has_head:
        chair = _unnamed(people.people_holding(Permission.READ_CONCERNS_ABOUT_HEAD), named.ids)
        if chair:
            return chair
    return _unnamed(people.people_holding(Permission.READ_CHILD_CONCERNS), named.ids)


def _unnamed(found: Sequence[User], named: frozenset[str]) -> Sequence[User]:
    return [person for person in found if str(person.id) not in named]
