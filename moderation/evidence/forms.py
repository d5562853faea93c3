"""For whom a pack is made and why; and why something must be kept."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from moderation.cases.forms.fields import paragraph
from moderation.typed import plain


class ExportForm(FlaskForm):
    """For whom, and why."""

    recipient = StringField(
        "Who gets it",
        filters=[plain],
        validators=[Length(max=200, message="Please use at most 200 characters.")],
    )
    purpose = paragraph("What it is for")


class HoldForm(FlaskForm):
    """Why everything is kept, or why no longer."""

    reason = paragraph("Why")
