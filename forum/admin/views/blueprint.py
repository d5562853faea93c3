"""What the pages for admins share."""

from typing import TypeVar

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from forum.errors import NotFound
from forum.permissions import Permission, requires

T = TypeVar("T")
Page = str | tuple[str, int] | Response
MOST = 2**31  # an id beyond this belongs to nothing in any of our databases

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


def found(thing: T | None) -> T:
    """`thing`, or the page that says there is none."""
    if thing is None:
        raise NotFound("It may have been taken away. The list shows what there is.")
    return thing


@blueprint.get("")
@requires(Permission.MANAGE_PEOPLE)
def index() -> str:
    """Where everything an admin looks after is found."""
    return render_template("admin/index.html")
