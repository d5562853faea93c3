"""What the page's script asks while one types: names to address, and whether to think again."""

from flask import Blueprint, Response, abort, jsonify, render_template, request

from forum import markup
from forum.accounts.current import me, person_key
from forum.boards import drafting, mentions, queries, thinking
from forum.boards.models import BODY_MAX
from forum.errors import NotFound
from forum.extensions import db, limiter
from forum.permissions import Permission, requires

blueprint = Blueprint("suggesting", __name__)


@blueprint.get("/boards/<slug>/people")
@limiter.limit("60 per minute;600 per hour", key_func=person_key)
@requires(Permission.POST)
def people(slug: str) -> Response:
    """A few names of readers of a board that begin like `?q=`; the page's script asks while one types.

    Names and nothing else: not which class somebody belongs to, nor how to reach them.
    """
    board = queries.board_for(me(), slug)
    if board is None:
        raise NotFound("There is no such board, or it is for other people.")
    answer = jsonify(names=mentions.names_beginning(board, request.args.get("q", ""), writer=me()))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/thoughts")
@limiter.limit("20 per minute;300 per hour", key_func=person_key)
@requires(Permission.POST)
def think_again() -> tuple[str, int]:
    """The policy's questions for a text that might have to wait (C3); nothing for any other.

    A piece of a page. Sending goes on just as it would.
    """
    place = request.form.get("place", "")
    if len(place) > 120 or drafting.place_of(place) != place:
        abort(404)
    title = markup.tidy_line(request.form.get("title", ""))
    body = markup.tidy(request.form.get("body", ""))
    if markup.is_blank(body) or len(body) > BODY_MAX:
        return "", 204
    foresight = thinking.think_again(place, title, body, writer=me())
    db.session.commit()
    if foresight is None:
        return "", 204
    return render_template("boards/_think_again.html", foresight=foresight), 200
