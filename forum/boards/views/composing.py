"""What every composer needs to know: who writes, whether they may, and where a post went."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me, person_key
from forum.boards import drafting, mentions, queries, refusing, thinking
from forum.boards.forms import Composer
from forum.boards.models import Board, EditState, Post, Topic
from forum.boards.queries import POSTS_A_PAGE
from forum.boards.thinking import Look
from forum.extensions import db, limiter, moderation

P = ParamSpec("P")
R = TypeVar("R")
_WAITING_EDIT = (EditState.HELD, EditState.RETURNED)


def is_looking() -> bool:
    """Whether the button was the one that shows how a text would look, and sends nothing."""
    return request.method == "POST" and "look" in request.form


def limit_posting(view: Callable[P, R]) -> Callable[P, R]:
    """Enough for anybody who writes, too little for anybody who floods; looking counts apart."""
    return _limit_sending(_limit_looking(view))


_limit_sending = limiter.shared_limit(
    "10 per minute;60 per hour",
    scope="posting",
    key_func=person_key,
    methods=["POST"],
    exempt_when=is_looking,
)
_limit_looking = limiter.shared_limit(
    "20 per minute;200 per hour",
    scope="looking",
    key_func=person_key,
    methods=["POST"],
    exempt_when=lambda: not is_looking(),
)

# Nobody has that much to report; what is urgent is rung through (domain model US-11).
limit_reporting = limiter.limit("10 per hour", key_func=person_key, methods=["POST"])


def why_not(board: Board, *, opens_topic: bool) -> str | None:
    """Why this person may not write here now and until when, or None if they may."""
    return refusing.why_not_on(board, me(), opens_topic=opens_topic) or _limit(board, opens_topic)


def why_not_reply(topic: Topic) -> str | None:
    """Why this person may not reply in this topic now, or None if they may."""
    return refusing.why_closed(topic) or why_not(topic.board, opens_topic=False)


def why_not_change(post: Post) -> str | None:
    """Why this person may not change what they wrote now, or None if they may."""
    board = post.topic.board
    return refusing.why_not_changed_on(board) or _limit(board, post.opens_topic)


def may_press(board: Board) -> bool:
    """Whether this person may say thank you here: whoever may not reply for now may not either."""
    return refusing.why_not_changed_on(board) is None and _limit(board, opens_topic=False) is None


def _limit(board: Board, opens_topic: bool) -> str | None:
    """What a restriction in force does not allow."""
    if "limits" not in g:
        g.limits = moderation.limits_for(str(me().id))
    refusal: str | None = g.limits.refusal(opens_thread=opens_topic, area=board.slug)
    return refusal


def look_at(board: Board, place: str, form: Composer) -> Look:
    """How what stands in the composer would look. Nobody else sees it."""
    return thinking.look(board, place, form.title_typed, form.body.data, writer=me())


def keep_begun(place: str, form: Composer) -> None:
    """What was not sent stays a draft, so that leaving the page loses nothing, script or none."""
    drafting.save_draft(place, form.title_typed, form.body.data or "", author=me())
    db.session.commit()


def note_sent(place: str, form: Composer, *, is_first: bool = False) -> None:
    """What was begun here has been sent: no draft of it stays, and what came of any questions."""
    drafting.forget_draft(place, author=me(), key=form.draft.data or "")
    thinking.sent(place, form.title_typed, form.body.data, writer=me(), is_first=is_first)


def after_sending(post: Post) -> Response:
    """To the post where it shows, or to the page that says why it waits."""
    for hint in mentions.hints(post.topic.board, queries.newest_revision(post).body):
        flash(hint)
    if post.is_published and post.edit_state not in _WAITING_EDIT:
        flash("Your post is on the forum now.")
        return redirect(address_of(post), 303)
    return redirect(url_for("mine.post", post_id=post.id), 303)


def address_of(post: Post) -> str:
    """Where a post is read: its own page of its topic."""
    return url_for(
        "boards.topic",
        topic_id=post.topic_id,
        page=page_of(post.position) if post.position else "last",
        _anchor=f"post-{post.id}",
    )


def page_of(position: int) -> int:
    """The page of a topic on which a place is, for ever."""
    return (position - 1) // POSTS_A_PAGE + 1


def numbers_around(page: int, last_page: int) -> list[int | None]:
    """The pages to name in a row: the first, the last, those beside this one; None for a gap."""
    named = sorted({1, last_page, *range(max(page - 2, 1), min(page + 2, last_page) + 1)})
    row: list[int | None] = []
    for before, number in zip([0, *named], named, strict=False):
        row += [number] if number == before + 1 else [None, number]
    return row


def start_of_page(topic: Topic, last_page: int) -> int:
    """The place before the first one asked for, by ?after= or ?page=; the first page if neither."""
    after = request.args.get("after", type=int)
    if after is not None:
        return min(max(after, 0), topic.last_position)
    page = last_page if request.args.get("page") == "last" else request.args.get("page", 1, int)
    return (min(max(page, 1), last_page) - 1) * POSTS_A_PAGE
