"""The steps of the ladder: taking, deciding, answering, ending."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from flask import request
from werkzeug.wrappers import Response

from moderation.cases import services
from moderation.cases.forms import AnswerForm, MeasureForm, ReasonForm, ReplyForm
from moderation.cases.models import Measure
from moderation.cases.views.blueprint import Answer, blueprint, done
from moderation.cases.views.page import Mended, OpenForm, case_page
from moderation.current import current_actor, current_moderation
from moderation.errors import Refused
from moderation.form_problems import show_problems
from moderation.host import Actor
from moderation.permissions import Permission, requires
from moderation.typed import as_id

if TYPE_CHECKING:
    from moderation.extension import Moderation

_MEASURE = "/measures/<int(max=2147483647):measure_id>"


@blueprint.post("/people/<person_id>/measures")
@requires(Permission.MEASURE_PROPOSE)
def take_measure(person_id: str) -> Answer:
    """Take or propose a step of the ladder, or only look at the letter it would send."""
    moderation, form = current_moderation(), MeasureForm()
    if not form.validate():
        return case_page(person_id, viewer=current_actor(), measure=form), 422
    wanted, outcome = form.proposal(moderation.policy), form.chosen_outcome()
    try:
        if "preview" in request.form:
            letter = services.letter(
                moderation, person_id, wanted, admin=current_actor(), outcome=outcome
            )
            return case_page(person_id, viewer=current_actor(), measure=form, letter=letter), 200
        taken = services.take(
            moderation,
            person_id,
            wanted,
            admin=current_actor(),
            outcome=outcome,
            concern=form.concern.data or "",
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return case_page(person_id, viewer=current_actor(), measure=form), refusal.status
    return done(person_id, _what_came_of(taken))


def _what_came_of(taken: Measure) -> str:
    if taken.approved_at is None and taken.hear_by is not None:
        return "Proposed, and the parent has been asked for their side."
    if taken.approved_at is None:
        return "Proposed. A second person has to agree."
    if not taken.tells:
        return "Done, and on record."
    return "Done, and the parent has been told."


@blueprint.post(f"{_MEASURE}/approve")
@requires(Permission.MEASURE_APPROVE)
def approve(measure_id: int) -> Answer:
    """Decide for what was proposed."""
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
        measure = service(moderation, measure_id, admin=current_actor(), reason=form.reason.data or "")
    except Refused as refusal:
        show_problems(form, refusal)
        return again(form, refusal.status)
    return done(measure.person_id, "Done, and on record.")


@blueprint.post(f"{_MEASURE}/record")
@requires(Permission.MEASURE_PROPOSE)
def record_answer(measure_id: int) -> Answer:
    """What came of a step that somebody answers."""
    moderation, form, again = current_moderation(), AnswerForm(), _mending("record", measure_id)
    if not form.validate():
        return again(form, 422)
    try:
        measure = services.record_answer(
            moderation,
            measure_id,
            admin=current_actor(),
            outcome=form.chosen(),
            note=form.reason.data or "",
            version=as_id(form.version.data or ""),
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return again(form, refusal.status)
    return done(measure.person_id, "The answer is on record.")


@blueprint.post(f"{_MEASURE}/reply")
@requires(Permission.MEASURE_PROPOSE)
def enter_reply(measure_id: int) -> Answer:
    """Their side of a step, as it came by letter, telephone or in person."""
    moderation, form, again = current_moderation(), ReplyForm(), _mending("reply", measure_id)
    if not form.validate():
        return again(form, 422)
    try:
        services.enter_reply(
            moderation, measure_id, form.text.data or "", admin=current_actor(), heard_by=form.way()
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return again(form, refusal.status)
    return done(services.person_of(moderation, measure_id), "Their side is on record.")


def _mending(act: str, measure_id: int) -> Callable[[Mended, int], Answer]:
    """The case page again with this form open and its text kept."""

    def again(form: Mended, status: int) -> Answer:
        person_id = services.person_of(current_moderation(), measure_id)
        opened = OpenForm(act, measure_id, form)
        return case_page(person_id, viewer=current_actor(), opened=opened), status

    return again


@blueprint.get(f"{_MEASURE}/letters/<int(max=2147483647):notice_id>.pdf")
@requires(Permission.CASE_READ)
def letter(measure_id: int, notice_id: int) -> Response:
    """A letter as it was sent, to print and post."""
    moderation = current_moderation()
    found = services.letter_sent(moderation, measure_id, notice_id, admin=current_actor())
    answer = Response(moderation.letter(found), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.reference}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
