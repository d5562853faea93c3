"""How a post stands, as its author may know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.host import Subject
from moderation.review import queries
from moderation.review.states import State

if TYPE_CHECKING:
    from moderation.extension import Moderation

ASKED_TO_LOOK = "Someone asked us to look at it."
LOOKING_INTO_IT = "The school is looking at what you wrote. You need do nothing now."


@dataclass(frozen=True, slots=True)
class Standing:
    """What an author is told: the state, why, the clause in plain English, and by when.

    `message` is the reason a moderator gave; it never names who decided or who reported. Of what
    was referred they learn only that the school is looking, and no day.
    """

    submission_id: int
    state: State
    why: str
    clause: str | None
    clause_plain: str
    category: str | None
    due_at: datetime | None
    message: str


def standing(moderation: Moderation, subjects: Collection[Subject]) -> Mapping[Subject, Standing]:
    """How the newest version of each subject stands; one statement however many."""
    found: dict[Subject, Standing] = {}
    for submission, decision in queries.newest_with_decision(moderation.session, subjects):
        if submission.subject not in subjects:
            continue
        found[submission.subject] = Standing(
            submission_id=submission.id,
            state=submission.state,
            why=LOOKING_INTO_IT if submission.referred_at else submission.why or ASKED_TO_LOOK,
            clause=submission.clause,
            clause_plain=moderation.clause_plain(submission.clause, submission.policy_hash),
            category=submission.category,
            due_at=None if submission.referred_at else submission.due_at,
            message=decision.reason if decision else "",
        )
    return found
