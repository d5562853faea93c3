"""What moderators do with a whole topic."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.accounts.current import me
from forum.boards import looking_after, merging, queries
from forum.boards.forms import CloseForm, MergeForm, MoveForm, SendForm
from forum.boards.models import Topic
from forum.errors import NotFound, Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, requires

blueprint = Blueprint("looking_after", __name__)

Page = str | tuple[str, int] | Response
_NUMBER = re.compile(r"(?:^|/topics/)(\d{1,9})(?:[/?#]|$)")


@blueprint.get("/topics/<int:topic_id>/look-after")
@requires(Permission.LOOK_AFTER_TOPICS)
def page(topic_id: int) -> str:
    """Everything that can be done with this topic."""
    return _page(_topic(topic_id))


@blueprint.post("/topics/<int:topic_id>/pin")
@requires(Permission.LOOK_AFTER_TOPICS)
def pin(topic_id: int) -> Page:
    """Put it first on its board, or with `pinned` = `no` no longer."""
    topic, form = _topic(topic_id), SendForm()
    if not form.validate_on_submit():
        return _page(topic), 422
    if request.form.get("pinned") == "no":
        looking_after.unpin(topic, moderator=me())
        return _done(topic, "It no longer stands first on its board.")
    try:
        looking_after.pin(topic, moderator=me())
    except Refused as refused:
        db.session.rollback()
        return _page(_topic(topic_id), problem=str(refused)), 422
    return _done(topic, "It stands first on its board now.")


@blueprint.post("/topics/<int:topic_id>/close")
@requires(Permission.LOOK_AFTER_TOPICS)
def close(topic_id: int) -> Page:
    """Nobody can reply from now on, for the `reason` that readers are told."""
    topic, form = _topic(topic_id), CloseForm()
    if not form.validate_on_submit():
        return _page(topic, closing=form), 422
    try:
        looking_after.close(topic, form.reason.data or "", moderator=me())
    except Refused as refused:
        show_problems(form, refused)
        return _page(topic, closing=form), 422
    return _done(topic, "The topic is closed. Readers see why.")


@blueprint.post("/topics/<int:topic_id>/open")
@requires(Permission.LOOK_AFTER_TOPICS)
def open_again(topic_id: int) -> Page:
    """People can reply again."""
    topic, form = _topic(topic_id), SendForm()
    if not form.validate_on_submit():
        return _page(topic), 422
    looking_after.open_again(topic, moderator=me())
    return _done(topic, "The topic is open again.")


@blueprint.post("/topics/<int:topic_id>/move")
@requires(Permission.LOOK_AFTER_TOPICS)
def move(topic_id: int) -> Page:
    """To another board, which `board` names by its address."""
    topic, form = _topic(topic_id), MoveForm()
    board = queries.board_for(me(), form.board.data or "")
    if board is None or not form.validate_on_submit():
        form.board.errors = [*form.board.errors, "Please choose a board from the list."]
        return _page(topic, moving=form), 422
    try:
        looking_after.move(topic, board, readers_may_change=form.readers_change.data, moderator=me())
    except Refused as refused:
        show_problems(form, refused)
        return _page(topic, moving=form), 422
    return _done(topic, f"The topic is on {board.title} now.")


@blueprint.post("/topics/<int:topic_id>/merge")
@requires(Permission.LOOK_AFTER_TOPICS)
def merge(topic_id: int) -> Page:
    """Make it part of the topic whose address or number `into` is."""
    topic, form = _topic(topic_id), MergeForm()
    number = _NUMBER.search(form.into.data or "")
    other = queries.topic_for(me(), int(number[1])) if number else None
    if other is None or other.topic.published_at is None or not form.validate_on_submit():
        form.into.errors = [*form.into.errors, "There is no topic at this address that shows."]
        return _page(topic, merging=form), 422
    try:
        merging.merge(topic, other.topic, moderator=me())
    except Refused as refused:
        show_problems(form, refused)
        return _page(topic, merging=form), 422
    return _done(other.topic, "The two are one topic now. The old address leads here.")


def _topic(topic_id: int) -> Topic:
    found = queries.topic_for(me(), topic_id)
    if found is None or found.topic.published_at is None:
        raise NotFound("This topic may have been taken down, or it is for other people.")
    return found.topic


def _done(topic: Topic, words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("boards.topic", topic_id=topic.id), 303)


def _page(topic: Topic, *, problem: str = "", **sent: Any) -> str:
    forms = {
        "closing": CloseForm(formdata=None),
        "moving": MoveForm(formdata=None),
        "merging": MergeForm(formdata=None),
        **sent,
    }
    others = [line.board for line in queries.boards_for(me()) if line.board.id != topic.board_id]
    forms["moving"].board.choices = [SelectChoice(each.slug, each.title) for each in others]
    return render_template(
        "boards/look_after.html",
        topic=topic,
        problem=problem,
        somebody_else=looking_after.why_somebody_else(topic, me()),
        **forms,
    )
