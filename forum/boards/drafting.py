"""What people began to write and have not sent: kept for them, and for nobody else."""

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.exc import IntegrityError

from forum import markup
from forum.accounts.models import User
from forum.boards import queries
from forum.boards.models import TITLE_MAX, Draft
from forum.errors import NotFound
from forum.extensions import db
from moderation import clock

DRAFT_MAX = 100_000  # characters: more than a post may have, so that nobody loses the end of one
KEPT_FOR = timedelta(days=1)  # how long a draft waits for somebody to sign in
KEPT_AT_ONCE = 1_000
_COMPOSERS = re.compile(
    r"(?P<place>/boards/[a-z0-9-]{1,60}/new|/posts/\d{1,9}/(?:edit|report)|/topics/\d{1,9})(?:/reply)?\Z"
)


def place_of(path: str) -> str | None:
    """The place whose composer sends to this address; None if no composer does."""
    found = _COMPOSERS.match(path)
    return found["place"] if found else None


def composer_at(place: str, draft: str | None = None) -> str:
    """The address of the page where what was begun at this place can be gone on with."""
    kind, _, rest = place.strip("/").partition("/")
    if kind == "boards":
        return url_for("boards.new_topic", slug=rest.removesuffix("/new"), draft=draft)
    if kind == "posts":
        post_id, _, what = rest.partition("/")
        return url_for(f"posts.{what}", post_id=int(post_id), draft=draft)
    return url_for("boards.topic", topic_id=int(rest), page="last", _anchor="reply", draft=draft)


def save_draft(place: str, title: str, body: str, *, author: User) -> Draft | None:
    """The person's one draft for this place, as it is now; none when nothing is left in it."""
    if place_of(place) != place:
        raise NotFound("There is nothing to write here.")
    if markup.is_blank(title + body):
        forget_draft(place, author=author)
        return None
    draft = queries.draft_at(author, place) or _begin_draft(place, author)
    _fill(draft, title, body)
    return draft


def _begin_draft(place: str, author: User) -> Draft:
    draft = Draft(key=secrets.token_urlsafe(24), author_id=author.id, place=place, saved_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(draft)
            # There is one draft for each place; another window may begin it at this moment.
            db.session.flush()
    except IntegrityError:
        other = queries.draft_at(author, place)
        if other is None:
            raise
        return other
    return draft


def keep_draft_for_later(place: str, form: Mapping[str, str]) -> str:
    """The key of a draft kept for somebody whose session had ended; only the key opens it.

    Empty when there is nothing to keep, or when so many wait that somebody must be playing.
    """
    title, body = form.get("title", ""), form.get("body") or form.get("details", "")
    _forget_old_ones()
    if markup.is_blank(title + body) or queries.count_kept_drafts() >= KEPT_AT_ONCE:
        return ""
    draft = Draft(key=secrets.token_urlsafe(24), author_id=None, place=place)
    _fill(draft, title, body)
    db.session.add(draft)
    return draft.key


def keep_for_after_sign_in(path: str, form: Mapping[str, str]) -> str:
    """Where to go after signing in: the composer with the text in it, or "" for no composer."""
    place = place_of(path)
    if place is None:
        return ""
    key = keep_draft_for_later(place, form)
    return composer_at(place, draft=key) if key else composer_at(place)


def forget_draft(place: str, *, author: User, key: str = "") -> None:
    """Leave nothing of what this person began here; it has been sent, or they emptied it."""
    mine = sa.and_(Draft.author_id == author.id, Draft.place == place)
    kept = sa.and_(Draft.author_id.is_(None), Draft.place == place, Draft.key == key)
    db.session.execute(sa.delete(Draft).where(sa.or_(mine, kept)))


def forget_all_drafts(author: User) -> None:
    """Leave nothing of what this person began anywhere."""
    db.session.execute(sa.delete(Draft).where(Draft.author_id == author.id))


def _fill(draft: Draft, title: str, body: str) -> None:
    draft.title, draft.body = title[: 2 * TITLE_MAX], body[:DRAFT_MAX]
    draft.saved_at = clock.now()


def _forget_old_ones() -> None:
    old = sa.and_(Draft.author_id.is_(None), Draft.saved_at < clock.now() - KEPT_FOR)
    db.session.execute(sa.delete(Draft).where(old))
