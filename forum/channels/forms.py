"""What somebody fills in to reach the school, and what those who answer fill in."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from forum import markup
from forum.channels.models import TOPIC_MAX
from forum.channels.recipients import THE_OFFICE, Recipient
from forum.channels.services import Wishes

_REAL = Email("Please check this address: it should look like name@example.com.")
_SHORT = Length(max=120, message="Please use at most 120 characters.")
_LINE = Length(max=TOPIC_MAX, message=f"Please use at most {TOPIC_MAX} characters.")
_REPLY = Length(max=10_000, message="Please use at most 10,000 characters.")


class ContactForm(FlaskForm):
    """A message that will be answered, so it needs a name and an address."""

    name = StringField(
        "Your name",
        filters=[markup.tidy_line],
        validators=[DataRequired("Please give your name, so that we know who asks."), _SHORT],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Your email",
        filters=[markup.tidy_line],
        validators=[DataRequired("Please give an address where the answer reaches you."), _REAL],
        render_kw={"autocomplete": "email"},
    )
    text = TextAreaField("What is it about?", filters=[markup.tidy])
    draft = HiddenField(validators=[Length(max=120)])

    @property
    def wishes(self) -> Wishes:
        """What is asked for besides the words."""
        return Wishes()

    def offer(self, whom: Sequence[Recipient]) -> None:
        """Whom somebody may ask for a talk; most forms have no such question."""

    def without_words(self) -> None:
        """Ask only for what a post that is taken along does not say already."""
        for name in ("name", "email", "text", "draft"):
            del self[name]


class ChildAtRiskForm(ContactForm):
    """A worry about a child; nobody has to say who they are."""

    name = StringField(
        "Your name, if you like",
        filters=[markup.tidy_line],
        validators=[_SHORT],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Your email, if you like",
        filters=[markup.tidy_line],
        validators=[Optional(), _REAL],
        render_kw={"autocomplete": "email"},
    )
    text = TextAreaField("What are you worried about?", filters=[markup.tidy])


class ComplaintForm(ContactForm):
    """A formal complaint (clause D6)."""

    about_head = RadioField(
        "Is it about the headteacher?",
        choices=[
            SelectChoice("no", "No"),
            SelectChoice("yes", "Yes: then the chair of governors reads it, and the head does not"),
        ],
        default="no",
        validate_choice=False,
    )

    def validate_about_head(self, field: RadioField) -> None:
        """Yes or no: anything else must not bring it to the head by mistake."""
        if field.data not in ("yes", "no"):
            raise ValidationError("Please choose yes or no.")

    @property
    def wishes(self) -> Wishes:
        """Whether it goes to the chair."""
        return Wishes(about_head=self.about_head.data == "yes")


class _AddressedForm(ContactForm):
    """A message to one person at school, or to the office to find the right one."""

    whom = RadioField("Who is it for?", default=THE_OFFICE, validate_choice=False)

    def offer(self, whom: Sequence[Recipient]) -> None:
        """The people who can be asked."""
        self.whom.choices = [SelectChoice(each.value, each.label) for each in whom]

    def validate_whom(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose somebody from the list.")


class TalkForm(_AddressedForm):
    """A talk in confidence (clause D5)."""

    whom = RadioField("Who would you like to talk to?", default=THE_OFFICE, validate_choice=False)
    talk_by = RadioField(
        "How would you like to talk?",
        choices=[
            SelectChoice("meet", "Meet at school"),
            SelectChoice("phone", "By telephone"),
            SelectChoice("write", "In writing"),
        ],
        default="phone",
        validate_choice=False,
    )
    when_suits = StringField(
        "When suits you?",
        filters=[markup.tidy_line],
        validators=[Length(max=200, message="Please use at most 200 characters.")],
    )

    def validate_talk_by(self, field: RadioField) -> None:
        """One of the three ways."""
        if field.data not in ("meet", "phone", "write"):
            raise ValidationError("Choose how you would like to talk.")

    @property
    def wishes(self) -> Wishes:
        """Whom, how and when."""
        return Wishes(whom=self.whom.data, talk_by=self.talk_by.data, when_suits=self.when_suits.data)


class MeetingForm(ContactForm):
    """Something for the agenda of the Parents' Forum meeting (clause D4)."""

    topic = StringField("The line for the agenda", filters=[markup.tidy_line], validators=[_LINE])
    office_words_it = BooleanField("Leave the line to the office to word")

    def validate_topic(self, field: StringField) -> None:
        """A line, unless the office words it."""
        if markup.is_blank(field.data) and not self.office_words_it.data:
            raise ValidationError("Write one line for the agenda, or leave it to the office to word.")

    @property
    def wishes(self) -> Wishes:
        """The line, and who words it."""
        return Wishes(topic=self.topic.data, office_words_it=self.office_words_it.data)


class IndividualForm(_AddressedForm):
    """A note to the person concerned, straight to a class teacher or through the office (clause D3)."""

    meant_for = StringField(
        "Somebody else? A name or a job",
        filters=[markup.tidy_line],
        validators=[_SHORT],
        render_kw={"autocomplete": "off"},
    )

    @property
    def wishes(self) -> Wishes:
        """Whom it is for."""
        return Wishes(whom=self.whom.data, meant_for=self.meant_for.data)


class WriteBackForm(FlaskForm):
    """What the writer of a message has to add to it."""

    text = TextAreaField("Your message", filters=[markup.tidy])


class ActForm(FlaskForm):
    """A button; `version` is what the page showed when it was made."""

    version = IntegerField(default=-1)


class ReplyForm(ActForm):
    """Words that the writer of a message reads."""

    words = TextAreaField(
        "Your reply",
        filters=[markup.tidy],
        validators=[DataRequired("Please write something first."), _REPLY],
    )


class RecordForm(ActForm):
    """How somebody was answered elsewhere."""

    note = StringField(
        "How did you answer?",
        filters=[markup.tidy_line],
        validators=[Length(max=300, message="Please use at most 300 characters.")],
    )


class PassForm(ActForm):
    """Whom a message is meant for."""

    recipient = SelectField("Pass it to", coerce=str, validate_choice=False)


class AgendaForm(ActForm):
    """Which meeting, and the line as it will stand there."""

    meeting_on = DateField("Day of the meeting", validators=[DataRequired("Please choose a day.")])
    wording = StringField(
        "Your wording, if it needs one", filters=[markup.tidy_line], validators=[_LINE]
    )


class CloseForm(ActForm):
    """How it ended."""

    outcome = TextAreaField(
        "What came of it",
        filters=[markup.tidy],
        validators=[DataRequired("Please say in a line what came of it."), _REPLY],
    )
