"""A reader reports something published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm.attributes import flag_modified

from moderation import clock
from moderation.errors import NotAllowed, NotFound, Refused
from moderation.host import Actor, Subject
from moderation.policy import Route
from moderation.review import queries
from moderation.review.alerting import alert_desk, promised_by
from moderation.review.desks import send_past_the_head
from moderation.review.hiding import hide
from moderation.review.models import Conflict, MatchRecord, Report, Stake, Submission
from moderation.review.named import mark_children, who_is_named
from moderation.review.routes import RANK, SENSITIVE
from moderation.review.states import State

if TYPE_CHECKING:
    from moderation.extension import Moderation

DETAILS_MAX = 2_000  # characters; local


def report(
    moderation: Moderation, subject: Subject, *, reporter: Actor, reason: str, details: str = ""
) -> Report:
    """Put something published before a person; a second report by the same reader updates the first.

    An ordinary report never hides a post. An urgent reason hides it until a person has looked,
    once a day for each reader (local rule).
    """
    kind = moderation.policy.report_reasons.get(reason)
    if kind is None:
        raise Refused({"reason": "Choose what is wrong from the list."})
    if len(details) > DETAILS_MAX:
        raise Refused({"details": f"Please use at most {DETAILS_MAX:,} characters."})
    # Nobody else may change this post or report it until we are done.
    queries.newest_submission(moderation.session, subject)
    submission = published(moderation, subject)
    if submission.author_id == reporter.id:
        raise NotAllowed("This is your own post. You can change it or take it down yourself.")
    had_hidden = queries.reported_urgently_since(
        moderation.session, reporter.id, clock.now() - timedelta(days=1)
    )
    record = record_report(moderation, submission, reporter, reason, details)
    route = Route.URGENT if kind.urgent else Route.HOLD
    was_urgent = submission.is_waiting and submission.rank == RANK[Route.URGENT]
    why = f"Another parent reported this: {kind.label}"
    bring_to_queue(moderation, submission, route, why, kind.category, details)
    if kind.urgent and not had_hidden and submission.state is State.PUBLISHED:
        hide(moderation, submission)
    if kind.urgent and not was_urgent:
        alert_desk(moderation, submission)
    moderation.audit(
        "submission:reported",
        actor=reporter,
        subject=subject,
        submission=submission.id,
        reason=reason,
        hidden=submission.state is State.HIDDEN,
    )
    return record


def published(moderation: Moderation, subject: Subject) -> Submission:
    """The version of this that readers see, or saw until a moment ago; `NotFound` if none."""
    found = queries.published_submissions(moderation.session, subject)
    if not found:
        raise NotFound("This post is not there, or not visible to you.")
    return found[-1]


def record_report(
    moderation: Moderation, submission: Submission, reporter: Actor, reason: str, details: str
) -> Report:
    """Keep one reader's report, in the place of an earlier one of theirs; they may not decide now."""
    existing = next((r for r in submission.reports if r.reporter_id == reporter.id), None)
    record = existing or Report(
        submission=submission, reporter_id=reporter.id, reporter_name=reporter.name
    )
    record.reason, record.details = reason, details.strip()
    record.reported_at, record.closed_at = clock.now(), None
    if existing is None:
        moderation.session.add(record)
        if reporter.id not in queries.stakes_in(moderation.session, submission):
            moderation.session.add(
                Conflict(submission_id=submission.id, person_id=reporter.id, stake=Stake.REPORTER)
            )
    return record


def bring_to_queue(
    moderation: Moderation,
    submission: Submission,
    route: Route,
    why: str,
    category: str | None,
    said: str,
) -> None:
    """Put a text before a person once more, for this reason; never lighter than it waits already.

    What was cleared before is open again. `said` is what somebody wrote of it, in confidence:
    whom it names may not decide either.
    """
    if all(match.why != why for match in submission.matches):
        submission.matches.append(
            MatchRecord(
                category=category or "reported", detector="report", start=0, end=0, words="", why=why
            )
        )
    promise = promised_by(moderation, route)
    # A decision by somebody who has not seen this report is one on an earlier state of things.
    flag_modified(submission, "due_at")
    submission.waits_since = submission.waits_since if submission.due_at else clock.now()
    submission.due_at = min(submission.due_at, promise) if submission.due_at else promise
    submission.rank = min(submission.rank, RANK[route])
    if RANK[route] < RANK[submission.route]:
        submission.route = route
    if route in SENSITIVE:
        submission.cleared_at = None
    if submission.category is None:
        submission.category = category
        policy = moderation.policy_under(submission.policy_hash)
        known = policy.categories.get(category or "")
        submission.clause = known.clause if known else None
    _note_whom_it_names(moderation, submission, said)


def _note_whom_it_names(moderation: Moderation, submission: Submission, said: str) -> None:
    named = who_is_named(moderation, submission.text)
    mark_children(submission, named.children)
    spoken_of = who_is_named(moderation, said)
    known = queries.stakes_in(moderation.session, submission)
    for person in sorted(spoken_of.ids - known.keys()):
        moderation.session.add(
            Conflict(submission_id=submission.id, person_id=person, stake=Stake.NAMED)
        )
    # Who is left to decide is asked of the database.
    moderation.session.flush()
    if named.has_head or spoken_of.has_head:
        send_past_the_head(moderation, submission)
