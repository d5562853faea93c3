"""The form of a step of the ladder."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from moderation.cases.forms.fields import Moment, as_outcome, checkboxes, outcome_choices, paragraph
from moderation.cases.ladder import DETAILS, POLICE_GROUNDS, Proposal
from moderation.cases.models import Finding, Outcome
from moderation.cases.services import OUTCOMES
from moderation.policy import MeasureKind, Policy
from moderation.typed import as_id, plain

LIMIT_WORDS = {
    "premoderate": "A person reads every post before it shows",
    "no_new_topics": "No new topics",
    "no_replies": "No replies",
    "boards_only": "Only the boards named below",
}

_CALLED = {name: label for wanted in DETAILS.values() for name, (label, _) in wanted.items()}


class MeasureForm(FlaskForm):
    """One step of the ladder. Which fields a step needs, the policy says."""

    measure = HiddenField()
    findings = checkboxes("What it rests on")
    reason = paragraph("Why")
    outcome = SelectField("What came of it", validate_choice=False)
    concerns = paragraph("Our concerns")
    warning = paragraph("The warning")
    removal_request = paragraph("What we ask them to take down")
    necessity = paragraph("Why nothing lighter is enough")
    starts_at = Moment("From")
    ends_at = Moment("Until the end of")
    review_at = Moment("Look at it again on")
    limits = checkboxes("What is limited")
    boards = StringField("Boards they may still post on", filters=[plain])
    override_code = SelectField("What makes this different", validate_choice=False, default="other")
    override_reason = paragraph("Why you go past what is missing")
    skip = checkboxes("Their side")
    tell = SelectField("Tell the parent", validate_choice=False, default="yes")
    concern = paragraph("What was worrying them")
    grounds = checkboxes("Why the police")
    facts = paragraph(_CALLED["facts"])
    question = paragraph(_CALLED["question"])
    adviser = StringField(_CALLED["adviser"], filters=[plain])
    advice = paragraph(_CALLED["advice"])
    rang = StringField(_CALLED["rang"], filters=[plain])
    police_reference = StringField(_CALLED["police_reference"], filters=[plain])
    wishes = paragraph(_CALLED["wishes"])
    police_advice = paragraph(_CALLED["police_advice"])
    address = StringField(_CALLED["address"], filters=[plain])
    quote = paragraph(_CALLED["quote"])
    rule = StringField(_CALLED["rule"], filters=[plain])

    def offer(
        self, policy: Policy, findings: Sequence[Finding], kind: MeasureKind | None = None
    ) -> "MeasureForm":
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
        self.outcome.choices = outcome_choices(OUTCOMES.get(kind, ()) if kind else ())
        self.limits.choices = [
            (limit, LIMIT_WORDS[limit]) for limit in policy.measures[MeasureKind.RESTRICT].limits
        ]
        self.override_code.choices = [
            (code.code, code.label)
            for code in policy.skip_codes.values()
            if not code.only or kind in code.only
        ]
        self.skip.choices = [("their_side", "Decide without hearing them first")]
        self.tell.choices = [("yes", "Yes, as soon as this is on record"), ("no", "No")]
        self.grounds.choices = list(POLICE_GROUNDS.items())
        return self

    def kind(self) -> MeasureKind | None:
        """Which step is wanted, if it is one there is."""
        return MeasureKind(self.measure.data) if self.measure.data in set(MeasureKind) else None

    def chosen_outcome(self) -> Outcome | None:
        """What came of it, for a step that is over when it is recorded."""
        return as_outcome(self.outcome.data)

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
            override_code=self.override_code.data or "",
            override_reason=self.override_reason.data or "",
            skips_their_side="their_side" in (self.skip.data or []),
            tells=self.tell.data != "no",
            details={name: self[name].data or "" for wanted in DETAILS.values() for name in wanted},
            grounds=frozenset(self.grounds.data or ()),
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
