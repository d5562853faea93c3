"""What every view of the case pages shares: who acts, how a form comes back, where it goes next."""

from flask import Blueprint, flash, redirect, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from moderation.current import current_moderation
from moderation.errors import Refused
from moderation.host import Actor

blueprint = Blueprint("cases", __name__, url_prefix="/moderation")
Answer = Response | tuple[str, int]


def actor() -> Actor:
    """Who is signed in."""
    found = current_moderation().people.current()
    assert found is not None  # `requires` has seen to it
    return found


def show(form: FlaskForm, refusal: Refused) -> None:
    """Put what is wanting at its fields. Nothing of the refused act is kept."""
    current_moderation().session.rollback()
    for name, problem in refusal.problems.items():
        form[name].errors = [*form[name].errors, problem]


def done(person_id: str, message: str) -> Response:
    """Keep what was done, say so, and go back to the case."""
    current_moderation().session.commit()
    flash(message)
    return redirect(url_for("cases.case", person_id=person_id), 303)
