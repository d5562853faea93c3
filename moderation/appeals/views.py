"""Appealing without signing in, and reading what came in."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from moderation.appeals import queries, services
from moderation.appeals.forms import AppealForm
from moderation.current import current_moderation
from moderation.errors import NotFound, Refused, TooMany
from moderation.permissions import Permission, public, requires

blueprint = Blueprint("appeals", __name__)


@blueprint.route("/appeal", methods=["GET", "POST"])
@public
def appeal() -> str | tuple[str, int] | Response:
    """Take an appeal by reference and code."""
    moderation, form = current_moderation(), AppealForm()
    if request.method == "GET":
        return render_template("moderation/appeals/appeal.html", form=form)
    if not form.validate():
        return render_template("moderation/appeals/appeal.html", form=form), 422
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
        return render_template("moderation/appeals/appeal.html", form=form), refusal.status
    moderation.session.commit()
    return render_template("moderation/appeals/received.html", appeal=received)


@blueprint.get("/moderation/appeals")
@requires(Permission.APPEAL_READ)
def appeals() -> str:
    """Everything that came in."""
    found = queries.all_appeals(current_moderation().session)
    return render_template("moderation/appeals/list.html", appeals=found)


@blueprint.get("/moderation/appeals/<int:appeal_id>")
@requires(Permission.APPEAL_READ)
def read(appeal_id: int) -> str:
    """One appeal, with what it is against."""
    found = queries.appeal(current_moderation().session, appeal_id)
    if found is None:
        raise NotFound("There is no such appeal.")
    return render_template("moderation/appeals/read.html", appeal=found)
