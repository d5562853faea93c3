"""The steps of the ladder: taking, deciding, answering, ending."""

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response

from moderation.cases import services
from moderation.cases.forms import (
    AnswerForm,
    AstrayForm,
    MeasureForm,
    ReasonForm,
    ReplyForm,
    UndoForm,
)
from moderation.cases.models import Measure
from moderation.cases.views.blueprint import Answer, blueprint, done, done_for_now
from moderation.cases.views.page import Mended, OpenForm, case_page
from moderation.current import current_actor, current_moderation
from moderation.errors import Refused
from moderation.evidence import services as evidence
from moderation.form_problems import is_carried_out, show_problems
from moderation.permissions import Permission, requires
from moderation.typed import ID_MAX, as_id

_MEASURE = f"/measures/<int(max={ID_MAX}):measure_id>"


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
    return done_for_now(person_id, _what_came_of(taken))


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
    form = UndoForm()
    meant = form.is_for_whom_it_was_meant()
    undo = services.undo_for_whom_it_was_meant if meant else services.reverse
    return _with_a_reason("reverse", measure_id, undo, form)


def _with_a_reason(
    act: str, measure_id: int, service: Callable[..., Measure], form: ReasonForm | None = None
) -> Answer:
    moderation, form = current_moderation(), form or ReasonForm()
    return _act(
        act,
        measure_id,
        form,
        lambda: service(moderation, measure_id, admin=current_actor(), reason=form.reason.data or ""),
        "Done, and on record.",
        done if act == "reverse" else done_for_now,
    )


@blueprint.post(f"{_MEASURE}/record")
@requires(Permission.MEASURE_PROPOSE)
def record_answer(measure_id: int) -> Answer:
    """What came of a step that somebody answers."""
    moderation, form = current_moderation(), AnswerForm()
    return _act(
        "record",
        measure_id,
        form,
        lambda: services.record_answer(
            moderation,
            measure_id,
            admin=current_actor(),
            outcome=form.chosen(),
            note=form.reason.data or "",
            version=as_id(form.version.data or ""),
        ),
        "The answer is on record.",
    )


@blueprint.post(f"{_MEASURE}/reply")
@requires(Permission.MEASURE_PROPOSE)
def enter_reply(measure_id: int) -> Answer:
    """Their side of a step, as it came by letter, telephone or in person."""
    moderation, form = current_moderation(), ReplyForm()
    return _act(
        "reply",
        measure_id,
        form,
        lambda: services.enter_reply(
            moderation, measure_id, form.text.data or "", admin=current_actor(), heard_by=form.way()
        ),
        "Their side is on record.",
    )


def _act(
    name: str,
    measure_id: int,
    form: Mended,
    act: Callable[[], object],
    said: str,
    ending: Callable[[str, str], Response] = done,
) -> Answer:
    """One act on one measure, or the case page again with this form open and its text kept."""
    is_done = is_carried_out(form, act)
    person_id = services.person_of(current_moderation(), measure_id)
    if is_done:
        return ending(person_id, said)
    opened = OpenForm(name, measure_id, form)
    return case_page(person_id, viewer=current_actor(), opened=opened), 422


@blueprint.get(f"{_MEASURE}/letters/<int(max={ID_MAX}):notice_id>.pdf")
@requires(Permission.CASE_READ)
def letter(measure_id: int, notice_id: int) -> Response:
    """A letter as it was sent, to print and post."""
    moderation = current_moderation()
    found = services.letter_sent(moderation, measure_id, notice_id, admin=current_actor())
    return _pdf(moderation.letter(found), found.reference)


@blueprint.post(f"{_MEASURE}/letters/<int(max={ID_MAX}):notice_id>/astray")
@requires(Permission.MEASURE_PROPOSE)
def letter_astray(measure_id: int, notice_id: int) -> Answer:
    """A letter reached somebody it was not meant for."""
    moderation, form = current_moderation(), AstrayForm()
    return _act(
        f"astray-{notice_id}",
        measure_id,
        form,
        lambda: services.say_letter_went_astray(
            moderation, measure_id, notice_id, form.facts.data or "", admin=current_actor()
        ),
        "It is on record, and whoever leads on data protection has been told.",
    )


@blueprint.get(f"{_MEASURE}/to-host.pdf")
@requires(Permission.CASE_READ)
def letter_to_host(measure_id: int) -> Response:
    """The letter to another site, for a person to send (H5)."""
    written = services.letter_to_host(current_moderation(), measure_id, admin=current_actor())
    return _pdf(written, f"to-host-{measure_id}")


@blueprint.get(f"{_MEASURE}/police-cover.pdf")
@requires(Permission.CASE_READ)
def police_cover(measure_id: int) -> Response:
    """The sheet to take along to the police (H3)."""
    sheet = evidence.police_cover(current_moderation(), measure_id, admin=current_actor())
    return _pdf(sheet, f"police-cover-{measure_id}")


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
