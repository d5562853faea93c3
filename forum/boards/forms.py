"""What people fill in: a topic, a reply, a change, a report."""

import secrets

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from forum import markup
from forum.boards.models import BODY_MAX, TITLE_MAX

DETAILS_MAX = 2_000


def _new_key() -> str:
    return secrets.token_urlsafe(16)


def _is_a_post(_form: FlaskForm, field: TextAreaField) -> None:
    """Something that can be seen, and not more than a post may have."""
    if markup.is_blank(field.data):
        raise ValidationError("Write something first: there is nothing here to read yet.")
    if len(field.data) > BODY_MAX:
        raise ValidationError(
            f"This has {len(field.data):,} characters, and a post may have at most "
            f"{BODY_MAX:,}. Please shorten it or send it in parts."
        )


def _is_a_title(_form: FlaskForm, field: StringField) -> None:
    """A line that can be seen, and short enough for a list."""
    if markup.is_blank(field.data):
        raise ValidationError("Give it a title, so that others know what it is about.")
    if len(field.data) > TITLE_MAX:
        raise ValidationError(f"Please use at most {TITLE_MAX} characters for the title.")


def _body_field(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[markup.tidy],
        validators=[_is_a_post],
        render_kw={"rows": 8, "data-max": BODY_MAX},
    )


def _title_field() -> StringField:
    return StringField(
        "Title",
        filters=[markup.tidy_line],
        validators=[_is_a_title],
        render_kw={"autocomplete": "off"},
    )


class Composer(FlaskForm):
    """Sent once however often the button is pressed; `draft` names what it goes on from."""

    submit_key = HiddenField(default=_new_key, validators=[Length(max=64)])
    draft = HiddenField(validators=[Length(max=64)])
    body: TextAreaField

    @property
    def title_typed(self) -> str:
        """The title in this form; empty where it asks for none."""
        return (self["title"].data or "") if "title" in self else ""


class _WithPictures(Composer):
    """A new post, with the pictures that go with it where a board takes them."""

    picture_1 = FileField("Picture 1")
    picture_1_alt = StringField("What picture 1 shows")
    picture_2 = FileField("Picture 2")
    picture_2_alt = StringField("What picture 2 shows")
    picture_3 = FileField("Picture 3")
    picture_3_alt = StringField("What picture 3 shows")
    picture_4 = FileField("Picture 4")
    picture_4_alt = StringField("What picture 4 shows")
    no_other_child = BooleanField("No child can be seen in them but my own")


class TopicForm(_WithPictures):
    """A new topic."""

    title = _title_field()
    body = _body_field("Your post")


class ReplyForm(_WithPictures):
    """A reply."""

    body = _body_field("Your reply")


class ChangeReplyForm(Composer):
    """New words for a reply."""

    body = _body_field("Your post")
    without_pictures = BooleanField("Take the pictures away")


class ChangeTopicForm(Composer):
    """New words for a topic's opening post, and perhaps a new title."""

    title = _title_field()
    body = _body_field("Your post")
    without_pictures = BooleanField("Take the pictures away")


class ReportForm(FlaskForm):
    """Why somebody asks a person to look at a post."""

    reason = RadioField("What is wrong?", validate_choice=False)
    details = TextAreaField(
        "Anything else we should know?",
        filters=[markup.tidy],
        validators=[Length(max=DETAILS_MAX, message=f"Please use at most {DETAILS_MAX:,} characters.")],
        render_kw={"rows": 4},
    )

    draft = HiddenField(validators=[Length(max=64)])

    def offer(self, reasons: list[tuple[str, str]]) -> "ReportForm":
        """The reasons of the policy in force."""
        self.reason.choices = reasons
        return self

    def validate_reason(self, field: RadioField) -> None:
        """One of the reasons offered."""
        if field.data not in {value for value, _ in self.reason.choices}:
            raise ValidationError("Choose what is wrong from the list.")


class WorryForm(FlaskForm):
    """A worry about a child in somebody's own words; nothing else is asked."""

    text = TextAreaField(
        "What are you worried about?",
        filters=[markup.tidy],
        validators=[DataRequired("Please write what worries you, in your own words.")],
        render_kw={"rows": 6},
    )


class MoveForm(FlaskForm):
    """Where a topic goes."""

    board = SelectField("Move it to", validate_choice=False)
    readers_change = BooleanField("It is right that it gets other readers")


class MergeForm(FlaskForm):
    """Which topic this one becomes part of."""

    into = StringField("The other topic’s address", filters=[markup.tidy_line])


class CloseForm(FlaskForm):
    """Why a topic is closed, for everybody who reads it."""

    reason = StringField("Why it is closed")


class SendForm(FlaskForm):
    """A button, and nothing to fill in."""


class AnswerForm(FlaskForm):
    """One's own side of something the school wrote."""

    text = TextAreaField("In your own words", filters=[markup.tidy])
