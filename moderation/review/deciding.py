"""A person's decision on what waits: publish, send back, decline, redirect, or ask for help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation import clock
from moderation.errors import (
    AlreadyDecided,
    ConflictOfInterest,
    NotFound,
    Refused,
    TriageNeeded,
)
from moderation.host import Actor
from moderation.notices import services as notices
from moderation.permissions import Permission
from moderation.policy import Route
from moderation.review import queries
from moderation.review.models import Decision, Stake, Submission
from moderation.review.routes import RANK, SENSITIVE
from moderation.review.states import DecisionKind, State
from moderation.review.submitting import supersede_published
from moderation.review.taking_back import leads_to

if TYPE_CHECKING:
    from moderation.extension import Moderation

SEEN_BY_READERS = (State.PUBLISHED, State.HIDDEN)
_ONLY_CLOSED = (State.WITHDRAWN, State.SUPERSEDED, State.REDIRECTED)
_WORDS = {
    DecisionKind.PUBLISH: "published it",
    DecisionKind.SEND_BACK: "sent it back",
    DecisionKind.DECLINE: "declined it",
    DecisionKind.REDIRECT: "guided it to a better place",
    DecisionKind.ESCALATE: "asked for help with it",
}
_WHY_NOT = {
    Stake.AUTHOR: "You wrote this, so someone else decides.",
    Stake.NAMED: "This names you, so someone else decides.",
    Stake.REPORTER: "You reported this, so someone else decides.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided: `reason` is told to the author, `note` never is.

    `version` is the submission's revision the person was looking at.
    """

    kind: DecisionKind
    version: int
    category: str = ""
    reason: str = ""
    note: str = ""
    channel: str = ""


def routes_open_to(moderation: Moderation, person_id: str) -> frozenset[Route]:
    """Which routes this person may decide: sensitive ones are for those who look first (E1, E6)."""
    if moderation.people.may(person_id, Permission.SUBMISSION_TRIAGE):
        return frozenset({Route.URGENT, Route.TRIAGE, Route.HOLD})
    return frozenset({Route.HOLD})


def check_may_decide(moderation: Moderation, submission: Submission, person_id: str) -> None:
    """Nothing if this person may see and decide this item; else the refusal that says why."""
    conflict = queries.conflict_of(moderation.session, submission.id, person_id)
    if conflict:
        raise ConflictOfInterest(_WHY_NOT[conflict.stake])
    if not _is_open_to(moderation, submission, person_id):
        raise TriageNeeded(
            "This post goes to the safeguarding lead or the head first. They have been told."
        )


def may_read(moderation: Moderation, submission: Submission, person_id: str) -> bool:
    """Whether this person may see the words of this version; the same rule as for deciding."""
    conflict = queries.conflict_of(moderation.session, submission.id, person_id)
    return conflict is None and _is_open_to(moderation, submission, person_id)


def _is_open_to(moderation: Moderation, submission: Submission, person_id: str) -> bool:
    is_sensitive = submission.rank in {RANK[route] for route in SENSITIVE}
    return not is_sensitive or moderation.people.may(person_id, Permission.SUBMISSION_TRIAGE)


def decide(
    moderation: Moderation, submission_id: int, verdict: Verdict, *, moderator: Actor
) -> Submission:
    """Record the decision, do what it says to the post, and tell the author.

    Raises `ConflictOfInterest`, `TriageNeeded`, `AlreadyDecided` (someone was first) or `Refused`
    (a reason or category is wanted). Nothing has changed then.
    """
    submission = queries.submission_to_decide(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    check_may_decide(moderation, submission, moderator.id)
    _check_still_open(moderation, submission, verdict)
    _check_reasons(moderation, submission, verdict)
    decision = _record(moderation, submission, verdict, moderator)
    if verdict.kind is DecisionKind.ESCALATE:
        _escalate(moderation, submission, moderator)
        return submission
    was_waiting_unseen = submission.state not in SEEN_BY_READERS
    was_hidden = submission.state is State.HIDDEN
    _carry_out(moderation, submission, verdict.kind)
    if was_waiting_unseen or was_hidden or verdict.kind is not DecisionKind.PUBLISH:
        _tell_author(moderation, submission, decision)
    _answer_reporters(moderation, submission)
    return submission


def _check_still_open(moderation: Moderation, submission: Submission, verdict: Verdict) -> None:
    if not submission.is_waiting or submission.revision != verdict.version:
        raise AlreadyDecided(what_happened(moderation, submission))
    closes = (DecisionKind.DECLINE, DecisionKind.ESCALATE)
    if submission.state in _ONLY_CLOSED and verdict.kind not in closes:
        raise Refused(
            {"decision": "Its author has taken this down or changed it. Close it with Decline."}
        )


def what_happened(moderation: Moderation, submission: Submission) -> str:
    """Who was first and what they decided, in one sentence."""
    last = submission.decisions[-1] if submission.decisions else None
    settled = last is not None and last.kind is not DecisionKind.ESCALATE
    if submission.state is State.WITHDRAWN and not settled:
        return "The author took it down in the meantime. Your decision was not recorded."
    if submission.state is State.SUPERSEDED and not settled:
        return "The author changed it in the meantime. Please look at the new version."
    if last is None:
        return "It changed while you were reading. Please look at it again."
    at = last.decided_at.astimezone(moderation.policy.school.zone)
    return f"{last.decided_by_name} {_WORDS[last.kind]} at {at:%H:%M}. Yours was not recorded."


def _check_reasons(moderation: Moderation, submission: Submission, verdict: Verdict) -> None:
    policy = moderation.policy_under(submission.policy_hash)
    problems: dict[str, str] = {}
    if verdict.category and verdict.category not in policy.categories:
        problems["category"] = "Choose one of the policy's kinds from the list."
    if verdict.channel and verdict.channel not in moderation.policy.channels:
        problems["channel"] = "Choose one of the places from the list."
    elif verdict.channel and not leads_to(
        moderation, verdict.channel, verdict.category, submission.category
    ):
        problems["channel"] = "This place would be wrong for this kind of post. Choose another."
    if verdict.kind in (DecisionKind.SEND_BACK, DecisionKind.DECLINE, DecisionKind.REDIRECT):
        if not verdict.category:
            problems["category"] = "Choose the part of the policy this is about."
        if not verdict.reason.strip():
            problems["reason"] = "Tell the author why, in a sentence or two. They will read this."
    says_nothing = not (verdict.reason.strip() or verdict.note.strip())
    if verdict.kind is DecisionKind.PUBLISH and submission.open_reports and says_nothing:
        problems["note"] = "Someone reported this post. Say in a note why it may stay."
    if problems:
        raise Refused(problems)


def _record(
    moderation: Moderation, submission: Submission, verdict: Verdict, moderator: Actor
) -> Decision:
    policy = moderation.policy_under(submission.policy_hash)
    category = policy.categories.get(verdict.category)
    decision = Decision(
        submission=submission,
        kind=verdict.kind,
        category=verdict.category or None,
        clause=category.clause if category else submission.clause,
        channel=verdict.channel or None,
        reason=verdict.reason.strip(),
        note=verdict.note.strip(),
        policy_hash=submission.policy_hash,
        decided_by_id=moderator.id,
        decided_by_name=moderator.name,
        decided_at=clock.now(),
    )
    moderation.session.add(decision)
    # The audit entry names the decision.
    moderation.session.flush()
    moderation.audit(
        f"submission:{verdict.kind}",
        actor=moderator,
        subject=submission.subject,
        submission=submission.id,
        decision=decision.id,
        category=decision.category,
        clause=decision.clause,
        policy=submission.policy_hash[:12],
    )
    return decision


def _escalate(moderation: Moderation, submission: Submission, moderator: Actor) -> None:
    submission.escalated_at = clock.now()
    concerned = {moderator.id, *queries.stakes_in(moderation.session, submission)}
    for person in moderation.people.holding(Permission.SUBMISSION_TRIAGE):
        if person.id not in concerned:
            moderation.people.tell(
                person.id,
                "A moderator asks for help with a post",
                f"{moderator.name} would like you to look at a post that waits.",
                f"/moderation/submissions/{submission.id}",
            )


def _carry_out(moderation: Moderation, submission: Submission, kind: DecisionKind) -> None:
    content = moderation.content(submission.subject)
    was_seen = submission.state in SEEN_BY_READERS
    submission.due_at = None
    if submission.state in _ONLY_CLOSED:
        return
    if kind is DecisionKind.PUBLISH:
        submission.state = State.PUBLISHED
        content.publish(submission.subject_id, submission.text)
        supersede_published(moderation, submission)
        return
    if was_seen:
        content.withhold(
            submission.subject_id,
            State.HIDDEN if kind is DecisionKind.SEND_BACK else State.REMOVED,
        )
    submission.state = {
        DecisionKind.SEND_BACK: State.RETURNED,
        DecisionKind.DECLINE: State.REMOVED if was_seen else State.DECLINED,
        DecisionKind.REDIRECT: State.REDIRECTED,
    }[kind]
    content.withhold(submission.subject_id, submission.state)


def _tell_author(moderation: Moderation, submission: Submission, decision: Decision) -> None:
    description = moderation.content(submission.subject).describe(submission.subject_id)
    channel = moderation.policy.channels.get(decision.channel or "")
    notices.send(
        moderation,
        f"post_{_TEMPLATES[submission.state]}",
        to=Actor(submission.author_id, submission.author_name),
        submission=submission,
        context={
            "url": description.url,
            "place": description.place,
            "reason": decision.reason,
            "clause": decision.clause,
            "clause_plain": moderation.clause_plain(decision.clause, decision.policy_hash),
            "channel": channel.label if channel else None,
        },
    )


_TEMPLATES = {
    State.PUBLISHED: "published",
    State.RETURNED: "returned",
    State.DECLINED: "declined",
    State.REMOVED: "removed",
    State.REDIRECTED: "redirected",
    State.WITHDRAWN: "closed",
    State.SUPERSEDED: "closed",
}


def _answer_reporters(moderation: Moderation, submission: Submission) -> None:
    outcome = (
        "A moderator read it and it stays."
        if submission.state is State.PUBLISHED
        else "A moderator read it and it no longer shows as it was."
    )
    for report in submission.open_reports:
        report.closed_at = clock.now()
        notices.send(
            moderation,
            "report_answered",
            to=Actor(report.reporter_id, report.reporter_name),
            context={"outcome": outcome, "reported_at": report.reported_at},
        )
