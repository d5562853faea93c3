"""What the pages for admins share."""

from typing import TypeVar, cast

from flask import Blueprint, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.models import User
from forum.errors import NotFound
from forum.permissions import Permission, requires

T = TypeVar("T")
Page = str | tuple[str, int] | Response
MOST = 2**31  # an id beyond this belongs to nothing in any of our databases

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


def me() -> User:
    """Who is making this request; `requires` has seen to it that somebody is."""
    return cast("User", current_user._get_current_object())


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
