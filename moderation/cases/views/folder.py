"""The case as a folder: who looks after it, what worries the parent, and closing it."""

from moderation.cases import services
from moderation.cases.forms import CloseForm, ConcernForm, ReasonForm
from moderation.cases.views.blueprint import Answer, blueprint, done
from moderation.cases.views.page import OpenForm, case_page
from moderation.current import current_actor, current_moderation
from moderation.errors import Refused
from moderation.form_problems import show_problems
from moderation.permissions import Permission, requires


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
    form = ConcernForm()
    try:
        if form.validate():
            services.note_concern(
                current_moderation(), person_id, form.concern.data or "", admin=current_actor()
            )
            return done(person_id, "Noted. The case stays open until it is answered.")
    except Refused as refusal:
        show_problems(form, refusal)
    return case_page(person_id, viewer=current_actor(), opened=OpenForm("concern", 0, form)), 422


@blueprint.post("/concerns/<int(max=2147483647):concern_id>/answer")
@requires(Permission.MEASURE_PROPOSE)
def answer_concern(concern_id: int) -> Answer:
    """Record how a concern was answered."""
    moderation, form = current_moderation(), ReasonForm()
    person_id = services.concerned(moderation, concern_id)
    try:
        if form.validate():
            services.answer_concern(
                moderation, concern_id, form.reason.data or "", admin=current_actor()
            )
            return done(person_id, "The answer is on record.")
    except Refused as refusal:
        show_problems(form, refusal)
    return case_page(person_id, viewer=current_actor(), opened=OpenForm("answer", concern_id, form)), 422


@blueprint.post("/people/<person_id>/close")
@requires(Permission.MEASURE_PROPOSE)
def close(person_id: str) -> Answer:
    """Close the case."""
    form = CloseForm()
    try:
        if form.validate():
            services.close(
                current_moderation(),
                person_id,
                admin=current_actor(),
                closing=form.chosen(),
                reason=form.reason.data or "",
            )
            return done(person_id, "The case is closed. Anything new opens it again.")
    except Refused as refusal:
        show_problems(form, refusal)
    return case_page(person_id, viewer=current_actor(), opened=OpenForm("close", 0, form)), 422
