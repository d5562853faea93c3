"""The queue, the card, the decision and the box for trying a text."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation import clock
from moderation.cases.queries import measures_in_force
from moderation.current import current_actor, current_moderation
from moderation.errors import NotFound, Refused
from moderation.form_problems import show_problems
from moderation.host import Actor
from moderation.permissions import Permission, requires
from moderation.policy import decide as rule
from moderation.review import deciding, desks, queries
from moderation.review.forms import DecisionForm, TryForm
from moderation.review.happened import is_with_the_school, what_happened
from moderation.review.marking import reasons, stretches
from moderation.review.models import Submission
from moderation.review.overdue import lateness, waiting_too_long
from moderation.review.pictured import pictures_of
from moderation.review.queries import Desk, Reader
from moderation.review.states import DecisionKind
from moderation.safeguarding import queries as safeguarding
from moderation.safeguarding.forms import TriageForm
from moderation.safeguarding.two_people import standing_proposal, takes_two
from moderation.typed import ID_MAX, as_id
from moderation.undoing.views import flash_done

blueprint = Blueprint("review", __name__, url_prefix="/moderation")
_SUBMISSION = f"/submissions/<int(max={ID_MAX}):submission_id>"
_LATELY = timedelta(days=30)

_DONE = {
    DecisionKind.PUBLISH: "Published. The author has been told.",
    DecisionKind.SEND_BACK: "Sent back. The author has been told what to change.",
    DecisionKind.DECLINE: "Declined. The author has been told why.",
    DecisionKind.REDIRECT: "Guided to a better place. The author has been told.",
    DecisionKind.ESCALATE: "Someone at school has been asked to look. It still waits.",
}
_PROPOSED = "Proposed. It takes a second person to publish this; they have been told."


@blueprint.get("/")
@requires(Permission.QUEUE_READ)
def queue() -> str:
    """What waits for this person, urgent first."""
    moderation, actor = current_moderation(), current_actor()
    reader = desks.reader(moderation, actor.id)
    found, total = queries.waiting(moderation.session, reader, _after())
    cards, more = found[: queries.CARDS_A_PAGE], found[queries.CARDS_A_PAGE :]
    elsewhere, referred = queries.not_on_queue_of(moderation.session, reader)
    too_long = waiting_too_long(moderation, reader) if _looks_first(reader) else []
    now = clock.now()
    return render_template(
        "moderation/review/queue.html",
        cards=[(card, stretches(card.text, card.matches), reasons(card.matches)) for card in cards],
        total=total,
        after=_key(cards[-1]) if more else None,
        elsewhere=elsewhere if reader.desks - {Desk.CHAIR} else [],
        referred=referred,
        worries=safeguarding.open_worries(moderation.session, reader) if _looks_first(reader) else [],
        looks_first=_looks_first(reader),
        may_try=moderation.people.may(actor.id, Permission.SCREENING_TRY),
        late={each.id: lateness(each, moderation.policy, now) for each in (*cards, *too_long)},
        too_long=too_long,
    )


def _looks_first(reader: Reader) -> bool:
    return bool(reader.desks & {Desk.FIRST_LOOK, Desk.CHAIR})


def _key(card: Submission) -> str:
    assert card.due_at is not None  # only what waits is on the queue
    return f"{card.rank}~{card.due_at.timestamp()}~{card.id}"


def _after() -> queries.QueueKey | None:
    """Where the page asked for begins; from the beginning if that makes no sense."""
    try:
        rank, due, id_ = request.args["after"].split("~")
        moment = datetime.fromtimestamp(float(due), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    last = as_id(id_)
    if rank not in {"0", "1", "2", "3"} or last is None:
        return None
    return queries.QueueKey(int(rank), moment, last)


@blueprint.get(_SUBMISSION)
@requires(Permission.QUEUE_READ)
def card(submission_id: int) -> str:
    """One submission with everything needed to decide on it."""
    return card_page(submission_id)


@blueprint.get(f"{_SUBMISSION}/pictures/<int:number>")
@requires(Permission.QUEUE_READ)
def picture(submission_id: int, number: int) -> Response:
    """One picture of a version, for whoever may decide on it, and kept by no cache."""
    moderation = current_moderation()
    submission = queries.submission_for_card(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    desks.check_may_decide(moderation, submission, current_actor().id)
    pictures = pictures_of(moderation, submission)
    if not 0 < number <= len(pictures):
        raise NotFound("There is no such picture.")
    shown = pictures[number - 1]
    return Response(
        shown.image, mimetype=shown.media_type, headers={"Cache-Control": "private, no-store"}
    )


def card_page(
    submission_id: int,
    form: DecisionForm | None = None,
    triage_form: TriageForm | None = None,
) -> str:
    """The page of one submission; a form given is shown open, its text kept."""
    moderation, actor = current_moderation(), current_actor()
    submission = queries.submission_for_card(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    desks.check_may_decide(moderation, submission, actor.id)
    policy = moderation.policy_under(submission.policy_hash)
    reader, needs_two = desks.reader(moderation, actor.id), takes_two(moderation, submission)
    looks_first = _looks_first(reader)
    triage = safeguarding.triage_of(moderation.session, submission.id)
    return render_template(
        "moderation/review/card.html",
        submission=submission,
        pieces=stretches(submission.text, submission.matches),
        reasons=reasons(submission.matches),
        description=moderation.content(submission.subject).describe(submission.subject_id),
        pictures=pictures_of(moderation, submission),
        clause=policy.clauses.get(submission.clause or ""),
        policy=policy,
        reported_by=queries.reports_by(
            moderation.session,
            [report.reporter_id for report in submission.open_reports],
            clock.now() - _LATELY,
        ),
        earlier=_earlier(submission, actor),
        measures=measures_in_force(moderation.session, submission.author_id, clock.now()),
        is_private=is_with_the_school(submission) and not looks_first,
        happened=None if submission.is_waiting else what_happened(moderation, submission, triage),
        form=(form or DecisionForm(formdata=None)).offer(policy),
        is_milder_now=deciding.is_milder_now(moderation, submission),
        triage_form=(triage_form or TriageForm(formdata=None)).offer(moderation.policy),
        triage=triage,
        worries=safeguarding.worries_over(moderation.session, submission.id, reader)
        if looks_first
        else [],
        why_here=desks.why_here(moderation, submission) if looks_first and submission.is_waiting else "",
        looks_first=looks_first,
        takes_two=needs_two,
        may_clear=needs_two or desks.is_sensitive(submission),
        proposal=standing_proposal(moderation, submission) if needs_two and looks_first else None,
        viewer=actor,
        may_propose=moderation.people.may(actor.id, Permission.FINDING_PROPOSE),
        late=lateness(submission, moderation.policy, clock.now()),
    )


def _earlier(submission: Submission, actor: Actor) -> Submission | None:
    """The version before this one, if there is one and this person may read it."""
    moderation = current_moderation()
    if submission.mends_id is None:
        return None
    earlier = queries.submission_for_card(moderation.session, submission.mends_id)
    return earlier if earlier and desks.may_read(moderation, earlier, actor.id) else None


@blueprint.post(f"{_SUBMISSION}/decide")
@requires(Permission.QUEUE_READ)
def decide(submission_id: int) -> Response | tuple[str, int]:
    """Record a decision and go on to the next card."""
    moderation, actor = current_moderation(), current_actor()
    form = DecisionForm()
    try:
        if not form.validate():
            return card_page(submission_id, form), 422
        verdict = form.verdict()
        decided = deciding.decide(moderation, submission_id, verdict, moderator=actor)
    except Refused as refusal:
        show_problems(form, refusal)
        return card_page(submission_id, form), refusal.status
    is_proposed = verdict.kind is DecisionKind.PUBLISH and decided.is_waiting
    moderation.session.commit()
    if is_proposed:
        flash(_PROPOSED)
    else:
        flash_done(_DONE[verdict.kind])
    following = queries.next_for(moderation.session, desks.reader(moderation, actor.id))
    if following is None or is_proposed or verdict.kind is DecisionKind.ESCALATE:
        return redirect(url_for("review.queue"), 303)
    return redirect(url_for("review.card", submission_id=following), 303)


@blueprint.route("/try", methods=["GET", "POST"])
@requires(Permission.SCREENING_TRY)
def try_text() -> str | tuple[str, int]:
    """What screening would say of a text; nothing is kept."""
    moderation, form = current_moderation(), TryForm()
    if request.method == "GET":
        return render_template("moderation/review/try.html", form=form, ruling=None)
    if not form.validate():
        return render_template("moderation/review/try.html", form=form, ruling=None), 422
    matches = moderation.screen(form.text.data)
    return render_template(
        "moderation/review/try.html",
        form=form,
        ruling=rule(matches, moderation.policy),
        pieces=stretches(form.text.data, matches),
    )
