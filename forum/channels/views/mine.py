"""What somebody told the school, as they read it themselves, and what the school answered."""

from typing import cast

from flask import Blueprint, render_template
from flask_login import current_user

from forum.accounts.models import User
from forum.channels import queries
from forum.errors import NotFound
from forum.permissions import Permission, requires

blueprint = Blueprint("told", __name__, url_prefix="/me/messages")


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def messages() -> str:
    """Everything this person told the school while signed in."""
    return render_template("channels/mine/messages.html", concerns=queries.concerns_of(_me()))


@blueprint.get("/<int:concern_id>")
@requires(Permission.SIGNED_IN)
def message(concern_id: int) -> str:
    """One of them: their words, how far it is, and the replies."""
    found = queries.concern_of(_me(), concern_id)
    if found is None:
        raise NotFound("There is no such message of yours.")
    return render_template("channels/mine/message.html", concern=found)


def _me() -> User:
    return cast("User", current_user._get_current_object())
