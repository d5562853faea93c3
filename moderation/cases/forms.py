"""The forms of the case page: a finding, a measure, an answer, and one reason."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from moderation.cases.ladder import Proposal
from moderation.cases.models import Finding, Outcome
from moderation.cases.services import ANSWERS, TALK_OUTCOMES, FindingDraft
from moderation.policy import MeasureKind, Policy

WORDS_MAX = 5_000
_SHORT_ENOUGH = Length(max=WORDS_MAX, message=f"Please use at most {WORDS_MAX:,} characters.")
OUTCOME_WORDS = {
    Outcome.HELD: "We talked",
    Outcome.OFFERED_AND_DECLINED: "Offered; they would rather not",
    Outcome.OFFERED_NO_REPLY: "Offered; no reply",
    Outcome.REMOVED: "They took it down",
    Outcome.EDITED: "They changed it",
    Outcome.REFUSED: "They refused",
    Outcome.NO_REPLY: "No reply",
    Outcome.TREATED_AS_REFUSAL: "No reply, and I take that for a refusal",
}
DETRIMENT_WORDS = {
    "school": "The school",
    "staff": "A member of staff",
    "pupils": "A pupil or pupils",
    "parents": "A parent or family",
}


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
            return found if found.tzinfo else found.replace(tzinfo=zone)
        day = date.fromisoformat(text)
        if ends_day:
            day += timedelta(days=1)
        return datetime.combine(day, time(), zone)


class FindingForm(FlaskForm):
    """That something posted breached a clause."""

    submission = SelectField("Which post", coerce=str, validate_choice=False)
    category = SelectField("Which part of the policy", validate_choice=False)
    ground = SelectField("Because of", validate_choice=False)
    words = TextAreaField("The words it rests on", validators=[_SHORT_ENOUGH])
    detriment = SelectField("Who was affected", validate_choice=False)
    reason = TextAreaField("How you came to this view", validators=[_SHORT_ENOUGH])

    def offer(self, policy: Policy, posts: list[tuple[str, str]]) -> "FindingForm":
        """Fill the choices; nothing is chosen beforehand."""
        self.submission.choices = [("", "Choose…"), *posts]
        self.category.choices = [("", "Choose…")] + [
            (c.id, f"{c.label} ({c.clause})") for c in policy.categories.values() if c.counts_as_finding
        ]
        self.ground.choices = [("", "Does not apply")] + [
            (ground.key, ground.label) for ground in policy.grounds.values()
        ]
        self.detriment.choices = [("", "Choose…"), *DETRIMENT_WORDS.items()]
        return self

    def draft(self) -> FindingDraft:
        """The finding as the service takes it."""
        number = self.submission.data or ""
        return FindingDraft(
            submission_id=int(number) if number.isdecimal() else None,
            category=self.category.data or "",
            ground=self.ground.data or "",
            words=self.words.data or "",
            detriment=self.detriment.data or "",
            reason=self.reason.data or "",
        )


class MeasureForm(FlaskForm):
    """One step of the ladder. Which fields a step needs, the policy says."""

    measure = HiddenField()
    findings = SelectMultipleField(
        "What it rests on",
        coerce=str,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField("Why", validators=[_SHORT_ENOUGH])
    outcome = SelectField("What came of it", validate_choice=False)
    concerns = TextAreaField("Our concerns", validators=[_SHORT_ENOUGH])
    warning = TextAreaField("The warning", validators=[_SHORT_ENOUGH])
    removal_request = TextAreaField("What we ask them to take down", validators=[_SHORT_ENOUGH])
    necessity = TextAreaField("Why nothing lighter is enough", validators=[_SHORT_ENOUGH])
    starts_at = Moment("From")
    ends_at = Moment("Until the end of")
    review_at = Moment("Look at it again on")
    limits = SelectMultipleField(
        "What is limited",
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    boards = StringField("Boards they may still post on")
    override_reason = TextAreaField("Why you go past what is missing", validators=[_SHORT_ENOUGH])
    confirm = BooleanField("I have read the letter below")

    def offer(self, policy: Policy, findings: list[Finding]) -> "MeasureForm":
        """Fill the choices from the policy and from this person's findings that count."""
        self.findings.choices = [
            (str(f.id), f"{policy.clause(f.clause).id}: “{f.words[:80]}”")
            for f in findings
            if f.overturned_at is None
        ]
        self.outcome.choices = [("", "Choose…")] + [(o.value, OUTCOME_WORDS[o]) for o in TALK_OUTCOMES]
        self.limits.choices = [
            ("premoderate", "A person reads every post before it shows"),
            ("no_new_topics", "No new topics"),
            ("no_replies", "No replies"),
            ("boards_only", "Only the boards named below"),
        ]
        return self

    def proposal(self, policy: Policy) -> Proposal:
        """What is wanted, as the ladder takes it. ValueError names a date that can't be read."""
        zone = policy.school.zone
        limits: dict[str, object] = {
            name: True for name in self.limits.data or [] if name != "boards_only"
        }
        if "boards_only" in (self.limits.data or []):
            names = (self.boards.data or "").replace(",", " ").split()
            limits["boards_only"] = names
        return Proposal(
            kind=MeasureKind(self.measure.data),
            reason=self.reason.data or "",
            finding_ids=frozenset(int(n) for n in self.findings.data or [] if n.isdecimal()),
            starts_at=self.starts_at.moment(zone),
            ends_at=self.ends_at.moment(zone, ends_day=True),
            review_at=self.review_at.moment(zone),
            necessity=self.necessity.data or "",
            limits=limits,
            override_reason=self.override_reason.data or "",
            parts={
                "concerns": self.concerns.data or "",
                "warning": self.warning.data or "",
                "removal_request": self.removal_request.data or "",
            },
        )

    def validate_measure(self, field: HiddenField) -> None:
        """One of the policy's measures."""
        if field.data not in set(MeasureKind):
            raise ValueError("Choose one of the steps on the ladder.")

    def _check_moment(self, field: Moment) -> None:
        try:
            field.moment(ZoneInfo("UTC"))
        except (ValueError, OverflowError):
            raise ValueError("Write the day like this: 2027-03-01.") from None

    validate_starts_at = validate_ends_at = validate_review_at = _check_moment


class AnswerForm(FlaskForm):
    """What came of a talk or a request."""

    outcome = SelectField("What came of it", validate_choice=False)
    answer = TextAreaField("Note", validators=[_SHORT_ENOUGH])

    def offer(self, kind: MeasureKind) -> "AnswerForm":
        """The answers this kind of step can have."""
        wanted = TALK_OUTCOMES if kind is MeasureKind.INFORMAL_DISCUSSION else ANSWERS
        self.outcome.choices = [("", "Choose…")] + [(o.value, OUTCOME_WORDS[o]) for o in wanted]
        return self

    def chosen(self) -> Outcome | None:
        """The outcome, if it is one there is."""
        return Outcome(self.outcome.data) if self.outcome.data in set(Outcome) else None


class ReasonForm(FlaskForm):
    """One reason, kept on record."""

    reason = TextAreaField("Why", validators=[_SHORT_ENOUGH])
