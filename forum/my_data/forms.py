"""What somebody fills in to take a copy, or to leave."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectChoice
from wtforms.validators import DataRequired


class CopyForm(FlaskForm):
    """A button, and nothing to fill in."""


class LeaveForm(FlaskForm):
    """With the name or without, and the password."""

    name = RadioField(
        "Your name beside what you wrote",
        choices=[
            SelectChoice("stays", "It stays, so that people know whom they were answering"),
            SelectChoice("goes", "It goes: everything says “A parent who has left” instead"),
        ],
        default="stays",
    )
    current_password = PasswordField(
        "Your password",
        validators=[DataRequired("Please give your password, so that we know it is you.")],
        render_kw={"autocomplete": "current-password"},
    )
