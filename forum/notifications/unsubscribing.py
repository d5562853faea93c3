"""Stopping mail from the mail itself: a signed link that works without signing in (RFC 8058).

Looking at the link never does anything, so that a mail scanner that follows it does no harm.
"""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from forum.accounts import queries as people
from forum.accounts.models import User
from forum.errors import NotFound
from forum.notifications import following

LASTS = 400 * 24 * 3600  # seconds: longer than anybody leaves a mail unread
WORDS = {
    "following": "new posts in what you follow, and thanks",
    "named": "posts that mention or quote you",
    "news": "new posts in what you follow, thanks, and posts that mention or quote you",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mail a link stops, and which."""

    person: User
    what: str

    @property
    def words(self) -> str:
        """What would no longer come."""
        return WORDS[self.what]


def path_for(person: User, what: str) -> str:
    """The link of one person's mail."""
    return f"/unsubscribe/{_signed().dumps([person.id, what])}"


def stop_by(token: str) -> Stop:
    """What this link stops. `NotFound` for one that isn't ours, isn't whole, or is too old."""
    try:
        person_id, what = _signed().loads(token, max_age=LASTS)
    except (BadData, ValueError, TypeError):
        person_id, what = 0, ""
    person = people.person(person_id) if person_id else None
    if person is None or what not in WORDS:
        raise NotFound(
            "This link isn't whole any more, so nothing was changed. Sign in, and under News you "
            "can choose which mails you get, or none."
        )
    return Stop(person, what)


def unsubscribe(stop: Stop) -> None:
    """No more of these mails. Pressing it again changes nothing more."""
    following.stop_mail(stop.what, person=stop.person)


def _signed() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="unsubscribe")
