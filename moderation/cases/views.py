"""The people on record, and one person's case: the ladder, what was found, what was done."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation import clock
from moderation.appeals.queries import appeals_of
from moderation.cases import queries, services
from moderation.cases.forms import OUTCOME_WORDS, AnswerForm, FindingForm, MeasureForm, ReasonForm
from moderation.cases.ladder import is_in_force
from moderation.cases.models import Outcome
from moderation.current import current_moderation
from moderation.errors import Refused
from moderation.host import Actor
from moderation.permissions import Permission, requires
from moderation.policy import MeasureKind
from moderation.review.queries import judged_texts_of

blueprint = Blueprint("cases", __name__, url_prefix="/moderation")


def _actor() -> Actor:
    return current_moderation().require(Permission.CASE_READ)


@blueprint.get("/people")
@requires(Permission.CASE_READ)
def people() -> str:
    """Everybody with something on record."""
    wanted = request.args.get("q", "").strip()
    found = queries.people_on_record(current_moderation().session, wanted)
    return render_template("moderation/cases/people.html", people=found, q=wanted)


@blueprint.get("/people/<person_id>")
@requires(Permission.CASE_READ)
def case(person_id: str) -> str:
    """One person's case."""
    return _page(person_id)


def _page(person_id: str, **forms: FindingForm | MeasureForm | AnswerForm | ReasonForm) -> str:
    moderation, actor = current_moderation(), _actor()
    found = services.case_of(moderation, person_id)
    texts = judged_texts_of(moderation.session, person_id)
    posts = [(str(text.id), f"{text.submitted_at:%d %b}: {text.text[:70]}") for text in texts]
    finding_form = forms.get("finding") or FindingForm(formdata=None)
    measure_form = forms.get("measure") or MeasureForm(formdata=None)
    now = clock.now()
    return render_template(
        "moderation/cases/case.html",
        case=found,
        actor=actor,
        texts=texts,
        finding_form=finding_form.offer(moderation.policy, posts),
        measure_form=measure_form.offer(moderation.policy, found.findings),
        blank_measure_form=MeasureForm(formdata=None).offer(moderation.policy, found.findings),
        other_form=forms.get("other"),
        other_id=request.view_args.get("measure_id") if request.view_args else None,
        answer_form=lambda kind: AnswerForm(formdata=None).offer(kind),
        reason_form=ReasonForm(formdata=None),
        in_force=[m for m in found.measures if m.approved_at and not m.ended_at
                  and is_in_force(m.kind, m.starts_at, m.ends_at, now)],
        outcome_words=OUTCOME_WORDS,
        appeals=appeals_of(moderation.session, person_id),
        open_kind=measure_form.measure.data,
        now=now,
    )


@blueprint.post("/people/<person_id>/findings")
@requires(Permission.FINDING_RECORD)
def record_finding(person_id: str) -> Response | tuple[str, int]:
    """Record a finding."""
    moderation, form = current_moderation(), FindingForm()
    if not form.validate():
        return _page(person_id, finding=form), 422
    try:
        services.record_finding(moderation, person_id, form.draft(), admin=_actor())
    except Refused as refusal:
        _show(form, refusal)
        return _page(person_id, finding=form), refusal.status
    return _done(person_id, "The finding is on record.")


@blueprint.post("/people/<person_id>/measures")
@requires(Permission.MEASURE_PROPOSE)
def take_measure(person_id: str) -> Response | tuple[str, int]:
    """Take or propose a step of the ladder."""
    moderation, form = current_moderation(), MeasureForm()
    if not form.validate():
        return _page(person_id, measure=form), 422
    outcome = Outcome(form.outcome.data) if form.outcome.data in set(Outcome) else None
    try:
        measure = services.take(
            moderation,
            person_id,
            form.proposal(moderation.policy),
            admin=_actor(),
            outcome=outcome if form.measure.data == MeasureKind.INFORMAL_DISCUSSION else None,
        )
    except Refused as refusal:
        _show(form, refusal)
        return _page(person_id, measure=form), refusal.status
    told = measure.approved_at is not None
    return _done(
        person_id,
        "Done, and the parent has been told." if told else "Proposed. A second person has to agree.",
    )


@blueprint.post("/measures/<int:measure_id>/<any(approve, lift, reverse):act>")
@requires(Permission.MEASURE_APPROVE)
def end_or_approve(measure_id: int, act: str) -> Response | tuple[str, int]:
    """Agree to, end early, or undo a measure, with a reason."""
    form = ReasonForm()
    service = {"approve": services.approve, "lift": services.lift, "reverse": services.reverse}[act]
    try:
        measure = service(
            current_moderation(), measure_id, admin=_actor(), reason=form.reason.data or ""
        )
    except Refused as refusal:
        return _mend(measure_id, form, refusal)
    return _done(measure.person_id, "Done, and on record.")


@blueprint.post("/measures/<int:measure_id>/record")
@requires(Permission.MEASURE_PROPOSE)
def record_answer(measure_id: int) -> Response | tuple[str, int]:
    """What came of a talk or a request."""
    form = AnswerForm()
    try:
        measure = services.record_answer(
            current_moderation(),
            measure_id,
            admin=_actor(),
            outcome=form.chosen(),
            note=form.answer.data or "",
        )
    except Refused as refusal:
        return _mend(measure_id, form, refusal)
    return _done(measure.person_id, "The answer is on record.")


def _mend(
    measure_id: int, form: AnswerForm | ReasonForm, refusal: Refused
) -> tuple[str, int]:
    session = current_moderation().session
    session.rollback()
    measure = queries.measure_to_change(session, measure_id)
    assert measure is not None  # the service has just found it
    _show(form, refusal)
    return _page(measure.person_id, other=form), refusal.status


def _show(
    form: FindingForm | MeasureForm | AnswerForm | ReasonForm, refusal: Refused
) -> None:
    current_moderation().session.rollback()
    for name, problem in refusal.problems.items():
        field = {"outcome_note": "answer"}.get(name, name)
        form[field].errors = [*form[field].errors, problem]


def _done(person_id: str, message: str) -> Response:
    current_moderation().session.commit()
    flash(message)
    return redirect(url_for("cases.case", person_id=person_id), 303)
