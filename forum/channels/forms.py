"""What somebody fills in to reach the school."""

from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from forum import markup

_REAL = Email("Please check this address: it should look like name@example.com.")
_SHORT = Length(max=120, message="Please use at most 120 characters.")


def _tidied(text: str | None) -> str:
    return markup.tidy(text or "")


def _tidied_line(text: str | None) -> str:
    return markup.tidy_line(text or "")


class ContactForm(FlaskForm):
    """A message that will be answered, so it needs a name and an address."""

    name = StringField(
        "Your name",
        filters=[_tidied_line],
        validators=[DataRequired("Please give your name, so that we know who asks."), _SHORT],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Your email",
        filters=[_tidied_line],
        validators=[DataRequired("Please give an address where the answer reaches you."), _REAL],
        render_kw={"autocomplete": "email"},
    )
    text = TextAreaField("What is it about?", filters=[_tidied])


class ChildAtRiskForm(FlaskForm):
    """A worry about a child; nobody has to say who they are."""

    name = StringField(
        "Your name, if you like",
        filters=[_tidied_line],
        validators=[_SHORT],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Your email, if you like",
        filters=[_tidied_line],
        validators=[Optional(), _REAL],
        render_kw={"autocomplete": "email"},
    )
    text = TextAreaField("What are you worried about?", filters=[_tidied])


class AnsweredForm(FlaskForm):
    """A button, and nothing to fill in."""
