"""Acting on a form, and showing what was refused at the fields it is about."""

from collections.abc import Callable

from flask_wtf import FlaskForm

from moderation.current import current_moderation
from moderation.errors import Refused


def show_problems(form: FlaskForm, refusal: Refused) -> None:
    """Put what is wanting at its fields. Nothing of the refused act is kept."""
    current_moderation().session.rollback()
    for name, problem in refusal.problems.items():
        form[name].errors = [*form[name].errors, problem]


def is_carried_out(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Whether the form fitted and the act was done; if not, its fields say what is wanting."""
    if not form.validate():
        return False
    try:
        act()
    except Refused as refusal:
        show_problems(form, refusal)
        return False
    return True
