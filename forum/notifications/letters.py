"""The words of a mail, made at the moment it goes: what was taken back meanwhile is not in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from forum.accounts import queries as people
from forum.accounts.models import User
from forum.addresses import full_address
from forum.extensions import db, moderation
from forum.notifications import queries, unsubscribing
from forum.notifications.grouping import NAMING, Group, grouped
from forum.notifications.models import Mail
from forum.notifications.services import queue
from forum.permissions import Permission, may

MOST_LINES = 25


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, and the address where one press stops its kind; none where nothing can."""

    subject: str
    body: str
    stop_at: str = ""


def words_of(mail: Mail) -> Words | None:
    """What this mail says if it goes now; None if there is nothing to say, or nobody to say it to.

    Never a post's own words: who wrote in which topic, and where to read it.
    """
    if mail.recipient_id is None:
        return Words(mail.subject, mail.body)
    person = people.person(mail.recipient_id)
    if person is None or not person.is_active or not may(person.roles, Permission.READ):
        return None
    if moderation.limits_for(str(person.id)).block:
        return None
    groups = grouped(queries.to_mail(mail, person))
    return _news(person, groups) if groups else None


def begin_mail(person_id: int) -> Mail:
    """A mail that will tell this person of what is due to them; it has no words yet."""
    person = people.person(person_id)
    mail = queue(person.email if person else "", "", "")
    mail.recipient_id = person_id
    # What it is to tell points at it.
    db.session.flush()
    return mail


def _news(person: User, groups: Sequence[Group]) -> Words:
    what = _what_stops(groups)
    stop_at = full_address(unsubscribing.path_for(person, what))
    body = render_template(
        "notifications/mail.txt",
        person=person,
        lines=[(group.words, full_address(f"/posts/{group.post_id}")) for group in groups[:MOST_LINES]],
        more=max(0, len(groups) - MOST_LINES),
        all_at=full_address("/me/notifications"),
        settings_at=full_address("/me/notifications/settings"),
        what=unsubscribing.WORDS[what],
        stop_at=stop_at,
    )
    subject = groups[0].words if len(groups) == 1 else f"{len(groups)} things new for you on the forum"
    return Words(" ".join(subject.split())[:200], body, stop_at)


def _what_stops(groups: Sequence[Group]) -> str:
    kinds = {group.kind in NAMING for group in groups}
    if kinds == {True}:
        return "named"
    return "following" if kinds == {False} else "news"
