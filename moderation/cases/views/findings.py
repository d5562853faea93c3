"""Recording, proposing, confirming and declining findings."""

from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.cases import services
from moderation.cases.forms import FindingForm, ReasonForm
from moderation.cases.models import Finding, FindingState
from moderation.cases.views.blueprint import Answer, blueprint, done
from moderation.cases.views.page import OpenForm, case_page
from moderation.current import current_actor, current_moderation
from moderation.errors import NotFound, Refused
from moderation.form_problems import is_carried_out, show_problems
from moderation.permissions import Permission, requires
from moderation.review import desks
from moderation.review import queries as review
from moderation.review.models import Submission
from moderation.typed import ID_MAX

_FINDING = f"/findings/<int(max={ID_MAX}):finding_id>"
_PROPOSED = "Proposed. The head or the deputy confirms it or declines it."
_DECLINED = "There is no finding, by the version of the policy in force now. That is on record."


@blueprint.post("/people/<person_id>/findings")
@requires(Permission.FINDING_RECORD)
def record_finding(person_id: str) -> Answer:
    """Record a finding, or propose one that takes two."""
    moderation, form = current_moderation(), FindingForm()
    if not form.validate():
        return case_page(person_id, viewer=current_actor(), finding=form), 422
    try:
        found = services.record_finding(moderation, person_id, form.draft(), admin=current_actor())
    except Refused as refusal:
        show_problems(form, refusal)
        return case_page(person_id, viewer=current_actor(), finding=form), refusal.status
    if found.state is FindingState.PROPOSED:
        return done(person_id, "Proposed. A second person has to confirm it.")
    if found.state is FindingState.DECLINED:
        return done(person_id, _DECLINED)
    return done(person_id, "The finding is on record.")


@blueprint.route(f"/submissions/<int(max={ID_MAX}):submission_id>/finding", methods=["GET", "POST"])
@requires(Permission.FINDING_PROPOSE)
def propose_finding(submission_id: int) -> str | Response | tuple[str, int]:
    """Propose a finding about a post that was looked at."""
    moderation, actor = current_moderation(), current_actor()
    submission = review.submission_for_card(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post.")
    desks.check_may_decide(moderation, submission, actor.id)
    if request.method == "GET":
        return _propose_page(submission, FindingForm(formdata=None))
    form = FindingForm()
    try:
        if form.validate():
            draft = replace(form.draft(), submission_id=submission.id, incident_id=None, counts_why="")
            found = services.propose_finding(moderation, submission.author_id, draft, moderator=actor)
            moderation.session.commit()
            flash(_DECLINED if found.state is FindingState.DECLINED else _PROPOSED)
            return redirect(url_for("review.card", submission_id=submission_id), 303)
    except Refused as refusal:
        show_problems(form, refusal)
    return _propose_page(submission, form), 422


def _propose_page(submission: Submission, form: FindingForm) -> str:
    moderation = current_moderation()
    policy = moderation.policy_under(submission.policy_hash)
    return render_template(
        "moderation/cases/propose.html",
        submission=submission,
        form=form.offer(policy, ()),
        earlier=policy if policy.hash != moderation.policy.hash else None,
    )


@blueprint.post(f"{_FINDING}/confirm")
@requires(Permission.FINDING_RECORD)
def confirm_finding(finding_id: int) -> Answer:
    """Agree to a proposed finding."""
    return _with_a_reason("confirm", finding_id, services.confirm_finding)


@blueprint.post(f"{_FINDING}/decline")
@requires(Permission.FINDING_RECORD)
def decline_finding(finding_id: int) -> Answer:
    """Decline a proposed finding."""
    return _with_a_reason("decline", finding_id, services.decline_finding)


@blueprint.post(f"{_FINDING}/translated")
@requires(Permission.FINDING_RECORD)
def note_translation(finding_id: int) -> Answer:
    """A person has read what only a machine had translated."""
    return _with_a_reason("translated", finding_id, services.note_translation)


def _with_a_reason(act: str, finding_id: int, service: Callable[..., Finding]) -> Answer:
    moderation, form = current_moderation(), ReasonForm()
    person_id = services.found_about(moderation, finding_id)
    if is_carried_out(
        form,
        lambda: service(moderation, finding_id, admin=current_actor(), reason=form.reason.data or ""),
    ):
        return done(person_id, "Done, and on record.")
    opened = OpenForm(act, finding_id, form)
    return case_page(person_id, viewer=current_actor(), opened=opened), 422
