"""What somebody told the school, as they read it themselves, and their talk with the school under it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.channels import queries, writing_back
from forum.channels.forms import WriteBackForm
from forum.channels.models import Concern
from forum.channels.views.receipts import limit_messages
from forum.errors import NotFound, Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, requires

blueprint = Blueprint("told", __name__, url_prefix="/me/messages")


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def messages() -> str:
    """Everything this person told the school while signed in."""
    return render_template("channels/mine/messages.html", concerns=queries.concerns_of(me()))


@blueprint.get("/<int:concern_id>")
@requires(Permission.SIGNED_IN)
def message(concern_id: int) -> str:
    """One of them: their words, how far it is, the replies, and room to write back."""
    return _page(_own(concern_id), WriteBackForm())


@blueprint.post("/<int:concern_id>/write-back")
@requires(Permission.SIGNED_IN)
@limit_messages
def write_back(concern_id: int) -> tuple[str, int] | Response:
    """Add something: `text`. Under a closed message it says that the matter is not settled."""
    concern, form = _own(concern_id), WriteBackForm()
    try:
        fits = form.validate()
        writing_back.write_back(concern, form.text.data, author=me())
    except Refused as refusal:
        show_problems(form, refusal)
        fits = False
    if not fits:
        db.session.rollback()
        return _page(_own(concern_id), form), 422
    db.session.commit()
    flash("Sent. Only those at school who answer this message read it.")
    return redirect(url_for("told.message", concern_id=concern_id), 303)


def _page(concern: Concern, form: WriteBackForm) -> str:
    return render_template(
        "channels/mine/message.html",
        concern=concern,
        form=form,
        may_write=writing_back.may_write_back(concern),
        may_reopen=writing_back.may_reopen(concern),
    )


def _own(concern_id: int) -> Concern:
    found = queries.concern_of(me(), concern_id)
    if found is None:
        raise NotFound("There is no such message of yours.")
    return found
