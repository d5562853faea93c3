"""What admins fill in."""

from datetime import timedelta

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from forum import markup
from forum.accounts.devices import today
from forum.accounts.models import Relationship
from forum.admin.services import BoardFacts
from forum.boards.models import Audience
from forum.permissions import Role

ROLE_LABELS = {
    Role.PARENT: "Parent: reads and writes",
    Role.TEACHER: "Teacher: reads the boards of their classes, answers what parents send them",
    Role.MODERATOR: "Moderator: looks at posts that wait",
    Role.ADMIN: "Admin: head, deputy or office; looks after everything",
    Role.HEADTEACHER: "Headteacher, beside Admin: also reads legal advice",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead: looks first where a child may be at risk",
    Role.DATA_PROTECTION_LEAD: "Data-protection lead: privacy requests, and data gone astray",
    Role.APPEALS_OFFICER: "Appeals: looks again at decisions, such as the chair of governors",
}


def _only_what_was_offered(field: SelectMultipleField) -> None:
    if not set(field.data) <= {choice.value for choice in field.choices}:
        raise ValidationError("Please choose from the list.")


class MembershipForm(FlaskForm):
    """What a person is here and which classes they belong to."""

    roles = SelectMultipleField(
        "Roles",
        choices=[SelectChoice(role.value, ROLE_LABELS[role]) for role in Role],
        validate_choice=False,
    )
    years = SelectMultipleField("Classes", validate_choice=False)
    relationship = SelectField(
        "What they are to the children",
        choices=[SelectChoice(kind.value, kind.value.capitalize()) for kind in Relationship],
        default=Relationship.PARENT.value,
    )

    def offer_classes(self, names: list[str]) -> None:
        """The classes somebody may be linked to."""
        self.years.choices = [SelectChoice(name) for name in names]

    def validate_roles(self, field: SelectMultipleField) -> None:
        """At least one, from the list."""
        if not field.data:
            raise ValidationError("Choose at least one role.")
        _only_what_was_offered(field)

    def validate_years(self, field: SelectMultipleField) -> None:
        """From the list."""
        _only_what_was_offered(field)

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The roles ticked."""
        return frozenset(Role(value) for value in self.roles.data)


class InvitationForm(MembershipForm):
    """Whom to invite, and what they will be."""

    email = EmailField(
        "Their email",
        filters=[markup.tidy_line],
        validators=[
            DataRequired("Please give the address to send the invitation to."),
            Length(max=254, message="This address is too long."),
            Email("Please check this address: it should look like name@example.com."),
        ],
    )


class PersonForm(MembershipForm):
    """Changes what one person is."""

    person = StringField()
    display_name = StringField(
        "Their name here",
        filters=[markup.tidy_line],
        validators=[Optional(), Length(max=80, message="Please use at most 80 characters.")],
        render_kw={"autocomplete": "off", "maxlength": 80},
    )
    roll_entry = SelectField("Who they are on the school's roll", validate_choice=False)


READERS = [
    SelectChoice(Audience.EVERYONE.value, "Everybody"),
    SelectChoice(Audience.YEARS.value, "The families of the years ticked below"),
    SelectChoice(Audience.STAFF.value, "Staff only"),
]
WRITERS = [
    SelectChoice(Audience.EVERYONE.value, "Everybody who reads it"),
    SelectChoice(Audience.YEARS.value, "The families of the years ticked below"),
    SelectChoice(Audience.STAFF.value, "Staff only: others read"),
]


class BoardForm(FlaskForm):
    """One board. `board` is empty for a new one."""

    board = StringField()
    title = StringField(
        "Title",
        filters=[markup.tidy_line],
        validators=[
            DataRequired("Please give the board a title."),
            Length(max=120, message="Please use at most 120 characters."),
        ],
    )
    description = TextAreaField(
        "What it is for",
        filters=[markup.tidy],
        validators=[Length(max=2_000, message="Please use at most 2,000 characters.")],
    )
    readers = RadioField("Who reads it", choices=READERS, validators=[Optional()])
    year_group = SelectMultipleField("Which years read it", validate_choice=False)
    writers = RadioField(
        "Who writes on it", choices=WRITERS, default=Audience.EVERYONE.value, validators=[Optional()]
    )
    writing_years = SelectMultipleField("Which years write", validate_choice=False)
    pre_moderated = BooleanField("A person reads every post here before it shows")
    allows_images = BooleanField("Posts here may have pictures")
    staff_start = BooleanField("Only staff start topics here: a board on which the school tells")

    def offer_classes(self, names: list[str]) -> None:
        """The classes a board may be for."""
        self.year_group.choices = self.writing_years.choices = [SelectChoice(name) for name in names]

    def validate_year_group(self, field: SelectMultipleField) -> None:
        """From the list, and some of it if years read it."""
        field.data = [name for name in field.data if name]
        _only_what_was_offered(field)
        if self.readers.data == Audience.YEARS.value and not field.data:
            raise ValidationError("Tick the years that read it.")

    def validate_writing_years(self, field: SelectMultipleField) -> None:
        """From the list, and some of it if years write."""
        _only_what_was_offered(field)
        if self.writers.data == Audience.YEARS.value and not field.data:
            raise ValidationError("Tick the years that write on it.")

    @property
    def facts(self) -> BoardFacts:
        """What was said of the board; years alone, without a word on who reads it, mean these."""
        some_years = Audience.YEARS if self.year_group.data else Audience.EVERYONE
        return BoardFacts(
            title=self.title.data,
            description=self.description.data,
            readers=Audience(self.readers.data) if self.readers.data else some_years,
            reading_years=frozenset(self.year_group.data),
            writers=Audience(self.writers.data or Audience.EVERYONE),
            writing_years=frozenset(self.writing_years.data),
            pre_moderated=self.pre_moderated.data,
            allows_images=self.allows_images.data,
            staff_start=self.staff_start.data,
        )


class AnnouncementForm(FlaskForm):
    """A short word to everybody, and until when."""

    text = TextAreaField(
        "What to tell everybody",
        filters=[markup.tidy],
        validators=[
            DataRequired("Write what everybody should know."),
            Length(max=500, message="Please use at most 500 characters: it stands above every board."),
        ],
    )
    until = DateField(
        "The last day it shows", validators=[DataRequired("Please give a day, such as 31/08/2027.")]
    )

    def validate_until(self, field: DateField) -> None:
        """Not a day that is over."""
        if field.data and not today() <= field.data <= today() + timedelta(days=366):
            raise ValidationError("Please give a day from today on, within a year.")


class WelcomeForm(FlaskForm):
    """What whoever joins reads first."""

    text = TextAreaField(
        "The welcome",
        filters=[markup.tidy],
        validators=[Length(max=5_000, message="Please use at most 5,000 characters.")],
    )


class InvitationListForm(FlaskForm):
    """A list of people to invite."""

    file = FileField("The list, as a CSV file", validators=[FileRequired("Please choose a file.")])


class RollForm(FlaskForm):
    """The school's list of staff and pupils."""

    file = FileField("The roll, as a CSV file", validators=[FileRequired("Please choose a file.")])


class PressForm(FlaskForm):
    """A button, and nothing to fill in."""


class RollOverForm(FlaskForm):
    """When leavers go and what becomes of the boards; the classes come beside it, one by one."""

    leave_on = DateField(
        "The first day on which leavers no longer belong here",
        validators=[DataRequired("Please give a day, such as 31/08/2027.")],
    )
    boards = RadioField(
        "The boards of single classes",
        choices=[
            SelectChoice("new", "Each class takes its board along, closed, and the next gets a new one"),
            SelectChoice("stay", "They stay: the next class reads what the last one wrote"),
        ],
        default="new",
    )
    step = StringField(default="preview")
    confirm = StringField("Type these words to do it")
    counted = IntegerField(validators=[Optional()])

    def validate_leave_on(self, field: DateField) -> None:
        """Not a day that is over, and not one that nobody can mean."""
        if field.data and not today() <= field.data <= today() + timedelta(days=730):
            raise ValidationError("Please give a day from today on, within two years.")
