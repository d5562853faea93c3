"""The form of a finding."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField

from moderation.cases.forms.fields import checkboxes, paragraph
from moderation.cases.models import Translation
from moderation.cases.services import FindingDraft
from moderation.policy import Policy
from moderation.typed import as_id

DETRIMENT_WORDS = {
    "school": "The school",
    "staff": "A member of staff",
    "pupils": "A pupil or pupils",
    "parents": "A parent or family",
}
TRANSLATION_WORDS = {
    Translation.NOT_NEEDED: "I read it as it stands",
    Translation.PERSON: "A person translated it",
    Translation.MACHINE: "Only a machine translated it",
}


class FindingForm(FlaskForm):
    """That something posted breached a clause."""

    submission = SelectField("Which post", coerce=str, validate_choice=False)
    incident = SelectField("Or something elsewhere", coerce=str, validate_choice=False)
    category = SelectField("Which part of the policy", validate_choice=False)
    ground = checkboxes("Because of")
    words = paragraph("The words it rests on")
    detriment = SelectField("Who was affected", validate_choice=False)
    reason = paragraph("How you came to this view")
    translation = SelectField("How you read it", validate_choice=False)
    counts_why = paragraph("Why it counts for the parent")
    later_why = paragraph("Why the version in force now decides")

    def offer(
        self,
        policy: Policy,
        posts: Sequence[tuple[str, str]],
        incidents: Sequence[tuple[str, str]] = (),
    ) -> "FindingForm":
        """Fill the choices; nothing is chosen beforehand."""
        self.submission.choices = [("", "Choose…"), *posts]
        self.incident.choices = [("", "Choose…"), *incidents]
        self.category.choices = [("", "Choose…")] + [
            (category.id, f"{category.label} ({category.clause})")
            for category in policy.categories.values()
            if category.counts_as_finding
        ]
        self.ground.choices = [(ground.key, ground.label) for ground in policy.grounds.values()]
        self.detriment.choices = [("", "Choose…"), *DETRIMENT_WORDS.items()]
        self.translation.choices = [(way.value, words) for way, words in TRANSLATION_WORDS.items()]
        return self

    def draft(self) -> FindingDraft:
        """The finding as the service takes it."""
        way = self.translation.data
        return FindingDraft(
            submission_id=as_id(self.submission.data or ""),
            incident_id=as_id(self.incident.data or ""),
            category=self.category.data or "",
            # Nothing chosen may come as an empty value, as a list of choices sends it.
            grounds=frozenset(ground for ground in self.ground.data or () if ground),
            words=self.words.data or "",
            detriment=self.detriment.data or "",
            reason=self.reason.data or "",
            translation=Translation(way) if way in set(Translation) else Translation.NOT_NEEDED,
            counts_why=self.counts_why.data or "",
            later_why=self.later_why.data or "",
        )
