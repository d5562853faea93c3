"""How a post stands, as its author may know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.host import Subject
from moderation.review import queries
from moderation.review.models import Submission
from moderation.review.states import State

if TYPE_CHECKING:
    from moderation.extension import Moderation

ASKED_TO_LOOK = "Someone asked us to look at it."
LOOKING_INTO_IT = "The school is looking at what you wrote. You need do nothing now."


@dataclass(frozen=True, slots=True)
class Standing:
    """What an author is told: the state, why, the clause in plain English, and by when.

    `message` is the reason a moderator gave; it never names who decided or who reported. Of what
    was referred they learn only that the school is looking, and no day. Once the promise is broken
    it `is_late`, and `due_at` is by when now, if that has been said.
    """

    submission_id: int
    state: State
    why: str
    clause: str | None
    clause_plain: str
    category: str | None
    due_at: datetime | None
    is_late: bool
    message: str


def standing(moderation: Moderation, subjects: Collection[Subject]) -> Mapping[Subject, Standing]:
    """How the newest version of each subject stands; one statement, and one more if any is late."""
    rows = queries.newest_with_decision(moderation.session, subjects)
    wanted = [(each, decision) for each, decision in rows if each.subject in subjects]
    late = [each.id for each, _ in wanted if _is_late(each)]
    promised = queries.promised_again(moderation.session, late)
    found: dict[Subject, Standing] = {}
    for submission, decision in wanted:
        found[submission.subject] = Standing(
            submission_id=submission.id,
            state=submission.state,
            why=LOOKING_INTO_IT if submission.referred_at else submission.why or ASKED_TO_LOOK,
            clause=submission.clause,
            clause_plain=moderation.clause_plain(submission.clause, submission.policy_hash),
            category=submission.category,
            due_at=_by_when(submission, promised),
            is_late=_is_late(submission),
            message=decision.reason if decision else "",
        )
    return found


def _is_late(submission: Submission) -> bool:
    due = submission.due_at
    return due is not None and submission.referred_at is None and due < clock.now()


def _by_when(submission: Submission, promised: Mapping[int, datetime]) -> datetime | None:
    """The promise that stands; None where none was made, or the last one is broken too."""
    if submission.referred_at:
        return None
    if not _is_late(submission):
        return submission.due_at
    again = promised.get(submission.id)
    return again if again and again > clock.now() else None
