"""Keeping one's own account safe: password, email address, and where one is signed in."""

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from forum.accounts import devices, new_email, queries, services
from forum.accounts.current import me
from forum.accounts.forms import ChangeEmailForm, ChangePasswordForm, PressForm
from forum.accounts.strength import strength_of
from forum.accounts.views import limits
from forum.accounts.views.sessions import Page, begin_session, blueprint
from forum.errors import NotFound, Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, public, requires


@blueprint.post("/password-strength")
@public
@limits.limit_strengths
def password_strength() -> Response:
    """How hard `password` is to guess, for the meter; it is neither kept nor logged."""
    strength = strength_of(request.form.get("password", ""))
    return jsonify(score=strength.score, words=strength.words)


@blueprint.route("/me/password", methods=["GET", "POST"])
@limits.limit_old_passwords
@requires(Permission.SIGNED_IN)
def change_password() -> Page:
    """A new password for somebody who knows the old one; other devices are signed out."""
    form = ChangePasswordForm()
    if request.method == "GET":
        return render_template("accounts/change_password.html", form=form)
    try:
        if not form.validate():
            return render_template("accounts/change_password.html", form=form), 422
        services.change_password(me(), form.current_password.data, form.password.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return render_template("accounts/change_password.html", form=form), 422
    begin_session(me(), remember="remember_token" in request.cookies)
    db.session.commit()
    flash("Your new password is set. You are signed out everywhere else.")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/me/email", methods=["GET", "POST"])
@limits.limit_old_passwords
@limits.limit_mails_from_one_place
@requires(Permission.SIGNED_IN)
def change_email() -> Page:
    """Ask for another address; it counts once the link sent there is opened."""
    form = ChangeEmailForm()
    page = "accounts/change_email.html"
    if request.method == "GET":
        return render_template(page, form=form, person=me())
    try:
        if not form.validate():
            return render_template(page, form=form, person=me()), 422
        new_email.ask_for_new_email(me(), form.email.data, form.current_password.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return render_template(page, form=form, person=me()), 422
    db.session.commit()
    flash("A mail with a link is on its way to the new address. Until you open it, nothing changes.")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/new-email/<token>", methods=["GET", "POST"])
@public
@limits.limit_links
def confirm_email(token: str) -> Page:
    """The link sent to a new address; looking at it changes nothing."""
    form = PressForm()
    if request.method == "GET" or not form.validate():
        _, email = new_email.asked_for(token)
        return render_template("accounts/confirm_email.html", form=form, email=email)
    try:
        new_email.use_new_email(token)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise NotFound("Somebody else has begun to use this address in the meantime.") from None
    flash("Your account has its new address. Please use it when you sign in next.")
    return redirect(url_for("accounts.account"), 303)


@blueprint.get("/me/devices")
@requires(Permission.SIGNED_IN)
def devices_page() -> str:
    """Where one is signed in, this browser marked."""
    return render_template(
        "accounts/devices.html",
        devices=queries.devices_of(me(), devices.today()),
        this=g.device.id,
        form=PressForm(formdata=None),
    )


@blueprint.post("/me/devices/<int:device_id>/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out_device(device_id: int) -> Response:
    """Sign out on one of one's devices."""
    device = devices.sign_out_device(me(), device_id)
    kind = device.kind
    db.session.commit()
    flash(f"You are signed out there: {kind}.")
    return redirect(url_for("accounts.devices_page"), 303)
