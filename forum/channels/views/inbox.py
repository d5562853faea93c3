"""The staff's inbox: what people told the school, and who answered."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.models import User
from forum.channels import queries, services
from forum.channels.confidence import may_read
from forum.channels.forms import AnsweredForm
from forum.channels.models import Concern, ConcernKind
from forum.errors import NotAllowed, NotFound
from forum.extensions import db
from forum.permissions import Permission, requires

blueprint = Blueprint("inbox", __name__, url_prefix="/admin/messages")


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def messages() -> str:
    """What waits for an answer and what has had one, of the kinds this person may read."""
    found = [concern for concern in queries.concerns(_readable()) if may_read(concern, _me())]
    return render_template("channels/messages.html", concerns=found)


@blueprint.get("/<int:concern_id>")
@requires(Permission.SIGNED_IN)
def message(concern_id: int) -> str:
    """One message."""
    return render_template(
        "channels/message.html", concern=_concern(concern_id), form=AnsweredForm(formdata=None)
    )


@blueprint.post("/<int:concern_id>/answered")
@requires(Permission.SIGNED_IN)
def answered(concern_id: int) -> Response:
    """Somebody has answered it, by mail, by telephone or in person."""
    services.answer(_concern(concern_id), admin=_me())
    db.session.commit()
    flash("Marked as answered.")
    return redirect(url_for("inbox.messages"), 303)


def _me() -> User:
    return cast("User", current_user._get_current_object())


def _readable() -> frozenset[ConcernKind]:
    kinds = queries.readable_kinds(current_user.roles)
    if not kinds:
        raise NotAllowed("These messages are for the people at school who answer them.")
    return kinds


def _concern(concern_id: int) -> Concern:
    readable = _readable()
    found = queries.concern(concern_id)
    if found is None or found.kind not in readable or not may_read(found, _me()):
        raise NotFound("There is no such message for you.")
    return found
