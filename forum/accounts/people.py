"""What moderation may know of this forum's people."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from flask_login import current_user

from forum.accounts import queries
from forum.accounts.models import User
from forum.addresses import full_address
from forum.notifications import drop, queue
from forum.permissions import may
from moderation import Actor, PeopleIndex, Permission, RollPerson


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
        """Ids of everybody here now whom a text names: by their name here, or as the roll has them."""
        linked = queries.people_on_roll()
        on_roll = {user.id: user.roll_entry.person for user in linked if user.roll_entry}
        mentions = PeopleIndex(tuple(on_roll.values())).mentions(text) if on_roll else ()
        mentioned = [mention.person for mention in mentions]
        named = {str(id_) for id_, person in on_roll.items() if person in mentioned}
        folded = text.casefold()
        return named | {
            str(id_)
            for id_, name in queries.names_of_members()
            if name.split() and name.split()[0].casefold() in folded and _names(text, name)
        }

    def tell(
        self,
        person_id: str,
        subject: str,
        body: str,
        path: str,
        *,
        not_before: datetime | None = None,
        act: int | None = None,
    ) -> None:
        """Queue a mail that says where on the site to read more."""
        user = _person(person_id)
        if user is None or not user.is_active:
            return
        words = f"{body}\n\nRead more: {full_address(path)}\n"
        queue(user.email, subject, words, not_before=not_before, act_id=act)

    def untell(self, act: int) -> bool:
        """Drop the mail about an act that is undone, unless some of it is on its way."""
        return drop(act)


def _person(person_id: str) -> User | None:
    if current_user and current_user.is_authenticated and str(current_user.id) == person_id:
        user: User = current_user._get_current_object()
        return user
    is_id = person_id.isascii() and person_id.isdecimal() and len(person_id) < 10
    return queries.person(int(person_id)) if is_id else None


def _names(text: str, display_name: str) -> bool:
    """Whether a text holds this whole name. One word alone must also begin as the name does."""
    words = display_name.split()
    if not words:
        return False
    pattern = r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)"
    return re.search(pattern, text, re.IGNORECASE if len(words) > 1 else re.NOFLAG) is not None
