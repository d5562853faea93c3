"""The second step: turning it on and off, and the number asked for at signing in."""

import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask_limiter.util import get_remote_address

from forum.accounts import queries
from forum.accounts import second_step as services
from forum.accounts.current import me
from forum.accounts.forms import CodeForm, PasswordForm
from forum.accounts.models import User
from forum.accounts.views import limits
from forum.accounts.views.sessions import ASKED, Page, begin_session, blueprint
from forum.addresses import local_path
from forum.errors import Refused
from forum.extensions import db, limiter
from forum.form_problems import show_problems
from forum.permissions import Permission, public, requires
from moderation import clock

_NOT_YET_ON = "second_step_not_yet_on"
_LASTS = 600  # seconds between the password and the number


def _who_is_asked() -> str:
    return f"{session.get(ASKED, {}).get('id', 0)}|{get_remote_address()}"


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@limiter.limit(
    "10 per 15 minutes", key_func=_who_is_asked, methods=["POST"], deduct_when=limits.was_refused
)
def sign_in_code() -> Page:
    """The number after the password."""
    user, form = _asked(), CodeForm()
    if user is None:
        flash("That took a while. Please begin with your password again.")
        return redirect(url_for("accounts.sign_in"), 303)
    if request.method == "GET":
        return render_template("accounts/sign_in_code.html", form=form)
    try:
        if not form.validate():
            return render_template("accounts/sign_in_code.html", form=form), 422
        services.check(user, form.code.data)
    except Refused as refusal:
        db.session.rollback()
        show_problems(form, refusal)
        return render_template("accounts/sign_in_code.html", form=form), 422
    asked = session[ASKED]
    begin_session(user, remember=asked["remember"])
    db.session.commit()
    return redirect(local_path(asked["next"]), 303)


@blueprint.route("/me/second-step", methods=["GET", "POST"])
@limits.limit_old_passwords
@requires(Permission.SIGNED_IN)
def second_step() -> Page:
    """Turn it on: a picture for the app, and the number it shows then."""
    form = CodeForm()
    if request.method == "GET":
        if not me().totp_secret:
            session.setdefault(_NOT_YET_ON, services.new_secret())
        return _page(form)
    try:
        if not form.validate():
            return _page(form), 422
        codes = services.turn_on(me(), session.get(_NOT_YET_ON, ""), form.code.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(form), 422
    db.session.commit()
    session.pop(_NOT_YET_ON, None)
    return render_template("accounts/second_step_codes.html", codes=codes)


@blueprint.post("/me/second-step/off")
@limits.limit_old_passwords
@requires(Permission.SIGNED_IN)
def second_step_off() -> Page:
    """Turn it off, with the password."""
    form = PasswordForm()
    try:
        if not form.validate():
            return _page(CodeForm(formdata=None), form), 422
        services.turn_off(me(), form.current_password.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(CodeForm(formdata=None), form), 422
    db.session.commit()
    flash("The second step is off.")
    return redirect(url_for("accounts.account"), 303)


def _asked() -> User | None:
    """Whoever has given their password a moment ago, and not been signed out everywhere since."""
    asked = session.get(ASKED)
    if not asked or clock.now().timestamp() - asked["at"] > _LASTS:
        return None
    user = queries.person(asked["id"])
    fits = user is not None and user.session_epoch == asked["epoch"] and user.is_active
    return user if fits else None


def _page(form: CodeForm, off: PasswordForm | None = None) -> str:
    secret = session.get(_NOT_YET_ON, "")
    picture = segno.make(services.address_for(me(), secret)) if secret else None
    return render_template(
        "accounts/second_step.html",
        form=form,
        off=off or PasswordForm(formdata=None),
        person=me(),
        secret=secret,
        picture=picture.svg_data_uri(scale=5, border=2, light="#fff") if picture else "",
    )
