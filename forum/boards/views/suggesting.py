"""Names of people one can address, while one types."""

from flask import Blueprint, Response, jsonify, request

from forum.boards import mentions, queries
from forum.boards.views.composing import me, person_key
from forum.errors import NotFound
from forum.extensions import limiter
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
