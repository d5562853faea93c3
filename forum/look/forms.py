"""One field of each kind, for the page that shows every piece."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField


class EveryField(FlaskForm):
    """What forms are made of."""

    plain = StringField("A line of text")
    mend = StringField("A field to mend")
    long = TextAreaField("Several lines")
    choice = SelectField("One of many", choices=["Year 1", "Year 2", "Year 3"])
    which = RadioField("One of a few", choices=["Send it to the office", "Send it to the head"])
    tick = BooleanField("Say my name")
