"""What the office says to everybody: announcements, and the welcome."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.admin import queries, telling
from forum.admin.forms import AnnouncementForm, PressForm, WelcomeForm
from forum.admin.views.blueprint import Page, blueprint, found
from forum.extensions import db
from forum.permissions import Permission, requires


@blueprint.route("/announcements", methods=["GET", "POST"])
@requires(Permission.MANAGE_BOARDS)
def announcements() -> Page:
    """What shows above the boards now, and the form for one more: `text`, `until`."""
    form = AnnouncementForm()
    if form.validate_on_submit():
        telling.announce(form.text.data, form.until.data, admin=me())
        db.session.commit()
        flash("It shows above the boards from now on.")
        return redirect(url_for("admin.announcements"), 303)
    page = render_template(
        "admin/announcements.html",
        form=form,
        press=PressForm(formdata=None),
        current=queries.current_announcements(),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/announcements/<int:announcement_id>/end")
@requires(Permission.MANAGE_BOARDS)
def end_announcement(announcement_id: int) -> Response:
    """Take one down before its day."""
    telling.end_announcement(found(queries.announcement(announcement_id)), admin=me())
    db.session.commit()
    flash("It no longer shows.")
    return redirect(url_for("admin.announcements"), 303)


@blueprint.route("/welcome", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def write_welcome() -> Page:
    """What whoever joins reads first: `text`."""
    kept = queries.school_text(telling.WELCOME)
    form = WelcomeForm(text=kept.text if kept else "")
    if form.validate_on_submit():
        telling.write_welcome(form.text.data, admin=me())
        db.session.commit()
        flash("Saved. Whoever joins from now on reads it first.")
        return redirect(url_for("admin.write_welcome"), 303)
    page = render_template("admin/welcome.html", form=form, kept=kept)
    return (page, 422) if form.is_submitted() else page
