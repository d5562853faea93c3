"""Signing in and out, joining, passwords, accepting the policy, one's own account."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from forum.accounts import devices, invitations, services
from forum.accounts.browsers import kind_of
from forum.accounts.current import me
from forum.accounts.forms import (
    AcceptForm,
    ForgotPasswordForm,
    JoinForm,
    NewPasswordForm,
    PressForm,
    SignInForm,
)
from forum.accounts.models import User
from forum.accounts.views import limits
from forum.addresses import local_path
from forum.admin.models import SchoolText
from forum.admin.queries import boards_to_come, school_text
from forum.admin.telling import WELCOME
from forum.boards.queries import boards_for
from forum.errors import Refused
from forum.extensions import db, moderation
from forum.form_problems import show_problems
from forum.permissions import Permission, public, requires
from moderation import clock

blueprint = Blueprint("accounts", __name__)
Page = str | tuple[str, int] | Response
ASKED = "asked_for_number"  # who has given their password and not yet the number


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limits.limit_sign_in
@limits.limit_sign_ins_from_one_place
def sign_in() -> Page:
    """Sign in and go on to where one was going."""
    form = SignInForm(next=request.args.get("next", ""))
    onward = local_path(form.next.data)
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(onward, 303)
        return render_template("accounts/sign_in.html", form=form)
    try:
        if not form.validate():
            return render_template("accounts/sign_in.html", form=form), 422
        user = services.who_signs_in(form.email.data, form.password.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return render_template("accounts/sign_in.html", form=form), 422
    if user.totp_secret:
        return _ask_for_number(user, remember=form.remember.data, onward=onward)
    begin_session(user, remember=form.remember.data)
    db.session.commit()
    return redirect(onward, 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End this session on this device."""
    if current_user.is_authenticated:
        devices.sign_out_here(me(), g.device.id)
        db.session.commit()
    session.clear()
    logout_user()
    flash("You are signed out.")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@public
@limits.limit_mails_to_one_person
@limits.limit_mails_from_one_place
def forgot_password() -> Page:
    """Ask for a link to set a new password; the answer is the same for every address."""
    form = ForgotPasswordForm()
    if request.method == "GET":
        return render_template("accounts/forgot_password.html", form=form)
    if not form.validate():
        return render_template("accounts/forgot_password.html", form=form), 422
    services.ask_for_reset(form.email.data)
    db.session.commit()
    flash(
        "If that address has an account here, a mail with a link is on its way. It works for one "
        "hour. Please look in the junk folder too."
    )
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
@limits.limit_links
def reset(token: str) -> Page:
    """Set a new password with the link from the mail."""
    user, form = services.person_for_reset(token), NewPasswordForm()
    if request.method == "GET":
        return render_template("accounts/reset.html", form=form, email=user.email)
    try:
        if not form.validate():
            return render_template("accounts/reset.html", form=form, email=user.email), 422
        services.set_password(user, form.password.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return render_template("accounts/reset.html", form=form, email=user.email), 422
    db.session.commit()
    flash("Your new password is set. Please sign in with it.")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@public
@limits.limit_links
def join(token: str) -> Page:
    """Get an account with an invitation."""
    invitation, form = invitations.invitation_for(token), JoinForm()
    page = {
        "form": form,
        "email": invitation.email,
        "policy": moderation.policy,
        "boards": boards_to_come(invitation.years),
    }
    if request.method == "GET":
        form.display_name.data = invitation.display_name
        return render_template("accounts/join.html", **page)
    try:
        if not form.validate():
            return render_template("accounts/join.html", **page), 422
        user = invitations.join(
            invitation, display_name=form.display_name.data, password=form.password.data
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return render_template("accounts/join.html", **page), 422
    begin_session(user, remember=False)
    db.session.commit()
    flash(f"Welcome, {user.display_name}. It is good that you are here.")
    return redirect(url_for("accounts.welcome") if _welcome() else "/", 303)


@blueprint.get("/welcome")
@requires(Permission.READ)
def welcome() -> str:
    """What the office says to whoever joins, and where to begin."""
    return render_template("accounts/welcome.html", welcome=_welcome(), boards=boards_for(me()))


def _welcome() -> SchoolText | None:
    kept = school_text(WELCOME)
    return kept if kept and kept.html else None


@blueprint.route("/policy/accept", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def accept_policy() -> Page:
    """Accept the policy in force, at first and whenever it is new."""
    form = AcceptForm(next=request.args.get("next", ""))
    onward = local_path(form.next.data)
    if request.method == "GET":
        before = bool(me().acceptances)
        return render_template(
            "accounts/accept_policy.html", form=form, policy=moderation.policy, before=before
        )
    if not form.validate():
        before = bool(me().acceptances)
        page = {"form": form, "policy": moderation.policy, "before": before}
        return render_template("accounts/accept_policy.html", **page), 422
    services.accept_policy(person=me())
    db.session.commit()
    return redirect(onward, 303)


@blueprint.get("/me/account")
@requires(Permission.SIGNED_IN)
def account() -> str:
    """One's own account: name, address, classes, what was accepted, and signing out everywhere."""
    return render_template(
        "accounts/account.html",
        person=me(),
        form=PressForm(formdata=None),
        asks_the_same=moderation.asks_the_same,
    )


@blueprint.post("/me/account/sign-out-everywhere")
@requires(Permission.SIGNED_IN)
def sign_out_everywhere() -> Response:
    """End every session of one's own, this one too."""
    services.sign_out_everywhere(me(), by=me().actor)
    db.session.commit()
    session.clear()
    logout_user()
    flash("You are signed out on every device.")
    return redirect(url_for("accounts.sign_in"), 303)


def _ask_for_number(user: User, *, remember: bool, onward: str) -> Response:
    """Keep for a moment who has given their password, and ask for the second step."""
    session.clear()
    session[ASKED] = {
        "id": user.id,
        "epoch": user.session_epoch,
        "remember": remember,
        "next": onward,
        "at": clock.now().timestamp(),
    }
    return redirect(url_for("accounts.sign_in_code"), 303)


def begin_session(user: User, *, remember: bool) -> None:
    """A session of the person's own: nothing of whoever used this browser before stays."""
    session.clear()
    devices.sign_in_here(user, kind_of(request.user_agent.string))
    login_user(user, remember=remember)
