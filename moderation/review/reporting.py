"""A reader reports something published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm.attributes import flag_modified

from moderation import clock
from moderation.errors import NotAllowed, NotFound, Refused
from moderation.host import Actor, Subject
from moderation.notices import services as notices
from moderation.policy import Route
from moderation.review import queries
from moderation.review.alerting import alert_triage, promised_by, told
from moderation.review.models import Conflict, MatchRecord, Report, Stake, Submission
from moderation.review.routes import RANK
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
    submission = _published(moderation, subject)
    if submission.author_id == reporter.id:
        raise NotAllowed("This is your own post. You can change it or take it down yourself.")
    had_hidden = queries.reported_urgently_since(
        moderation.session, reporter.id, clock.now() - timedelta(days=1)
    )
    record = _record(moderation, submission, reporter, reason, details)
    route = Route.URGENT if kind.urgent else Route.HOLD
    was_urgent = submission.is_waiting and submission.rank == RANK[Route.URGENT]
    _bring_to_queue(moderation, submission, route, kind.label, kind.category)
    if kind.urgent and not had_hidden and submission.state is State.PUBLISHED:
        _hide(moderation, submission)
    if kind.urgent and not was_urgent:
        alert_triage(moderation, submission)
    moderation.audit(
        "submission:reported",
        actor=reporter,
        subject=subject,
        submission=submission.id,
        reason=reason,
        hidden=submission.state is State.HIDDEN,
    )
    return record


def _published(moderation: Moderation, subject: Subject) -> Submission:
    found = queries.published_submissions(moderation.session, subject)
    if not found:
        raise NotFound("This post is not there, or not visible to you.")
    return found[-1]


def _record(
    moderation: Moderation, submission: Submission, reporter: Actor, reason: str, details: str
) -> Report:
    existing = next((r for r in submission.reports if r.reporter_id == reporter.id), None)
    record = existing or Report(
        submission=submission, reporter_id=reporter.id, reporter_name=reporter.name
    )
    record.reason, record.details = reason, details.strip()
    record.reported_at, record.closed_at = clock.now(), None
    if existing is None:
        moderation.session.add(record)
        if queries.conflict_of(moderation.session, submission.id, reporter.id) is None:
            moderation.session.add(
                Conflict(submission_id=submission.id, person_id=reporter.id, stake=Stake.REPORTER)
            )
    return record


def _bring_to_queue(
    moderation: Moderation, submission: Submission, route: Route, label: str, category: str | None
) -> None:
    why = f"Another parent reported this: {label}"
    if all(match.why != why for match in submission.matches):
        submission.matches.append(
            MatchRecord(
                category=category or "reported", detector="report", start=0, end=0, words="", why=why
            )
        )
    promise = promised_by(moderation, route)
    # A decision by somebody who has not seen this report is one on an earlier state of things.
    flag_modified(submission, "due_at")
    submission.due_at = min(submission.due_at, promise) if submission.due_at else promise
    submission.rank = min(submission.rank, RANK[route])
    if RANK[route] < RANK[submission.route]:
        submission.route = route
    if submission.category is None:
        submission.category = category
        policy = moderation.policy_under(submission.policy_hash)
        known = policy.categories.get(category or "")
        submission.clause = known.clause if known else None


def _hide(moderation: Moderation, submission: Submission) -> None:
    submission.state = State.HIDDEN
    moderation.content(submission.subject).withhold(submission.subject_id, State.HIDDEN)
    description = moderation.content(submission.subject).describe(submission.subject_id)
    notices.send(
        moderation,
        "post_hidden",
        to=Actor(submission.author_id, submission.author_name),
        submission=submission,
        context={
            "url": description.url,
            "place": description.place,
            **told(moderation, submission),
        },
    )
