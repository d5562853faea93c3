"""The appeal as someone with only a letter fills it in, as the office enters it, and its answer."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from moderation.appeals.models import OUTCOME_WORDS, Appeal, AppealOutcome
from moderation.appeals.services import Answer
from moderation.cases.forms import HEARD_BY_WORDS, LIMIT_WORDS
from moderation.cases.forms.fields import Moment, checkboxes
from moderation.cases.models import Finding, HeardBy
from moderation.typed import as_id, plain


class AppealForm(FlaskForm):
    """Reference and code from the letter, and why."""

    reference = StringField("Reference", filters=[plain])
    code = StringField("Code", filters=[plain])
    text = TextAreaField("Why should we look again?", filters=[plain])
    why_late = TextAreaField("Why it comes late", filters=[plain])


class EnterForm(FlaskForm):
    """An appeal that came by letter, telephone, e-mail or in person."""

    route = SelectField("How it came", validate_choice=False)
    text = TextAreaField("What they say", filters=[plain])
    why_late = TextAreaField("Why it comes late", filters=[plain])

    def offer(self) -> "EnterForm":
        """The ways it can have come; nothing is chosen beforehand."""
        self.route.choices = [("", "Choose…"), *HEARD_BY_WORDS.items()]
        return self

    def way(self) -> HeardBy | None:
        """How it came, if it is a way there is."""
        return HeardBy(self.route.data) if self.route.data in set(HeardBy) else None


class AnswerForm(FlaskForm):
    """What is decided, and the answer to each of their points."""

    outcome = SelectField("What you decide", validate_choice=False)
    answer = TextAreaField("Their points, and your answers", filters=[plain])
    findings = checkboxes("Findings that no longer count")
    ends_at = Moment("It now ends at the end of")
    limits = checkboxes("Limits that stay")

    def offer(self, appeal: Appeal) -> "AnswerForm":
        """The choices there are for this appeal; nothing is chosen beforehand."""
        measure = appeal.measure
        self.outcome.choices = [("", "Choose…"), *OUTCOME_WORDS.items()]
        self.findings.choices = [
            (str(finding.id), f"{finding.clause}: “{finding.words[:80]}”")
            for finding in _counting(measure.findings)
        ]
        self.limits.choices = [
            (limit, LIMIT_WORDS.get(limit, limit)) for limit, is_set in measure.limits.items() if is_set
        ]
        return self

    def answered(self, zone: ZoneInfo) -> Answer:
        """The answer, as the service takes it. Only for a form that was validated."""
        chosen = self.outcome.data
        return Answer(
            outcome=AppealOutcome(chosen) if chosen in set(AppealOutcome) else None,
            answer=self.answer.data or "",
            finding_ids=frozenset(as_id(text) or 0 for text in self.findings.data or ()),
            ends_at=self._ends(zone),
            limits=frozenset(self.limits.data or ()),
        )

    def _ends(self, zone: ZoneInfo) -> datetime | None:
        return self.ends_at.moment(zone, ends_day=True)

    def validate_ends_at(self, _field: Moment) -> None:
        """A day there is, if one is given."""
        try:
            self._ends(ZoneInfo("UTC"))
        except (ValueError, OverflowError):
            raise ValidationError("Write the day like this: 2027-03-01.") from None


def _counting(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.overturned_at is None]
