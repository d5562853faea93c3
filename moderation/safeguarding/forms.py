"""What those who look first record, and what somebody worried about a child writes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from moderation.policy import Policy
from moderation.safeguarding.triage import Referral
from moderation.safeguarding.worrying import TEXT_MAX
from moderation.typed import as_id, plain

NOTE_MAX = 2_000


class TriageForm(FlaskForm):
    """Referred, to whom, when and with what note; or cleared, and why."""

    outcome = HiddenField()
    version = HiddenField()
    referred_to = SelectField("To whom", validate_choice=False)
    referred_at = DateTimeLocalField(
        "When",
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional()],
    )
    note = TextAreaField(
        "A short note",
        filters=[plain],
        validators=[Length(max=NOTE_MAX, message=f"Please use at most {NOTE_MAX:,} letters.")],
    )

    def offer(self, policy: Policy) -> "TriageForm":
        """Fill the places from the policy in force; none is chosen beforehand."""
        places = policy.safeguarding.referred_to
        self.referred_to.choices = [("", "Choose…")] + [(place, place) for place in places]
        return self

    def validate_outcome(self, field: HiddenField) -> None:
        """One of the contract's two words."""
        if field.data not in ("referred", "cleared"):
            raise ValidationError("Choose to refer it or to clear it for moderators.")

    def validate_version(self, field: HiddenField) -> None:
        """The revision of the card that was read."""
        if as_id(field.data or "") is None:
            raise ValidationError("Please open the post again and decide from there.")

    def referral(self, zone: ZoneInfo) -> Referral:
        """What was referred, as the service takes it."""
        return Referral(
            referred_to=self.referred_to.data or "",
            happened_at=_aware(self.referred_at.data, zone),
            note=self.note.data or "",
        )


def _aware(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.replace(tzinfo=zone) if moment else None


class WorryForm(FlaskForm):
    """A worry about a child in somebody's own words; nothing else is asked."""

    text = TextAreaField(
        "What are you worried about?",
        filters=[plain],
        validators=[
            DataRequired("Please write what worries you, in your own words."),
            Length(
                max=TEXT_MAX, message=f"Please use at most {TEXT_MAX:,} letters; you can ring as well."
            ),
        ],
    )


class PressForm(FlaskForm):
    """A button, and nothing to fill in."""
