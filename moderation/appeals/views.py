"""Appealing without signing in, and reading what came in."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from moderation.appeals import queries, services
from moderation.appeals.forms import AppealForm
from moderation.current import current_moderation
from moderation.errors import NotFound, Refused, TooMany
from moderation.permissions import Permission, public, requires
from moderation.typed import plain

blueprint = Blueprint("appeals", __name__)
_RECEIVED = "appeal_received"


@blueprint.route("/appeal", methods=["GET", "POST"])
@public
def appeal() -> str | tuple[str, int] | Response:
    """Take an appeal by reference and code; then show the receipt."""
    moderation, form = current_moderation(), AppealForm()
    if request.method == "GET":
        form.reference.data = plain(request.args.get("reference"))
        return _receipt(form) if "received" in request.args else _form(form)
    if not form.validate():
        return _form(form), 422
    try:
        received = services.file(
            moderation,
            reference=form.reference.data or "",
            code=form.code.data or "",
            text=form.text.data or "",
            address=request.remote_addr or "",
        )
    except (Refused, TooMany) as refusal:
        moderation.session.commit()  # a vain try counts
        problems = refusal.problems if isinstance(refusal, Refused) else {"code": str(refusal)}
        for name, problem in problems.items():
            form[name].errors = [*form[name].errors, problem]
        return _form(form), refusal.status
    moderation.session.commit()
    session[_RECEIVED] = received.id
    return redirect(url_for("appeals.appeal", received=1), 303)


def _form(form: AppealForm) -> str:
    return render_template("moderation/appeals/appeal.html", form=form)


def _receipt(form: AppealForm) -> str:
    """The receipt, to the browser that sent the appeal and to no other."""
    found = queries.appeal(current_moderation().session, session.get(_RECEIVED, 0))
    if found is None:
        return _form(form)
    return render_template("moderation/appeals/received.html", appeal=found)


@blueprint.get("/moderation/appeals")
@requires(Permission.APPEAL_READ)
def appeals() -> str:
    """Everything that came in."""
    found = queries.all_appeals(current_moderation().session)
    return render_template("moderation/appeals/list.html", appeals=found)


@blueprint.get("/moderation/appeals/<int(max=2147483647):appeal_id>")
@requires(Permission.APPEAL_READ)
def read(appeal_id: int) -> str:
    """One appeal, with what it is against."""
    found = queries.appeal(current_moderation().session, appeal_id)
    if found is None:
        raise NotFound("There is no such appeal.")
    return render_template("moderation/appeals/read.html", appeal=found)
