"""What somebody was told, what they follow, when they want mail, and stopping it from a mail."""

import logging
from collections.abc import Collection, Iterable
from functools import partial
from typing import cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as Answer

from forum.accounts.current import me
from forum.accounts.views.limits import limit_links
from forum.boards import queries as boards
from forum.database import is_reading
from forum.errors import NotFound
from forum.extensions import db
from forum.notifications import following, queries, unsubscribing
from forum.notifications.forms import ButtonForm, FollowForm, LevelForm, MailSettingsForm
from forum.notifications.grouping import grouped
from forum.notifications.models import Level
from forum.permissions import Permission, public, requires

blueprint = Blueprint("news", __name__)
Page = str | tuple[str, int] | Answer
log = logging.getLogger(__name__)


@blueprint.get("/me/notifications")
@requires(Permission.READ)
def page() -> str:
    """What is new in what somebody follows, and who named them; then what they have seen."""
    return render_template("notifications/page.html", groups=grouped(queries.newest(me())))


@blueprint.post("/me/notifications/read")
@requires(Permission.READ)
def call_read() -> Answer:
    """Nothing of it is new any more."""
    _pressed()
    following.call_read(person=me())
    db.session.commit()
    flash("All of it is marked as read.")
    return redirect(url_for("news.page"), 303)


@blueprint.route("/me/notifications/settings", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def settings() -> Page:
    """When mail comes, and about what."""
    form = MailSettingsForm(obj=following.settings_of(me()))
    if form.validate_on_submit():
        following.change_settings(form.settings, person=me())
        db.session.commit()
        flash("Kept. Your mail comes like this from now on.")
        return redirect(url_for("news.settings"), 303)
    page = render_template("notifications/settings.html", form=form)
    return page if request.method == "GET" else (page, 422)


@blueprint.get("/me/notifications/following")
@requires(Permission.READ)
def list_of_follows() -> str:
    """What somebody follows or has muted, each with how soon mail comes."""
    page = min(max(request.args.get("page", 1, int), 1), 1000)
    lines, has_more = queries.follow_lines(me(), page)
    forms = [(line, FollowForm(formdata=None, obj=line.follow, prefix="")) for line in lines]
    return render_template("notifications/following.html", lines=forms, page=page, has_more=has_more)


@blueprint.post("/me/notifications/following/<int:follow_id>")
@requires(Permission.READ)
def change(follow_id: int) -> Answer:
    """Change one line of one's own list."""
    follow, form = queries.own_follow(me(), follow_id), FollowForm()
    if follow is None:
        raise NotFound("This is not on your list any more.")
    if not form.validate_on_submit():
        abort(400)
    following.change(follow, form.level.data, form.pace.data, person=me())
    db.session.commit()
    flash("Kept.")
    return redirect(url_for("news.list_of_follows"), 303)


@blueprint.post("/topics/<int:topic_id>/follow")
@requires(Permission.READ)
def follow_topic(topic_id: int) -> Answer:
    """Follow a topic, mute it, or neither."""
    found = boards.topic_for(me(), topic_id)
    if found is None or found.topic.published_at is None:
        raise NotFound("This topic may have been taken down, or it is for other people.")
    level = _level()
    following.say_of_topic(found.topic, level, person=me())
    db.session.commit()
    flash(_SAID[level].format(place="this topic"))
    return redirect(url_for("boards.topic", topic_id=topic_id, page="last"), 303)


@blueprint.post("/boards/<slug>/follow")
@requires(Permission.READ)
def follow_board(slug: str) -> Answer:
    """Follow a whole board, or not."""
    board = boards.board_for(me(), slug)
    if board is None:
        raise NotFound("There is no such board, or it is for other people.")
    level = _level()
    following.say_of_board(board, level, person=me())
    db.session.commit()
    flash(_SAID[level].format(place="this board"))
    return redirect(url_for("boards.board", slug=slug), 303)


_SAID = {
    Level.FOLLOW: "You follow {place} now: what is new in it is under News.",
    Level.NORMAL: "You no longer follow {place}.",
    Level.MUTE: "Muted: you hear nothing of {place}.",
}


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@public
@limit_links
def unsubscribe(token: str) -> str:
    """One press stops the mail a link came with. Looking at the page does nothing (RFC 8058)."""
    stop = unsubscribing.stop_by(token)
    if request.method == "POST":
        unsubscribing.unsubscribe(stop)
        db.session.commit()
    return render_template("notifications/unsubscribe.html", stop=stop, done=request.method == "POST")


def count_new() -> int:
    """How much is new to whoever is signed in; none where it can't be known."""
    limits = g.get("limits")
    if not current_user.is_authenticated or not current_user.may_have_news:
        return 0
    if limits and limits.block:
        return 0
    try:
        if "new_to_me" not in g:
            g.new_to_me = queries.count_new(me())
        return int(g.new_to_me)
    except SQLAlchemyError:
        # A page that says what went wrong is needed most when the database does not answer.
        return 0


def note_shown(post_ids: Iterable[int]) -> None:
    """A page shows these posts: once it has gone out, they are not new to its reader any more."""
    # A browser may fetch a page before anybody asks for it, and a HEAD stands for no reader.
    is_looked_at = request.environ["REQUEST_METHOD"] == "GET" and "Sec-Purpose" not in request.headers
    if is_looked_at and count_new():
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        person_id, shown = me().id, list(post_ids)

        @after_this_request
        def remember(response: Response) -> Response:
            response.call_on_close(partial(_call_shown, app, shown, person_id))
            return response


def _call_shown(app: Flask, post_ids: Collection[int], person_id: int) -> None:
    reading = is_reading.set(False)
    try:
        with app.app_context():
            following.call_shown(post_ids, person_id=person_id)
            db.session.commit()
    except SQLAlchemyError as problem:
        # It stays new, and the next look is as good.
        log.warning("What was read was not kept: %s", type(problem).__name__)
    finally:
        is_reading.reset(reading)


def _level() -> Level:
    form = LevelForm()
    if not form.validate_on_submit():
        abort(400)
    return cast("Level", form.level.data)


def _pressed() -> None:
    if not ButtonForm().validate_on_submit():
        abort(400)
