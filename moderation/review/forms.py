"""The four verbs as one form, and the box for trying a text."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from moderation.policy import Policy
from moderation.review.deciding import Verdict
from moderation.review.states import DecisionKind
from moderation.typed import as_id, plain

TEXT_MAX = 20_000
REASON_MAX = 2_000


class DecisionForm(FlaskForm):
    """What a moderator decided, with the words the author will read."""

    decision = HiddenField()
    version = HiddenField()
    category = SelectField("Which part of the policy", validate_choice=False)
    channel = SelectField("A better place", validate_choice=False)
    reason = TextAreaField(
        "What should the author know?",
        filters=[plain],
        validators=[Length(max=REASON_MAX, message=f"Please use at most {REASON_MAX:,} characters.")],
    )
    note = TextAreaField(
        "Note for other moderators",
        filters=[plain],
        validators=[Length(max=REASON_MAX, message=f"Please use at most {REASON_MAX:,} characters.")],
    )

    override_reason = TextAreaField(
        "Why may it show?",
        filters=[plain],
        validators=[Length(max=REASON_MAX, message=f"Please use at most {REASON_MAX:,} characters.")],
    )

    later_why = TextAreaField(
        "Why the version in force now decides",
        filters=[plain],
        validators=[Length(max=REASON_MAX, message=f"Please use at most {REASON_MAX:,} characters.")],
    )

    def offer(self, policy: Policy) -> "DecisionForm":
        """Fill the choices from the policy in force; nothing is chosen beforehand."""
        self.category.choices = [("", "Choose…")] + [
            (category.id, category.label) for category in policy.categories.values()
        ]
        self.channel.choices = [("", "Let the author choose")] + [
            (channel.id, channel.label) for channel in policy.channels.values()
        ]
        return self

    def validate_decision(self, field: HiddenField) -> None:
        """One of the contract's five words."""
        if field.data not in set(DecisionKind):
            raise ValidationError("Choose Publish, Send back, Decline or Ask for help.")

    def validate_version(self, field: HiddenField) -> None:
        """The revision of the card that was read."""
        if as_id(field.data or "") is None:
            raise ValidationError("Please open the post again and decide from there.")

    def verdict(self) -> Verdict:
        """What was decided, as the service takes it."""
        return Verdict(
            kind=DecisionKind(self.decision.data),
            version=int(self.version.data or 0),
            category=self.category.data or "",
            channel=self.channel.data or "",
            reason=self.reason.data or "",
            note=self.note.data or "",
            override_reason=self.override_reason.data or "",
            later_why=self.later_why.data or "",
        )


class TryForm(FlaskForm):
    """A text to see what screening says of it; nothing is stored."""

    text = TextAreaField(
        "Text",
        validators=[
            DataRequired("Write or paste a text first."),
            Length(max=TEXT_MAX, message=f"Please use at most {TEXT_MAX:,} characters."),
        ],
    )
