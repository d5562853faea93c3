"""Who was first with something that waits, and what they did, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moderation.review.models import Submission
from moderation.review.states import DecisionKind, State
from moderation.safeguarding.models import Triage, TriageAct

if TYPE_CHECKING:
    from moderation.extension import Moderation

_WORDS = {
    DecisionKind.PUBLISH: "published it",
    DecisionKind.SEND_BACK: "sent it back",
    DecisionKind.DECLINE: "declined it",
    DecisionKind.REDIRECT: "guided it to a better place",
    DecisionKind.ESCALATE: "asked for help with it",
    TriageAct.REFERRED: "referred it",
    TriageAct.CLEARED: "cleared it for moderators",
    TriageAct.PUBLISH_PROPOSED: "proposed to publish it",
}


def what_happened(moderation: Moderation, submission: Submission, triage: Sequence[Triage]) -> str:
    """Who was first and what they decided or recorded, in one sentence."""
    acts = [(d.decided_at, d.decided_by_name, _WORDS[d.kind]) for d in submission.decisions]
    acts += [(each.recorded_at, each.by_name, _WORDS[each.act]) for each in triage]
    settled = any(d.kind is not DecisionKind.ESCALATE for d in submission.decisions)
    if submission.state is State.WITHDRAWN and not settled:
        return "Its author has taken it down."
    if is_with_the_school(submission):
        return "Its author has taken it to a better place."
    if submission.state is State.SUPERSEDED and not settled:
        return "Its author changed it in the meantime. Please look at the new version."
    if not acts:
        return "It changed while you were reading. Please look at it again."
    moment, who, did = max(acts, key=lambda act: act[0])
    at = moment.astimezone(moderation.policy.school.zone)
    return f"{who} {did} at {at:%H:%M}."


def is_with_the_school(submission: Submission) -> bool:
    """Whether its author took it to a better place, before anybody had decided (clauses D3 to D6)."""
    is_settled = any(d.kind is not DecisionKind.ESCALATE for d in submission.decisions)
    return submission.state is State.REDIRECTED and not submission.is_waiting and not is_settled
