"""Pictures on their way into a post, and shown to whoever may see it."""

from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from forum.accounts.current import me
from forum.boards import pictures, queries
from forum.boards.forms import Composer
from forum.boards.models import PICTURES_MOST, Board
from forum.boards.pictures import Chosen
from forum.boards.views.composing import is_looking
from forum.errors import NotFound, Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, requires
from moderation import LARGEST_FILE

blueprint = Blueprint("picturing", __name__)

# Room for a picture that is far too large, so that whoever sends it keeps what they wrote.
MOST_AT_ONCE = 5 * LARGEST_FILE
_WITH_PICTURES = {"boards.new_topic", "boards.reply"}
_NOT_THERE = "There is no such picture, or it is for other people."


@blueprint.app_url_value_preprocessor
def let_pictures_in(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Only for somebody signed in, and only where posts may have pictures."""
    is_upload = request.method == "POST" and request.mimetype == "multipart/form-data"
    if endpoint not in _WITH_PICTURES or not is_upload or not current_user.is_authenticated:
        return
    slug, topic_id = str((values or {}).get("slug", "")), int(str((values or {}).get("topic_id", 0)))
    if queries.takes_pictures(slug=slug, topic_id=topic_id):
        request.max_content_length = MOST_AT_ONCE


@blueprint.get("/posts/<int:post_id>/pictures/<int:number>")
@requires(Permission.READ)
def show(post_id: int, number: int) -> Response:
    """One picture of a post this person may see; kept by no cache, so that hiding it hides it."""
    found = queries.picture_for(me(), post_id, number)
    if found is None:
        raise NotFound(_NOT_THERE)
    return Response(
        found.image,
        mimetype=found.media_type,
        headers={"Cache-Control": "private, no-store", "Content-Disposition": "inline"},
    )


def chosen_or_problem(form: Composer, board: Board) -> Sequence[Chosen] | None:
    """The pictures of a form that may be sent; None, with the problems in the form, if it may not."""
    if not form.validate():
        return None
    if is_looking():
        return ()
    try:
        return pictures_chosen(form, board)
    except Refused as refusal:
        show_problems(form, refusal)
        return None


def pictures_chosen(form: Composer, board: Board) -> Sequence[Chosen]:
    """The pictures sent along, drawn anew; `Refused` says at which field what to mend."""
    sent = [name for name in _fields() if _file(form, name)]
    if not sent:
        return ()
    if not board.allows_images:
        raise Refused({"body": "Posts on this board have no pictures."})
    if not form["no_other_child"].data:
        raise Refused({"no_other_child": "Please confirm this, or leave the picture out."})
    files = [(name, _file(form, name), form[f"{name}_alt"].data or "") for name in sent]
    # Drawing takes a moment, and nobody else should wait for the place of the writer.
    db.session.rollback()
    return [
        pictures.choose(name, file.filename or "picture", file.read(), alt)
        for name, file, alt in files
        if file
    ]


def _fields() -> Sequence[str]:
    return [f"picture_{number}" for number in range(1, PICTURES_MOST + 1)]


def _file(form: Composer, name: str) -> FileStorage | None:
    file = form[name].data
    return file if isinstance(file, FileStorage) and file.filename else None
