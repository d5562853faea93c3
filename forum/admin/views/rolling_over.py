"""The new school year: choosing, looking at what would change, doing it, and undoing it that day."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.accounts.devices import today
from forum.admin import queries, rolling
from forum.admin.forms import RollOverForm
from forum.admin.views.blueprint import Page, blueprint, found
from forum.admin.years import LEAVES, STAYS, usual_next
from forum.extensions import db
from forum.permissions import Permission, requires

WORDS = "move everybody up"


@blueprint.route("/roll-over", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def roll_over() -> Page:
    """Choose the class after each class; `step` = `preview` shows what would change, `do` does it."""
    form = RollOverForm(leave_on=_end_of_summer())
    if request.method == "GET":
        return _page(form, _usual_moves())
    moves = _chosen_moves()
    if not form.validate():
        return _page(form, moves), 422
    plan = rolling.Plan(moves, form.leave_on.data, form.boards.data == "new")
    if form.step.data != "do":
        return _preview(form, plan)
    if " ".join((form.confirm.data or "").split()).casefold() != WORDS:
        form.confirm.errors = [f"Please type the words: {WORDS}"]
        return _preview(form, plan), 422
    rolling.roll_over(plan, counted=form.counted.data or 0, admin=me())
    db.session.commit()
    flash("Everybody has moved up. You can undo it until the end of today.")
    return redirect(url_for("admin.roll_over"), 303)


@blueprint.post("/roll-over/<int:roll_over_id>/undo")
@requires(Permission.MANAGE_PEOPLE)
def undo_roll_over(roll_over_id: int) -> Response:
    """Put everybody and every board back where they were this morning."""
    rolling.undo(found(queries.roll_over(roll_over_id)), admin=me())
    db.session.commit()
    flash("It is undone: everybody is in the class they were in.")
    return redirect(url_for("admin.roll_over"), 303)


def _page(form: RollOverForm, moves: dict[str, str]) -> str:
    last = queries.last_roll_over()
    return render_template(
        "admin/roll_over.html",
        form=form,
        moves=moves,
        names=queries.class_names(),
        last=last,
        may_undo=rolling.may_undo(last),
    )


def _preview(form: RollOverForm, plan: rolling.Plan) -> str:
    return render_template(
        "admin/roll_over_preview.html",
        form=form,
        plan=plan,
        preview=rolling.preview(plan),
        words=WORDS,
    )


def _usual_moves() -> dict[str, str]:
    return {name: usual_next(name) for name in queries.class_names()}


def _chosen_moves() -> dict[str, str]:
    names = queries.class_names()
    may_be = {*names, *map(usual_next, names), LEAVES, STAYS}
    chosen = {}
    for number, name in enumerate(names, 1):
        value = request.form.get(f"next-{number}", STAYS)
        chosen[name] = value if value in may_be and value != name else STAYS
    return chosen


def _end_of_summer() -> date:
    """The end of the coming August, when a school year is over."""
    now = today()
    return date(now.year + (now.month > 8), 8, 31)
