"""The fields and the words that the forms of the case page share."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from moderation.cases.models import Outcome
from moderation.typed import plain

WORDS_MAX = 5_000
YEARS = range(2000, 2100)
OUTCOME_WORDS = {
    Outcome.HELD: "We talked",
    Outcome.OFFERED_AND_DECLINED: "Offered; they would rather not",
    Outcome.OFFERED_NO_REPLY: "Offered; no reply",
    Outcome.REMOVED: "They took it down",
    Outcome.EDITED: "They changed it",
    Outcome.REFUSED: "They refused",
    Outcome.NO_REPLY: "No reply",
    Outcome.TREATED_AS_REFUSAL: "No reply, and I take that for a refusal",
    Outcome.AGREED: "They agree not to post it again",
    Outcome.REFERRED: "The police were told",
    Outcome.NOT_REFERRED: "We decided not to tell the police",
    Outcome.NOTED: "Noted",
}


def paragraph(label: str) -> TextAreaField:
    """A field for a paragraph or two."""
    too_long = f"Please use at most {WORDS_MAX:,} characters."
    return TextAreaField(label, filters=[plain], validators=[Length(max=WORDS_MAX, message=too_long)])


def checkboxes(label: str) -> SelectMultipleField:
    """Several of a few."""
    return SelectMultipleField(
        label,
        coerce=str,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class Moment(StringField):
    """A day or a moment in the school's time zone: 2027-03-01 or 2027-03-01T09:00.

    A bare day stands for its very beginning as a start, and for its very end as an end.
    """

    def moment(self, zone: ZoneInfo, *, ends_day: bool = False) -> datetime | None:
        """The aware moment meant; None when the field is empty. ValueError if it is neither."""
        text = (self.data or "").strip()
        if not text:
            return None
        if "T" in text or " " in text:
            found = datetime.fromisoformat(text)
            found = found if found.tzinfo else found.replace(tzinfo=zone)
        else:
            day = date.fromisoformat(text)
            found = datetime.combine(day + timedelta(days=1) if ends_day else day, time(), zone)
        if found.year not in YEARS:
            raise ValueError("not a year anybody means")
        return found


def outcome_choices(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """These outcomes to choose from; nothing is chosen beforehand."""
    return [("", "Choose…")] + [(outcome.value, OUTCOME_WORDS[outcome]) for outcome in outcomes]


def as_outcome(value: str | None) -> Outcome | None:
    """The outcome, if it is one there is."""
    return Outcome(value) if value in set(Outcome) else None
