"""What the data-protection lead fills in."""

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms.validators import Length

from moderation.data_protection.models import PromptOutcome
from moderation.typed import plain


class AnswerPromptForm(FlaskForm):
    """Whether the regulator was told, and its reference or why not."""

    outcome = SelectField(
        "What you did",
        choices=[
            SelectChoice("", "Choose…"),
            *(SelectChoice(each.value, each.label) for each in PromptOutcome),
        ],
        validate_choice=False,
    )
    answer = TextAreaField(
        "The ICO’s reference, or why there is no need",
        filters=[plain],
        validators=[Length(max=5_000, message="Please use at most 5,000 characters.")],
    )

    def chosen(self) -> PromptOutcome | None:
        """What was done, if it is one of the two."""
        return PromptOutcome(self.outcome.data) if self.outcome.data in set(PromptOutcome) else None
