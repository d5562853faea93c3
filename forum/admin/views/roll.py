"""The school's roll: what is on it, and putting a new one in its place."""

from flask import flash, redirect, render_template, url_for

from forum.accounts import queries, roll
from forum.accounts.current import me
from forum.admin.forms import RollForm
from forum.admin.views.blueprint import Page, blueprint
from forum.extensions import db
from forum.permissions import Permission, requires


@blueprint.get("/roll")
@requires(Permission.MANAGE_ROLL)
def roll_page() -> str:
    """Who is on the roll, and the form to put a new one in its place."""
    return _page(RollForm(formdata=None))


@blueprint.post("/roll")
@requires(Permission.MANAGE_ROLL)
def upload_roll() -> Page:
    """Take over the whole of `file`, or nothing of it and say what to mend."""
    form = RollForm()
    if not form.validate():
        return _page(form), 422
    try:
        people = roll.people_in(form.file.data.read())
    except roll.RollRefused as refusal:
        form.file.errors = [*form.file.errors, *refusal.problems.values()]
        return _page(form, refusal), 422
    lost = roll.replace_roll(people, admin=me())
    db.session.commit()
    flash(f"The new roll is in use. On it: {len(people)}.")
    if lost:
        flash(
            f"{lost} accounts belonged to somebody who is not on the new roll. Please look at "
            "them under People."
        )
    return redirect(url_for("admin.roll_page"), 303)


def _page(form: RollForm, refusal: roll.RollRefused | None = None) -> str:
    return render_template("admin/roll.html", form=form, refusal=refusal, entries=queries.roll())
