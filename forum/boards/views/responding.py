"""Saying thank you, and which reply was the answer."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me, person_key
from forum.boards import queries, responding
from forum.boards.forms import SendForm
from forum.boards.models import Post, Topic
from forum.boards.views.composing import address_of
from forum.errors import NotFound
from forum.extensions import db, limiter
from forum.permissions import Permission, requires

blueprint = Blueprint("responding", __name__)

limit_pressing = limiter.shared_limit("60 per minute", scope="pressing", key_func=person_key)


@blueprint.post("/posts/<int:post_id>/thank")
@limit_pressing
@requires(Permission.POST)
def thank(post_id: int) -> Response:
    """Say thank you for a post, or with `thank` = `no` no longer."""
    post = _shown(post_id)
    if request.form.get("thank") == "no":
        responding.take_thanks_back(post, reader=me())
    else:
        responding.thank(post, reader=me())
    db.session.commit()
    return redirect(address_of(post), 303)


@blueprint.post("/topics/<int:topic_id>/answer")
@limit_pressing
@requires(Permission.POST)
def mark_answer(topic_id: int) -> Response:
    """The reply that `post` names answered what this topic asked."""
    post = _shown(request.form.get("post", 0, int))
    if post.topic_id != topic_id:
        raise NotFound("This reply is not in this topic.")
    responding.mark_answer(post, by=me())
    db.session.commit()
    flash("Marked as the answer. Readers find it under the opening post.")
    return redirect(address_of(post), 303)


@blueprint.post("/topics/<int:topic_id>/answer/undo")
@limit_pressing
@requires(Permission.POST)
def unmark_answer(topic_id: int) -> Response:
    """No reply is the answer any more."""
    _check_pressed()
    responding.unmark_answer(_topic(topic_id), by=me())
    db.session.commit()
    flash("No longer marked as the answer.")
    return redirect(url_for("boards.topic", topic_id=topic_id), 303)


def _shown(post_id: int) -> Post:
    """A post that this person reads and everybody else here does too."""
    _check_pressed()
    found = queries.post_for(me(), post_id) if 0 < post_id < 2**31 else None
    shows = found and found.post.is_published and found.post.topic.published_at
    if found is None or not shows or not queries.reads(me(), found.post.topic.board):
        raise NotFound("This post may have been taken down, or it is for other people.")
    return found.post


def _topic(topic_id: int) -> Topic:
    found = queries.topic_for(me(), topic_id)
    if found is None or found.topic.published_at is None:
        raise NotFound("This topic may have been taken down, or it is for other people.")
    return found.topic


def _check_pressed() -> None:
    if not SendForm().validate_on_submit():
        abort(400)
