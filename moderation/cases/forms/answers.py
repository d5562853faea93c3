"""The short forms of the case page: an answer, a reason, their side, a concern, the end."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectField, TextAreaField

from moderation.cases.forms.fields import as_outcome, outcome_choices, paragraph
from moderation.cases.models import Closing, HeardBy, Outcome
from moderation.cases.services import OUTCOMES
from moderation.policy import MeasureKind
from moderation.typed import plain

HEARD_BY_WORDS = {
    HeardBy.EMAIL: "By e-mail",
    HeardBy.LETTER: "By letter",
    HeardBy.PHONE: "By telephone",
    HeardBy.IN_PERSON: "In person",
}
CLOSING_WORDS = {
    Closing.RESOLVED: "Resolved",
    Closing.NO_ACTION: "Looked at; nothing more is done",
    Closing.LAPSED: "Nothing further happened",
}


class AnswerForm(FlaskForm):
    """What came of a talk (`outcome`) or of a request (`answer`); either field is taken."""

    outcome = SelectField("What came of it", validate_choice=False)
    answer = SelectField("Their answer", validate_choice=False)
    reason = paragraph("Note")
    version = HiddenField()

    def offer(self, kind: MeasureKind) -> "AnswerForm":
        """The answers there can be; nothing is chosen beforehand."""
        self.outcome.choices = self.answer.choices = outcome_choices(OUTCOMES.get(kind, ()))
        return self

    def chosen(self) -> Outcome | None:
        """The outcome, if it is one there is."""
        return as_outcome(self.answer.data) or as_outcome(self.outcome.data)


class ReasonForm(FlaskForm):
    """One reason, kept on record."""

    reason = paragraph("Why")


class UndoForm(ReasonForm):
    """Why a step is undone, and whether it can have met the wrong person."""

    wrong_person = SelectField(
        "Can it have met, or reached, the wrong person?",
        choices=[
            SelectChoice("yes", "Yes, or I am not sure: data protection is told"),
            SelectChoice("no", "No: only this person was told of it, and it was meant for them"),
        ],
        default="yes",
        validate_choice=False,
    )

    def is_for_whom_it_was_meant(self) -> bool:
        """Only what somebody says outright."""
        return bool(self.wrong_person.data == "no")


class AstrayForm(FlaskForm):
    """Who got a letter that was not for them, and what is known."""

    facts = paragraph("Who got it, and what do you know?")


class ReplyForm(FlaskForm):
    """What a person said of a step by letter, telephone or in person."""

    heard_by = SelectField("How it reached you", validate_choice=False)
    text = TextAreaField("What they say", filters=[plain])

    def offer(self) -> "ReplyForm":
        """The ways it can have come; nothing is chosen beforehand."""
        self.heard_by.choices = [("", "Choose…"), *HEARD_BY_WORDS.items()]
        return self

    def way(self) -> HeardBy | None:
        """How it came, if it is a way there is."""
        return HeardBy(self.heard_by.data) if self.heard_by.data in set(HeardBy) else None


class ConcernForm(FlaskForm):
    """What is worrying the parent."""

    concern = paragraph("What is worrying them")


class CloseForm(FlaskForm):
    """How a case ends, and why."""

    closing = SelectField("How it ends", validate_choice=False)
    reason = paragraph("Why")

    def offer(self) -> "CloseForm":
        """The ways a case can end; nothing is chosen beforehand."""
        self.closing.choices = [("", "Choose…"), *CLOSING_WORDS.items()]
        return self

    def chosen(self) -> Closing | None:
        """How it ends, if it is a way there is."""
        return Closing(self.closing.data) if self.closing.data in set(Closing) else None
