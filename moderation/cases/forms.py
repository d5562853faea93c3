"""The forms of the case page: a finding, a measure, an answer, and one reason."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from moderation.cases.ladder import Proposal
from moderation.cases.models import Finding, Outcome
from moderation.cases.services import ANSWERS, TALK_OUTCOMES, FindingDraft
from moderation.policy import MeasureKind, Policy
from moderation.typed import as_id, plain

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
}
DETRIMENT_WORDS = {
    "school": "The school",
    "staff": "A member of staff",
    "pupils": "A pupil or pupils",
    "parents": "A parent or family",
}
LIMIT_WORDS = {
    "premoderate": "A person reads every post before it shows",
    "no_new_topics": "No new topics",
    "no_replies": "No replies",
    "boards_only": "Only the boards named below",
}


def _words(label: str) -> TextAreaField:
    too_long = f"Please use at most {WORDS_MAX:,} characters."
    return TextAreaField(label, filters=[plain], validators=[Length(max=WORDS_MAX, message=too_long)])


def _checkboxes(label: str) -> SelectMultipleField:
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


class FindingForm(FlaskForm):
    """That something posted breached a clause."""

    submission = SelectField("Which post", coerce=str, validate_choice=False)
    category = SelectField("Which part of the policy", validate_choice=False)
    ground = SelectField("Because of", validate_choice=False)
    words = _words("The words it rests on")
    detriment = SelectField("Who was affected", validate_choice=False)
    reason = _words("How you came to this view")

    def offer(self, policy: Policy, posts: Sequence[tuple[str, str]]) -> "FindingForm":
        """Fill the choices; nothing is chosen beforehand."""
        self.submission.choices = [("", "Choose…"), *posts]
        self.category.choices = [("", "Choose…")] + [
            (category.id, f"{category.label} ({category.clause})")
            for category in policy.categories.values()
            if category.counts_as_finding
        ]
        self.ground.choices = [("", "Does not apply")] + [
            (ground.key, ground.label) for ground in policy.grounds.values()
        ]
        self.detriment.choices = [("", "Choose…"), *DETRIMENT_WORDS.items()]
        return self

    def draft(self) -> FindingDraft:
        """The finding as the service takes it."""
        return FindingDraft(
            submission_id=as_id(self.submission.data or ""),
            category=self.category.data or "",
            ground=self.ground.data or "",
            words=self.words.data or "",
            detriment=self.detriment.data or "",
            reason=self.reason.data or "",
        )


class MeasureForm(FlaskForm):
    """One step of the ladder. Which fields a step needs, the policy says."""

    measure = HiddenField()
    findings = _checkboxes("What it rests on")
    reason = _words("Why")
    outcome = SelectField("What came of it", validate_choice=False)
    concerns = _words("Our concerns")
    warning = _words("The warning")
    removal_request = _words("What we ask them to take down")
    necessity = _words("Why nothing lighter is enough")
    starts_at = Moment("From")
    ends_at = Moment("Until the end of")
    review_at = Moment("Look at it again on")
    limits = _checkboxes("What is limited")
    boards = StringField("Boards they may still post on", filters=[plain])
    override_reason = _words("Why you go past what is missing")

    def offer(self, policy: Policy, findings: Sequence[Finding]) -> "MeasureForm":
        """Fill the choices from the policy and from this person's findings that count."""
        self.findings.choices = [
            (
                str(finding.id),
                f"{finding.clause}, posted {finding.posted_at.day} {finding.posted_at:%b}: "
                f"“{finding.words[:80]}”",
            )
            for finding in findings
            if finding.overturned_at is None
        ]
        self.outcome.choices = _choices(TALK_OUTCOMES)
        self.limits.choices = [
            (limit, LIMIT_WORDS[limit]) for limit in policy.measures[MeasureKind.RESTRICT].limits
        ]
        return self

    def kind(self) -> MeasureKind | None:
        """Which step is wanted, if it is one there is."""
        return MeasureKind(self.measure.data) if self.measure.data in set(MeasureKind) else None

    def talk_outcome(self) -> Outcome | None:
        """What came of a talk; None for any other step."""
        is_talk = self.kind() is MeasureKind.INFORMAL_DISCUSSION
        return _outcome(self.outcome.data) if is_talk else None

    def proposal(self, policy: Policy) -> Proposal:
        """What is wanted, as the ladder takes it. Only for a form that was validated."""
        zone = policy.school.zone
        ids = [as_id(text) for text in self.findings.data or []]
        return Proposal(
            kind=MeasureKind(self.measure.data),
            reason=self.reason.data or "",
            # A number that is nobody's finding stays among them, so that it is refused.
            finding_ids=frozenset(0 if id_ is None else id_ for id_ in ids),
            starts_at=self.starts_at.moment(zone),
            ends_at=self.ends_at.moment(zone, ends_day=True),
            review_at=self.review_at.moment(zone),
            necessity=self.necessity.data or "",
            limits=self._limits(),
            override_reason=self.override_reason.data or "",
            parts={
                "concerns": self.concerns.data or "",
                "warning": self.warning.data or "",
                "removal_request": self.removal_request.data or "",
            },
        )

    def _limits(self) -> dict[str, object]:
        chosen: dict[str, object] = dict.fromkeys(self.limits.data or [], True)
        if "boards_only" in chosen:
            chosen["boards_only"] = (self.boards.data or "").replace(",", " ").split()
        return chosen

    def validate_measure(self, _field: HiddenField) -> None:
        """One of the policy's measures."""
        if self.kind() is None:
            raise ValidationError("Choose one of the steps on the ladder.")

    def _check_moment(self, field: Moment) -> None:
        try:
            field.moment(ZoneInfo("UTC"), ends_day=True)
        except (ValueError, OverflowError):
            raise ValidationError("Write the day like this: 2027-03-01.") from None

    validate_starts_at = validate_ends_at = validate_review_at = _check_moment


class AnswerForm(FlaskForm):
    """What came of a talk (`outcome`) or of a request (`answer`); either field is taken."""

    outcome = SelectField("What came of it", validate_choice=False)
    answer = SelectField("Their answer", validate_choice=False)
    reason = _words("Note")
    version = HiddenField()

    def offer(self) -> "AnswerForm":
        """The answers there can be; nothing is chosen beforehand."""
        self.outcome.choices = _choices(TALK_OUTCOMES)
        self.answer.choices = _choices(ANSWERS)
        return self

    def chosen(self) -> Outcome | None:
        """The outcome, if it is one there is."""
        return _outcome(self.answer.data) or _outcome(self.outcome.data)


class ReasonForm(FlaskForm):
    """One reason, kept on record."""

    reason = _words("Why")


def _choices(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    return [("", "Choose…")] + [(outcome.value, OUTCOME_WORDS[outcome]) for outcome in outcomes]


def _outcome(value: str | None) -> Outcome | None:
    return Outcome(value) if value in set(Outcome) else None
