"""The form of a finding."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField

from moderation.cases.forms.fields import paragraph
from moderation.cases.services import FindingDraft
from moderation.policy import Policy
from moderation.typed import as_id

DETRIMENT_WORDS = {
    "school": "The school",
    "staff": "A member of staff",
    "pupils": "A pupil or pupils",
    "parents": "A parent or family",
}


class FindingForm(FlaskForm):
    """That something posted breached a clause."""

    submission = SelectField("Which post", coerce=str, validate_choice=False)
    category = SelectField("Which part of the policy", validate_choice=False)
    ground = SelectField("Because of", validate_choice=False)
    words = paragraph("The words it rests on")
    detriment = SelectField("Who was affected", validate_choice=False)
    reason = paragraph("How you came to this view")

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
