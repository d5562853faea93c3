"""Triage on a card, and the one button for anybody worried about a child."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.cases.services import case_for
from moderation.current import current_actor, current_moderation
from moderation.errors import NotFound, Refused
from moderation.form_problems import show_problems
from moderation.permissions import Permission, requires
from moderation.review.desks import check_may_decide, reader
from moderation.review.queries import submission_for_card
from moderation.review.views import card_page
from moderation.safeguarding import queries, triage, worrying
from moderation.safeguarding.forms import PressForm, TriageForm, WorryForm
from moderation.safeguarding.models import Worry
from moderation.typed import ID_MAX

blueprint = Blueprint("safeguarding", __name__, url_prefix="/moderation")
Page = str | tuple[str, int] | Response
_SUBMISSION = f"/submissions/<int(max={ID_MAX}):submission_id>"


@blueprint.post(f"{_SUBMISSION}/triage")
@requires(Permission.QUEUE_READ)
def triage_it(submission_id: int) -> Page:
    """Refer it, or clear it for moderators."""
    moderation, form = current_moderation(), TriageForm()
    form.offer(moderation.policy)
    try:
        if not form.validate():
            return card_page(submission_id, triage_form=form), 422
        done = _record(submission_id, form)
    except Refused as refusal:
        show_problems(form, refusal)
        return card_page(submission_id, triage_form=form), refusal.status
    moderation.session.commit()
    flash(done)
    return redirect(url_for("review.queue"), 303)


def _record(submission_id: int, form: TriageForm) -> str:
    moderation, version = current_moderation(), int(form.version.data)
    if form.outcome.data == "referred":
        referral = form.referral(moderation.policy.school.zone)
        triage.refer(moderation, submission_id, referral, version=version, by=current_actor())
        return "Recorded. Only those who look first can open it now; its author sees that you look."
    note = form.note.data or ""
    triage.clear(moderation, submission_id, note=note, version=version, by=current_actor())
    return "Cleared. Moderators may decide on it now."


@blueprint.route(f"{_SUBMISSION}/worry", methods=["GET", "POST"])
@requires(Permission.QUEUE_READ)
def worry_about_submission(submission_id: int) -> Page:
    """A moderator is worried because of what is on their card."""
    moderation, actor = current_moderation(), current_actor()
    submission = submission_for_card(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    check_may_decide(moderation, submission, actor.id)
    back = url_for("review.card", submission_id=submission_id)
    return _ask(
        back, lambda text: worrying.worry_about_submission(moderation, submission_id, text, by=actor)
    )


@blueprint.route("/people/<person_id>/worry", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def worry_about_person(person_id: str) -> Page:
    """Somebody who reads a person's case is worried about a child."""
    moderation, actor = current_moderation(), current_actor()
    # Whose case may not be opened has no page for this either.
    case_for(moderation, person_id, viewer=actor)
    back = url_for("cases.case", person_id=person_id)
    return _ask(back, lambda text: worrying.worry_about_person(moderation, person_id, text, by=actor))


def _ask(back: str, tell: Callable[[str], Worry]) -> Page:
    moderation, form = current_moderation(), WorryForm()
    if not form.is_submitted():
        return _worry_page(form, back)
    if not form.validate():
        return _worry_page(form, back), 422
    try:
        worry = tell(form.text.data)
    except Refused as refusal:
        show_problems(form, refusal)
        return _worry_page(form, back), refusal.status
    moderation.session.commit()
    return redirect(url_for("safeguarding.worry", reference=worry.reference), 303)


def _worry_page(form: WorryForm, back: str) -> str:
    return render_template("moderation/safeguarding/tell.html", form=form, back=back)


@blueprint.get("/worries/<reference>")
@requires(Permission.QUEUE_READ)
def worry(reference: str) -> str:
    """A worry for those who may read it; for whoever told it, the receipt."""
    moderation, actor = current_moderation(), current_actor()
    found = queries.worry(moderation.session, reference)
    if found is None:
        raise NotFound("There is nothing here for you.")
    viewer = reader(moderation, actor.id)
    may_read = queries.may_read_worry(moderation.session, found.id, viewer)
    if found.by_id == actor.id and not may_read:
        return render_template("moderation/safeguarding/received.html", worry=found)
    if not may_read:
        raise NotFound("There is nothing here for you.")
    return render_template(
        "moderation/safeguarding/worry.html", worry=found, form=PressForm(formdata=None)
    )


@blueprint.post("/worries/<reference>/take-on")
@requires(Permission.QUEUE_READ)
def take_on(reference: str) -> Response:
    """Say that one is acting on it."""
    moderation = current_moderation()
    worrying.take_on(moderation, reference, by=current_actor())
    moderation.session.commit()
    flash("Thank you. It is on record that you are acting on it.")
    return redirect(url_for("safeguarding.worry", reference=reference), 303)
