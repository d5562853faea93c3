"""What people fill in about their own accounts."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import DataRequired, Email, Length

from forum import markup
from forum.accounts.models import TextSize, Theme
from forum.accounts.strength import Strength, strength_of

_EMAIL = DataRequired("Please give your email address.")


def _old_password() -> PasswordField:
    return PasswordField(
        "Your password now",
        validators=[DataRequired("Please give your password, so that we know it is you.")],
        render_kw={"autocomplete": "current-password"},
    )


class NewPassword(PasswordField):
    """A password to choose; what makes a good one is checked by the service."""

    def __init__(self, label: str, **more: object) -> None:
        super().__init__(
            label,
            validators=[DataRequired("Please choose a password.")],
            render_kw={"autocomplete": "new-password"},
            **more,
        )

    @property
    def strength(self) -> Strength | None:
        """How hard what was sent is to guess."""
        return strength_of(self.data) if self.data else None


class SignInForm(FlaskForm):
    """Email and password; `next` is where to go on to."""

    email = EmailField(
        "Email", validators=[_EMAIL], render_kw={"autocomplete": "username", "maxlength": 254}
    )
    password = PasswordField(
        "Password",
        validators=[DataRequired("Please give your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField("Keep me signed in on this device for two weeks")
    next = HiddenField()


class CodeForm(FlaskForm):
    """The number from an app, or a code kept on paper."""

    code = StringField(
        "The number",
        validators=[DataRequired("Please type the number your app shows."), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "maxlength": 40},
    )


class PasswordForm(FlaskForm):
    """That it is really them."""

    current_password = _old_password()


class ForgotPasswordForm(FlaskForm):
    """The address to mail a link to."""

    email = EmailField("Email", validators=[_EMAIL], render_kw={"autocomplete": "username"})


class NewPasswordForm(FlaskForm):
    """A new password."""

    password = NewPassword("New password")


class ChangePasswordForm(FlaskForm):
    """The password now, and the one to come."""

    current_password = _old_password()
    password = NewPassword("New password")


class ChangeEmailForm(FlaskForm):
    """Another address, with the password."""

    email = EmailField(
        "New email",
        validators=[
            _EMAIL,
            Length(max=254, message="This address is too long."),
            Email("Please check this address: it should look like name@example.com."),
        ],
        render_kw={"autocomplete": "email", "maxlength": 254},
    )
    current_password = _old_password()


class ProfileForm(FlaskForm):
    """How somebody is known here, and how pages look to them."""

    display_name = StringField("Your name", filters=[markup.tidy_line], render_kw={"maxlength": 80})
    shows_relation = BooleanField("Show beside my name what I am, such as “parent, Year 2”")
    languages = StringField(
        "Languages I read and write",
        filters=[markup.tidy_line],
        validators=[Length(max=200, message="Please use at most 200 characters.")],
        render_kw={"maxlength": 200},
    )
    text_size = RadioField(
        "Size of the text",
        choices=[
            SelectChoice(TextSize.NORMAL.value, "As it is"),
            SelectChoice(TextSize.LARGE.value, "Large"),
            SelectChoice(TextSize.LARGER.value, "Larger"),
        ],
        default=TextSize.NORMAL.value,
    )
    theme = RadioField(
        "Light or dark",
        choices=[
            SelectChoice(Theme.SYSTEM.value, "As my device is set"),
            SelectChoice(Theme.LIGHT.value, "Light"),
            SelectChoice(Theme.DARK.value, "Dark"),
        ],
        default=Theme.SYSTEM.value,
    )


class JoinForm(FlaskForm):
    """What somebody invited chooses, and that they accept the policy."""

    display_name = StringField(
        "Your name",
        validators=[DataRequired("Please give the name that other parents know you by.")],
        render_kw={"autocomplete": "name", "maxlength": 80},
    )
    password = NewPassword("Password")
    accept_policy = BooleanField(
        "I have read the policy and accept it",
        validators=[DataRequired("Everybody here accepts the policy. Please read it and tick this.")],
    )


class AcceptForm(FlaskForm):
    """That somebody accepts the policy in force; `next` is where they were going."""

    accept_policy = BooleanField(
        "I have read the policy and accept it",
        validators=[DataRequired("Please tick this once you have read the policy.")],
    )
    next = HiddenField(validators=[Length(max=2_000)])


class PressForm(FlaskForm):
    """A button, and nothing to fill in."""
