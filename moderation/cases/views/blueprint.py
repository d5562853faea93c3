"""What every view of the case pages shares: where an act goes next."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from moderation.current import current_moderation
from moderation.undoing.views import flash_done

blueprint = Blueprint("cases", __name__, url_prefix="/moderation")
Answer = Response | tuple[str, int]


def done(person_id: str, message: str) -> Response:
    """Keep what was done, say so, and go back to the case."""
    current_moderation().session.commit()
    flash(message)
    return _to_case(person_id)


def done_for_now(person_id: str, message: str) -> Response:
    """The same for what can be undone for a minute."""
    current_moderation().session.commit()
    flash_done(message)
    return _to_case(person_id)


def _to_case(person_id: str) -> Response:
    return redirect(url_for("cases.case", person_id=person_id), 303)
