"""What authors may do with what they offered: take it down, take it elsewhere, delete it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation.errors import NotChanged, Refused
from moderation.host import Actor, Subject
from moderation.review import queries
from moderation.review.models import Submission
from moderation.review.routes import SENSITIVE
from moderation.review.states import DecisionKind, State

if TYPE_CHECKING:
    from moderation.extension import Moderation


def withdraw(moderation: Moderation, subject: Subject, *, author: Actor) -> None:
    """The author takes down a version nobody has decided on. That settles it, unless urgent."""
    _take_back(moderation, subject, author, State.WITHDRAWN, channel=None)


def redirect(moderation: Moderation, subject: Subject, *, author: Actor, channel: str) -> None:
    """The author takes what they wrote to a better channel (clauses D2 to D6)."""
    _take_back(moderation, subject, author, State.REDIRECTED, channel=channel)


def _take_back(
    moderation: Moderation, subject: Subject, author: Actor, state: State, channel: str | None
) -> None:
    submission = queries.newest_submission(moderation.session, subject)
    if submission is None or submission.author_id != author.id or not _is_theirs(submission, state):
        raise NotChanged("This post no longer waits, so there is nothing to take down.")
    if channel is not None and not leads_to(moderation, channel, submission.category):
        raise Refused({"channel": "Choose one of the places offered for this post."})
    content = moderation.content(subject)
    if submission.state is State.HIDDEN:
        content.withhold(subject.id, State.REMOVED)
    submission.state = state
    submission.due_at = still_due(submission)
    content.withhold(subject.id, state)
    moderation.audit(
        f"submission:{state}",
        actor=author,
        subject=subject,
        submission=submission.id,
        **({"channel": channel} if channel else {}),
    )


def _is_theirs(submission: Submission, state: State) -> bool:
    """Whether its author may still bring it to this state: what waits, or was guided elsewhere."""
    if submission.state is State.REDIRECTED and state is State.REDIRECTED:
        # A moderator has shown the way; the words go there when their author takes them.
        return bool(submission.decisions) and submission.decisions[-1].kind is DecisionKind.REDIRECT
    return submission.state in (State.HELD, State.RETURNED, State.HIDDEN)


def leads_to(moderation: Moderation, channel: str, *categories: str | None) -> bool:
    """Whether this is a place to offer for a text of all these categories.

    Nobody is sent to face a person they accuse or fear (clause D3 of the domain model).
    """
    return all(
        channel in {place.id for place in moderation.policy.channels_for(category)}
        for category in categories
    )


def deleted(moderation: Moderation, subject: Subject, *, author: Actor) -> None:
    """The author deleted what was published. What was reported is still looked at."""
    for submission in queries.live_submissions(moderation.session, subject):
        submission.state = State.WITHDRAWN
        submission.due_at = submission.due_at if submission.open_reports else still_due(submission)
    moderation.audit("post:deleted", actor=author, subject=subject)


def still_due(submission: Submission) -> datetime | None:
    """When a withdrawn or replaced version must still be looked at: sensitive ones always are."""
    return submission.due_at if submission.route in SENSITIVE else None
