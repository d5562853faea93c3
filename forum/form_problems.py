"""Putting a service's refusal beside the fields it is about."""

from flask_wtf import FlaskForm

from forum.errors import Refused


def show_problems(form: FlaskForm, refusal: Refused) -> None:
    """Give each field its problem in words; what fits no field is shown above the form."""
    for name, problem in refusal.problems.items():
        if name in form:
            form[name].errors = [*form[name].errors, problem]
        else:
            form.form_errors.append(problem)
