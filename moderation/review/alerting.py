"""By when a person will look at what waits, and who is told of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.permissions import Permission
from moderation.policy import Route
from moderation.policy.schooltime import due_after_hours, due_after_school_days
from moderation.review import queries
from moderation.review.models import Submission
from moderation.review.routes import SENSITIVE

if TYPE_CHECKING:
    from moderation.extension import Moderation


def promised_by(moderation: Moderation, route: Route) -> datetime:
    """By when a person will look (policy [holds], local): hours if urgent, else school days."""
    holds = moderation.policy.holds
    if route is Route.URGENT:
        return due_after_hours(clock.now(), holds.urgent_hours)
    return due_after_school_days(clock.now(), holds.review_school_days, moderation.policy)


def told(moderation: Moderation, submission: Submission) -> dict[str, object]:
    """What an author is told of why a post waits: the sentence, the clause and the promise."""
    return {
        "why": submission.why,
        "clause": submission.clause,
        "clause_plain": moderation.clause_plain(submission.clause, submission.policy_hash),
        "due_at": submission.due_at,
    }


def alert_triage(moderation: Moderation, submission: Submission) -> None:
    """Tell those who look first about an urgent or sensitive post; without a word of it."""
    if submission.route not in SENSITIVE:
        return
    concerned = queries.stakes_in(moderation.session, submission)
    for person in moderation.people.holding(Permission.SUBMISSION_TRIAGE):
        if person.id not in concerned:
            moderation.people.tell(
                person.id,
                f"{'Urgent: a' if submission.route is Route.URGENT else 'A'} post waits for you",
                "A post on the forum is held and needs you to look first. If anyone may be in "
                "immediate danger, ring 999: do not wait for the forum.",
                f"/moderation/submissions/{submission.id}",
            )
