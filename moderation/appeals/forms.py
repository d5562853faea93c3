"""The appeal, as someone with only a letter in their hand fills it in."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField


class AppealForm(FlaskForm):
    """Reference and code from the letter, and why."""

    reference = StringField("Reference")
    code = StringField("Code")
    text = TextAreaField("Why should we look again?")
