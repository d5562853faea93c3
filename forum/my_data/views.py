"""A copy of what is kept of oneself, and leaving; both stay open to people who are blocked."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response

from forum.accounts.current import me, person_key
from forum.accounts.views.limits import limit_old_passwords
from forum.errors import Refused
from forum.extensions import db, limiter
from forum.form_problems import show_problems
from forum.my_data import services
from forum.my_data.forms import CopyForm, LeaveForm
from forum.permissions import Permission, requires

blueprint = Blueprint("my_data", __name__, url_prefix="/me")
Page = str | tuple[str, int] | Response


@blueprint.route("/data", methods=["GET", "POST"])
@limiter.limit("6 per hour", key_func=person_key, methods=["POST"])
@requires(Permission.SIGNED_IN)
def copy() -> Page:
    """What a copy holds and does not; POST answers with it."""
    form = CopyForm()
    if not form.validate_on_submit():
        return render_template("my_data/page.html", form=form)
    answer = Response(services.take_copy(me()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="forum-copy.zip"'
    answer.headers["Cache-Control"] = "no-store"
    db.session.commit()
    return answer


@blueprint.route("/leave", methods=["GET", "POST"])
@limit_old_passwords
@requires(Permission.SIGNED_IN)
def leave() -> Page:
    """What happens to what one wrote, and then leaving."""
    form = LeaveForm()
    if request.method == "GET":
        return render_template("my_data/leave.html", form=form)
    try:
        if not form.validate():
            return render_template("my_data/leave.html", form=form), 422
        go = services.leave_with_name if form.name.data == "stays" else services.leave_without_name
        go(me(), form.current_password.data)
    except Refused as refusal:
        db.session.rollback()
        show_problems(form, refusal)
        return render_template("my_data/leave.html", form=form), 422
    db.session.commit()
    session.clear()
    logout_user()
    flash("You have left the forum. The office lets you back in whenever you like.")
    return redirect(url_for("accounts.sign_in"), 303)
