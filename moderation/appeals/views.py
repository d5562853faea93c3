"""Appealing without signing in, what the office writes down, and deciding."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from moderation import clock
from moderation.appeals import queries, services
from moderation.appeals.forms import AnswerForm, AppealForm, EnterForm
from moderation.appeals.models import OUTCOME_WORDS
from moderation.cases.forms import HEARD_BY_WORDS, ReasonForm
from moderation.cases.ladder import HEAVY
from moderation.cases.services import why_not_impartial
from moderation.current import current_actor, current_moderation
from moderation.errors import NotFound, Refused, TooMany
from moderation.form_problems import is_carried_out
from moderation.permissions import Permission, public, requires
from moderation.typed import ID_MAX, plain
from moderation.undoing.views import flash_done

blueprint = Blueprint("appeals", __name__)
_RECEIVED = "appeal_received"
_APPEAL = f"/moderation/appeals/<int(max={ID_MAX}):appeal_id>"


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
            why_late=form.why_late.data or "",
            address=request.remote_addr or "",
        )
    except (Refused, TooMany) as refusal:
        if isinstance(refusal, services.WrongCode):
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
    return render_template(
        "moderation/appeals/list.html", appeals=found, outcome_words=OUTCOME_WORDS, now=clock.now()
    )


@blueprint.get(_APPEAL)
@requires(Permission.APPEAL_READ)
def read(appeal_id: int) -> str:
    """One appeal, with what it is against."""
    return _page(appeal_id, AnswerForm(formdata=None))


@blueprint.post(f"{_APPEAL}/decide")
@requires(Permission.APPEAL_DECIDE)
def decide(appeal_id: int) -> str | tuple[str, int] | Response:
    """Decide it; the person is told."""
    moderation, form = current_moderation(), AnswerForm()
    if not is_carried_out(
        form,
        lambda: services.decide(
            moderation,
            appeal_id,
            form.answered(moderation.policy.school.zone),
            officer=current_actor(),
        ),
    ):
        return _page(appeal_id, form), 422
    moderation.session.commit()
    flash_done("Decided, and they have been told.")
    return redirect(url_for("appeals.read", appeal_id=appeal_id), 303)


@blueprint.post(f"{_APPEAL}/suspend")
@requires(Permission.APPEAL_DECIDE)
def suspend(appeal_id: int) -> str | tuple[str, int] | Response:
    """Let it not hold until the appeal is decided; the person is told."""
    moderation, form = current_moderation(), ReasonForm()
    if not is_carried_out(
        form,
        lambda: services.suspend(moderation, appeal_id, form.reason.data or "", officer=current_actor()),
    ):
        return _page(appeal_id, AnswerForm(formdata=None), form), 422
    moderation.session.commit()
    flash_done("Suspended, and they have been told.")
    return redirect(url_for("appeals.read", appeal_id=appeal_id), 303)


@blueprint.route(f"/moderation/measures/<int(max={ID_MAX}):measure_id>/appeal", methods=["GET", "POST"])
@requires(Permission.APPEAL_ENTER)
def enter(measure_id: int) -> str | tuple[str, int] | Response:
    """Write down an appeal that came by letter, telephone, e-mail or in person."""
    moderation, form = current_moderation(), EnterForm()
    measure = services.measure_of(moderation, measure_id, admin=current_actor())
    if request.method == "GET":
        return render_template("moderation/appeals/enter.html", measure=measure, form=form.offer())
    if not is_carried_out(
        form,
        lambda: services.enter(
            moderation,
            measure_id,
            admin=current_actor(),
            route=form.way(),
            text=form.text.data or "",
            why_late=form.why_late.data or "",
        ),
    ):
        page = render_template("moderation/appeals/enter.html", measure=measure, form=form.offer())
        return page, 422
    moderation.session.commit()
    flash("The appeal is on record. Those who decide appeals have been told.")
    return redirect(url_for("cases.case", person_id=measure.person_id), 303)


def _page(appeal_id: int, form: AnswerForm, suspending: ReasonForm | None = None) -> str:
    moderation = current_moderation()
    found = queries.appeal(moderation.session, appeal_id)
    if found is None:
        raise NotFound("There is no such appeal.")
    return render_template(
        "moderation/appeals/read.html",
        appeal=found,
        form=form.offer(found),
        suspending=suspending,
        suspend_form=suspending or ReasonForm(formdata=None),
        is_in_force=services.is_in_force(moderation, found.measure),
        is_suspended=services.is_suspended(moderation, found.measure),
        is_theirs=why_not_impartial(moderation, found.measure, current_actor().id) is None,
        why_not=services.why_not(moderation, found, current_actor().id),
        may_decide=moderation.people.may(current_actor().id, Permission.APPEAL_DECIDE),
        outcome_words=OUTCOME_WORDS,
        heard_by_words=HEARD_BY_WORDS,
        heavy=HEAVY,
    )
