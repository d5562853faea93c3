"""By when a person will look at what waits, and who is told of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.policy import Route
from moderation.policy.schooltime import due_after_hours, due_after_school_days
from moderation.review.desks import is_sensitive, who_looks
from moderation.review.models import Submission
from moderation.review.queries import Desk

if TYPE_CHECKING:
    from moderation.extension import Moderation

_DANGER = "If anyone may be in immediate danger, ring 999: do not wait for the forum."


def promised_by(moderation: Moderation, route: Route) -> datetime:
    """By when a person will look (policy [holds], local): hours if urgent, else school days."""
    holds = moderation.policy.holds
    if route is Route.URGENT:
        return due_after_hours(clock.now(), holds.urgent_hours)
    return due_after_school_days(clock.now(), holds.review_school_days, moderation.policy)


def wait_for_a_person(moderation: Moderation, submission: Submission, route: Route) -> None:
    """Let it wait from now on, with a promise by when a person looks."""
    submission.due_at, submission.waits_since = promised_by(moderation, route), clock.now()


def told(moderation: Moderation, submission: Submission) -> dict[str, object]:
    """What an author is told of why a post waits: the sentence, the clause and the promise."""
    return {
        "why": submission.why,
        "clause": submission.clause,
        "clause_plain": moderation.clause_plain(submission.clause, submission.policy_hash),
        "due_at": submission.due_at,
    }


def alert_desk(moderation: Moderation, submission: Submission) -> None:
    """Tell those who must know that it waits for them; without a word of it.

    Moderators find theirs in the queue. Those who look first and the chair are told: of what is
    sensitive, and of what nobody before them may decide.
    """
    desk, people = who_looks(moderation, submission)
    if desk is Desk.MODERATORS:
        return
    if is_sensitive(submission):
        why = f"A post on the forum is held and needs you to look first. {_DANGER}"
    else:
        why = "A post on the forum waits that everybody who would decide is concerned in."
    urgent = submission.route is Route.URGENT
    for person in people:
        moderation.people.tell(
            person.id,
            "Urgent: a post waits for you" if urgent else "A post waits for you",
            why,
            f"/moderation/submissions/{submission.id}",
        )
