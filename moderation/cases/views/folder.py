"""The case as a folder: who looks after it, what worries the parent, and closing it."""

from moderation.cases import services
from moderation.cases.forms import CloseForm, ConcernForm, ReasonForm
from moderation.cases.queries import case_file
from moderation.cases.views.blueprint import Answer, blueprint, done
from moderation.cases.views.page import OpenForm, case_page
from moderation.current import current_actor, current_moderation
from moderation.form_problems import is_carried_out
from moderation.permissions import Permission, requires
from moderation.typed import ID_MAX

_PROPOSED = "Proposed. A second person has to agree; they have been told."


@blueprint.post("/people/<person_id>/owner")
@requires(Permission.MEASURE_PROPOSE)
def look_after(person_id: str) -> Answer:
    """This admin looks after the case from now on."""
    services.look_after(current_moderation(), person_id, admin=current_actor())
    return done(person_id, "You look after this case now.")


@blueprint.post("/people/<person_id>/concerns")
@requires(Permission.MEASURE_PROPOSE)
def note_concern(person_id: str) -> Answer:
    """Note what is worrying the parent."""
    moderation, form = current_moderation(), ConcernForm()
    if is_carried_out(
        form,
        lambda: services.note_concern(
            moderation, person_id, form.concern.data or "", admin=current_actor()
        ),
    ):
        return done(person_id, "Noted. The case stays open until it is answered.")
    return _again(person_id, OpenForm("concern", 0, form))


@blueprint.post(f"/concerns/<int(max={ID_MAX}):concern_id>/answer")
@requires(Permission.MEASURE_PROPOSE)
def answer_concern(concern_id: int) -> Answer:
    """Record how a concern was answered."""
    moderation, form = current_moderation(), ReasonForm()
    person_id = services.concerned(moderation, concern_id)
    if is_carried_out(
        form,
        lambda: services.answer_concern(
            moderation, concern_id, form.reason.data or "", admin=current_actor()
        ),
    ):
        return done(person_id, "The answer is on record.")
    return _again(person_id, OpenForm("answer", concern_id, form))


@blueprint.post("/people/<person_id>/close")
@requires(Permission.MEASURE_PROPOSE)
def close(person_id: str) -> Answer:
    """Close the case."""
    moderation, form = current_moderation(), CloseForm()
    if is_carried_out(
        form,
        lambda: services.close(
            moderation,
            person_id,
            admin=current_actor(),
            closing=form.chosen(),
            reason=form.reason.data or "",
        ),
    ):
        return done(person_id, "The case is closed. What is posted from now on begins a new one.")
    return _again(person_id, OpenForm("close", 0, form))


@blueprint.post("/people/<person_id>/reopen")
@requires(Permission.MEASURE_APPROVE)
def reopen(person_id: str) -> Answer:
    """Propose to open a closed case again, or agree to it as the second person."""
    moderation, form = current_moderation(), ReasonForm()
    if is_carried_out(
        form,
        lambda: services.reopen(
            moderation, person_id, admin=current_actor(), reason=form.reason.data or ""
        ),
    ):
        folder = case_file(moderation.session, person_id)
        is_open = folder is not None and folder.closed_at is None
        return done(person_id, "The case is open again." if is_open else _PROPOSED)
    return _again(person_id, OpenForm("reopen", 0, form))


def _again(person_id: str, opened: OpenForm) -> Answer:
    return case_page(person_id, viewer=current_actor(), opened=opened), 422
