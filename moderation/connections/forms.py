"""Declaring a connection."""

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Length

from moderation.connections.models import ConnectionKind
from moderation.typed import plain


class ConnectionForm(FlaskForm):
    """Who somebody is connected to, and how."""

    name = StringField(
        "Their name",
        filters=[plain],
        validators=[Length(max=200, message="Please use at most 200 letters.")],
    )
    kind = SelectField(
        "How you are connected",
        validate_choice=False,
        choices=[
            SelectChoice("", "Choose…"),
            *(SelectChoice(kind.value, kind.label) for kind in ConnectionKind),
        ],
    )

    def chosen(self) -> ConnectionKind | None:
        """The kind that was chosen, if it is one."""
        return ConnectionKind(self.kind.data) if self.kind.data in set(ConnectionKind) else None


class EndForm(FlaskForm):
    """A button, and nothing to fill in."""
