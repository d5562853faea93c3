"""A refused act, shown at the fields it is about."""

from flask_wtf import FlaskForm

from moderation.current import current_moderation
from moderation.errors import Refused


def show_problems(form: FlaskForm, refusal: Refused) -> None:
    """Put what is wanting at its fields. Nothing of the refused act is kept."""
    current_moderation().session.rollback()
    for name, problem in refusal.problems.items():
        form[name].errors = [*form[name].errors, problem]
