"""The appeal, as someone with only a letter in their hand fills it in."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from moderation.typed import plain


class AppealForm(FlaskForm):
    """Reference and code from the letter, and why."""

    reference = StringField("Reference", filters=[plain])
    code = StringField("Code", filters=[plain])
    text = TextAreaField("Why should we look again?", filters=[plain])
