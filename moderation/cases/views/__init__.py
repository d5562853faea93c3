"""The people on record, and one person's case: the ladder, what was found, what was done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from moderation.cases import queries, services
from moderation.cases.forms import AnswerForm, FindingForm, MeasureForm, ReasonForm
from moderation.cases.models import Measure
from moderation.cases.views.page import OpenForm, case_page
from moderation.current import current_moderation
from moderation.errors import Refused
from moderation.host import Actor
from moderation.permissions import Permission, requires
from moderation.typed import as_id, plain

if TYPE_CHECKING:
    from moderation.extension import Moderation

blueprint = Blueprint("cases", __name__, url_prefix="/moderation")
Answer = Response | tuple[str, int]
_MEASURE = "/measures/<int(max=2147483647):measure_id>"


def _actor() -> Actor:
    actor = current_moderation().people.current()
    assert actor is not None  # `requires` has seen to it
    return actor


@blueprint.get("/people")
@requires(Permission.CASE_READ)
def people() -> str:
    """Everybody with something on record."""
    wanted = (plain(request.args.get("q")) or "").strip()
    found = queries.people_on_record(current_moderation().session, wanted)
    return render_template("moderation/cases/people.html", people=found, q=wanted)


@blueprint.get("/people/<person_id>")
@requires(Permission.CASE_READ)
def case(person_id: str) -> str:
    """One person's case."""
    return case_page(person_id, viewer=_actor())


@blueprint.post("/people/<person_id>/findings")
@requires(Permission.FINDING_RECORD)
def record_finding(person_id: str) -> Answer:
    """Record a finding."""
    moderation, form = current_moderation(), FindingForm()
    if not form.validate():
        return case_page(person_id, viewer=_actor(), finding=form), 422
    try:
        services.record_finding(moderation, person_id, form.draft(), admin=_actor())
    except Refused as refusal:
        _show(form, refusal)
        return case_page(person_id, viewer=_actor(), finding=form), refusal.status
    return _done(person_id, "The finding is on record.")


@blueprint.post("/people/<person_id>/measures")
@requires(Permission.MEASURE_PROPOSE)
def take_measure(person_id: str) -> Answer:
    """Take or propose a step of the ladder, or only look at the letter it would send."""
    moderation, form = current_moderation(), MeasureForm()
    if not form.validate():
        return case_page(person_id, viewer=_actor(), measure=form), 422
    wanted, outcome = form.proposal(moderation.policy), form.talk_outcome()
    try:
        if "preview" in request.form:
            letter = services.letter(moderation, person_id, wanted, admin=_actor(), outcome=outcome)
            return case_page(person_id, viewer=_actor(), measure=form, letter=letter), 200
        taken = services.take(moderation, person_id, wanted, admin=_actor(), outcome=outcome)
    except Refused as refusal:
        _show(form, refusal)
        return case_page(person_id, viewer=_actor(), measure=form), refusal.status
    return _done(person_id, _what_came_of(taken))


def _what_came_of(taken: Measure) -> str:
    if taken.approved_at is None:
        return "Proposed. A second person has to agree."
    return "Done, and the parent has been told."


@blueprint.post(f"{_MEASURE}/approve")
@requires(Permission.MEASURE_APPROVE)
def approve(measure_id: int) -> Answer:
    """Agree to what somebody else proposed."""
    return _with_a_reason("approve", measure_id, services.approve)


@blueprint.post(f"{_MEASURE}/lift")
@requires(Permission.MEASURE_END)
def lift(measure_id: int) -> Answer:
    """End a measure early, or withdraw a proposal."""
    return _with_a_reason("lift", measure_id, services.lift)


@blueprint.post(f"{_MEASURE}/reverse")
@requires(Permission.MEASURE_END)
def reverse(measure_id: int) -> Answer:
    """Undo a measure that should not have been taken."""
    return _with_a_reason("reverse", measure_id, services.reverse)


class _Service(Protocol):
    def __call__(
        self, moderation: "Moderation", measure_id: int, *, admin: Actor, reason: str
    ) -> Measure: ...


def _with_a_reason(act: str, measure_id: int, service: _Service) -> Answer:
    moderation, form, again = current_moderation(), ReasonForm(), _mending(act, measure_id)
    if not form.validate():
        return again(form, 422)
    try:
        measure = service(moderation, measure_id, admin=_actor(), reason=form.reason.data or "")
    except Refused as refusal:
        _show(form, refusal)
        return again(form, refusal.status)
    return _done(measure.person_id, "Done, and on record.")


@blueprint.post(f"{_MEASURE}/record")
@requires(Permission.MEASURE_PROPOSE)
def record_answer(measure_id: int) -> Answer:
    """What came of a talk or a request."""
    moderation, form, again = current_moderation(), AnswerForm(), _mending("record", measure_id)
    if not form.validate():
        return again(form, 422)
    try:
        measure = services.record_answer(
            moderation,
            measure_id,
            admin=_actor(),
            outcome=form.chosen(),
            note=form.reason.data or "",
            version=as_id(form.version.data or ""),
        )
    except Refused as refusal:
        _show(form, refusal)
        return again(form, refusal.status)
    return _done(measure.person_id, "The answer is on record.")


def _mending(act: str, measure_id: int) -> Callable[[AnswerForm | ReasonForm, int], Answer]:
    """The case page again with this form open and its text kept."""

    def again(form: AnswerForm | ReasonForm, status: int) -> Answer:
        person_id = services.person_of(current_moderation(), measure_id)
        opened = OpenForm(act, measure_id, form)
        return case_page(person_id, viewer=_actor(), opened=opened), status

    return again


def _show(form: FlaskForm, refusal: Refused) -> None:
    """Put what is wanting at its fields. Nothing of the refused act is kept."""
    current_moderation().session.rollback()
    for name, problem in refusal.problems.items():
        form[name].errors = [*form[name].errors, problem]


def _done(person_id: str, message: str) -> Response:
    current_moderation().session.commit()
    flash(message)
    return redirect(url_for("cases.case", person_id=person_id), 303)
