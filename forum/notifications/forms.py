"""What people choose: how much they hear of a place, and when mail comes."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField

from forum.notifications.models import Level, MailSettings
from forum.notifications.schedule import Pace

PACES = [
    SelectChoice(Pace.INSTANT, "At once"),
    SelectChoice(Pace.DAILY, "Once a day, together"),
    SelectChoice(Pace.WEEKLY, "Once a week, together"),
    SelectChoice(Pace.OFF, "Not by email"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
AS_IN_SETTINGS = ""
LEVELS = [
    SelectChoice(Level.FOLLOW, "Follow"),
    SelectChoice(Level.NORMAL, "Neither"),
    SelectChoice(Level.MUTE, "Mute"),
]


def _hour(hour: int) -> str:
    named = {0: "midnight", 12: "noon"}
    return named.get(hour, f"{hour % 12} {'am' if hour < 12 else 'pm'}")


_WEEKDAYS = [SelectChoice(number, day) for number, day in enumerate(_DAYS)]
_HOURS = [SelectChoice(hour, _hour(hour)) for hour in range(24)]


class MailSettingsForm(FlaskForm):
    """When mail comes."""

    follows_own = BooleanField("Follow a topic when I write in it")
    following = SelectField("New posts in what I follow, and thanks", choices=PACES, coerce=Pace)
    named = SelectField("Somebody mentions or quotes me", choices=PACES, coerce=Pace)
    hour = SelectField("Together: at what time", choices=_HOURS, coerce=int)
    weekday = SelectField(
        "Once a week: on which day",
        choices=_WEEKDAYS,
        coerce=int,
    )
    quiet_from = SelectField("No mail from", choices=_HOURS, coerce=int)
    quiet_until = SelectField("until", choices=_HOURS, coerce=int)

    @property
    def settings(self) -> MailSettings:
        """What was chosen."""
        chosen = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        return MailSettings(**chosen)


class LevelForm(FlaskForm):
    """How much to hear of one topic or board: the button says."""

    level = SelectField("What you hear", choices=LEVELS, coerce=Level)


class FollowForm(LevelForm):
    """How much to hear of one line of a person's list, and how soon by mail."""

    pace = SelectField(
        "By email",
        choices=[SelectChoice(AS_IN_SETTINGS, "As in my settings"), *PACES],
        coerce=lambda value: Pace(value) if value else None,
    )


class ButtonForm(FlaskForm):
    """A button, and nothing to fill in."""
