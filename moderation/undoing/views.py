"""The button of the banner that offers to undo what one did a moment ago."""

from flask import Blueprint, flash, redirect
from werkzeug.wrappers import Response

from moderation.current import current_actor, current_moderation
from moderation.permissions import Permission, requires
from moderation.typed import ID_MAX
from moderation.undoing import keeping, services

blueprint = Blueprint("undoing", __name__)


def flash_done(message: str) -> None:
    """Say what was done, unless the banner that offers to undo it says so on the next page."""
    if not keeping.grace(current_moderation().policy):
        flash(message)


@blueprint.post(f"/moderation/acts/<int(max={ID_MAX}):act_id>/undo")
@requires(Permission.QUEUE_READ)
def undo(act_id: int) -> Response:
    """Undo one's own act, and go to where it is as it was."""
    moderation = current_moderation()
    act = services.undo(moderation, act_id, by=current_actor())
    path = act.path
    moderation.session.commit()
    flash("Undone. All is as it was before, and nobody has been told.")
    return redirect(path, 303)
