"""The queue, the card, the decision and the box for trying a text."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation import clock
from moderation.cases.queries import measures_in_force
from moderation.current import current_moderation
from moderation.errors import NotFound, Refused
from moderation.host import Actor
from moderation.permissions import Permission, requires
from moderation.policy import decide as rule
from moderation.review import deciding, queries
from moderation.review.forms import DecisionForm, TryForm
from moderation.review.marking import reasons, stretches
from moderation.review.models import Submission
from moderation.review.states import DecisionKind
from moderation.typed import ID_MAX, as_id

blueprint = Blueprint("review", __name__, url_prefix="/moderation")
_SUBMISSION = f"/submissions/<int(max={ID_MAX}):submission_id>"

_DONE = {
    DecisionKind.PUBLISH: "Published. The author has been told.",
    DecisionKind.SEND_BACK: "Sent back. The author has been told what to change.",
    DecisionKind.DECLINE: "Declined. The author has been told why.",
    DecisionKind.REDIRECT: "Guided to a better place. The author has been told.",
    DecisionKind.ESCALATE: "Someone at school has been asked to look. It still waits.",
}


def _actor() -> Actor:
    actor = current_moderation().people.current()
    assert actor is not None  # `requires` has seen to it
    return actor


@blueprint.get("/")
@requires(Permission.QUEUE_READ)
def queue() -> str:
    """What waits for this person, urgent first."""
    moderation, actor = current_moderation(), _actor()
    routes = deciding.routes_open_to(moderation, actor.id)
    found, total = queries.waiting(moderation.session, actor.id, routes, _after())
    cards, more = found[: queries.CARDS_A_PAGE], found[queries.CARDS_A_PAGE :]
    return render_template(
        "moderation/review/queue.html",
        cards=[(card, stretches(card.text, card.matches), reasons(card.matches)) for card in cards],
        total=total,
        after=_key(cards[-1]) if more else None,
        elsewhere=queries.waiting_elsewhere(moderation.session, actor.id, routes),
        now=clock.now(),
    )


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
@requires(Permission.SUBMISSION_DECIDE)
def card(submission_id: int) -> str:
    """One submission with everything needed to decide on it."""
    return _card_page(submission_id, DecisionForm(formdata=None))


def _card_page(submission_id: int, form: DecisionForm) -> str:
    moderation, actor = current_moderation(), _actor()
    submission = queries.submission_for_card(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    deciding.check_may_decide(moderation, submission, actor.id)
    policy = moderation.policy_under(submission.policy_hash)
    return render_template(
        "moderation/review/card.html",
        submission=submission,
        pieces=stretches(submission.text, submission.matches),
        reasons=reasons(submission.matches),
        description=moderation.content(submission.subject).describe(submission.subject_id),
        clause=policy.clauses.get(submission.clause or ""),
        policy=policy,
        earlier=_earlier(submission, actor),
        measures=measures_in_force(moderation.session, submission.author_id, clock.now()),
        happened=None if submission.is_waiting else deciding.what_happened(moderation, submission),
        form=form.offer(policy),
        may_propose=moderation.people.may(actor.id, Permission.FINDING_PROPOSE),
        now=clock.now(),
    )


def _earlier(submission: Submission, actor: Actor) -> Submission | None:
    """The version before this one, if there is one and this person may read it."""
    moderation = current_moderation()
    if submission.mends_id is None:
        return None
    earlier = queries.submission_for_card(moderation.session, submission.mends_id)
    return earlier if earlier and deciding.may_read(moderation, earlier, actor.id) else None


@blueprint.post(f"{_SUBMISSION}/decide")
@requires(Permission.SUBMISSION_DECIDE)
def decide(submission_id: int) -> Response | tuple[str, int]:
    """Record a decision and go on to the next card."""
    moderation, actor = current_moderation(), _actor()
    form = DecisionForm()
    try:
        if not form.validate():
            return _card_page(submission_id, form), 422
        verdict = form.verdict()
        deciding.decide(moderation, submission_id, verdict, moderator=actor)
    except Refused as refusal:
        for name, problem in refusal.problems.items():
            form[name].errors = [*form[name].errors, problem]
        moderation.session.rollback()
        return _card_page(submission_id, form), refusal.status
    moderation.session.commit()
    flash(_DONE[verdict.kind])
    routes = deciding.routes_open_to(moderation, actor.id)
    following = queries.next_for(moderation.session, actor.id, routes)
    if following is None or verdict.kind is DecisionKind.ESCALATE:
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
