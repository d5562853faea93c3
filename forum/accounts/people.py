"""What moderation may know of this forum's people."""

import re
from collections.abc import Collection, Sequence

from flask_login import current_user

from forum.accounts import queries
from forum.accounts.models import User
from forum.addresses import full_address
from forum.notifications import queue
from forum.permissions import Role, may
from moderation import Actor, PeopleIndex, Permission, RollPerson

_DECIDERS = (Role.MODERATOR, Role.ADMIN, Role.SAFEGUARDING_LEAD)


class ForumPeople:
    """The forum's side of `moderation.People`."""

    def current(self) -> Actor | None:
        """Who is making this request, or None."""
        return current_user.actor if current_user and current_user.is_authenticated else None

    def may(self, person_id: str, permission: Permission) -> bool:
        """Whether this person holds this permission, by their roles alone."""
        user = _person(person_id)
        return user is not None and user.is_active and may(user.roles, permission)

    def name_of(self, person_id: str) -> str:
        """The name to show for this person."""
        user = _person(person_id)
        return user.display_name if user else "someone who has left"

    def find(self, name: str) -> Sequence[Actor]:
        """The first page of people with this in their name."""
        return [user.actor for user in queries.people(name)[0]] if name.strip() else []

    def holding(self, permission: Permission) -> Collection[Actor]:
        """Everybody here now who holds this permission."""
        return [user.actor for user in queries.people_holding(permission)]

    def roll_version(self) -> str:
        """Changes whenever the roll does."""
        return queries.roll_version()

    def roll(self) -> Sequence[RollPerson]:
        """The staff and pupils that screening should know by name."""
        return [entry.person for entry in queries.roll()]

    def named_in(self, text: str) -> Collection[str]:
        """Ids of those who might decide on this text but are named in it."""
        deciders = queries.people_with_roles(_DECIDERS)
        on_roll = {user.id: user.roll_entry.person for user in deciders if user.roll_entry}
        mentions = PeopleIndex(tuple(on_roll.values())).mentions(text) if on_roll else ()
        mentioned = [mention.person for mention in mentions]
        return {
            str(user.id)
            for user in deciders
            if (user.id in on_roll and on_roll[user.id] in mentioned) or _names(text, user.display_name)
        }

    def tell(self, person_id: str, subject: str, body: str, path: str) -> None:
        """Queue a mail that says where on the site to read more."""
        user = _person(person_id)
        if user is None or not user.is_active:
            return
        queue(user.email, subject, f"{body}\n\nRead more: {full_address(path)}\n")


def _person(person_id: str) -> User | None:
    if current_user and current_user.is_authenticated and str(current_user.id) == person_id:
        user: User = current_user._get_current_object()
        return user
    return queries.person(int(person_id)) if person_id.isdecimal() else None


def _names(text: str, display_name: str) -> bool:
    """Whether a text holds this whole name. One word alone must also begin as the name does."""
    words = display_name.split()
    if not words:
        return False
    pattern = r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)"
    return re.search(pattern, text, re.IGNORECASE if len(words) > 1 else re.NOFLAG) is not None
