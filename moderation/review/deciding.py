"""A person's decision on what waits: publish, send back, decline, redirect, or ask for help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation import clock
from moderation.errors import AlreadyDecided, NotFound, Refused
from moderation.host import Actor
from moderation.notices import services as notices
from moderation.permissions import Permission
from moderation.review import queries
from moderation.review.desks import check_may_decide
from moderation.review.happened import what_happened
from moderation.review.models import Decision, Submission
from moderation.review.states import DecisionKind, State
from moderation.review.submitting import supersede_published
from moderation.review.taking_back import leads_to
from moderation.safeguarding.queries import triage_of
from moderation.safeguarding.two_people import agree_or_propose, check_did_not_clear, takes_two
from moderation.undoing import Doing, undoable
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation

SEEN_BY_READERS = (State.PUBLISHED, State.HIDDEN)
_DONE = {
    DecisionKind.PUBLISH: "published",
    DecisionKind.SEND_BACK: "sent back",
    DecisionKind.DECLINE: "declined",
    DecisionKind.REDIRECT: "guided to a better place",
    DecisionKind.ESCALATE: "asked for help with",
}
_ONLY_CLOSED = (State.WITHDRAWN, State.SUPERSEDED, State.REDIRECTED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided: `reason` is told to the author, `note` never is.

    `override_reason` is why something may show that takes two people to publish; `later_why` why
    the milder version of the policy in force now decides, and not the one of the time (O16).
    `version` is the submission's revision the person was looking at.
    """

    kind: DecisionKind
    version: int
    category: str = ""
    reason: str = ""
    note: str = ""
    channel: str = ""
    override_reason: str = ""
    later_why: str = ""


def decide(
    moderation: Moderation, submission_id: int, verdict: Verdict, *, moderator: Actor
) -> Submission:
    """Record the decision, do what it says to the post, and tell the author.

    Of what takes two people to publish, the first only proposes it: it goes on waiting then.
    Raises `ConflictOfInterest`, `TriageNeeded`, `AlreadyDecided` (someone was first) or `Refused`
    (a reason or category is wanted). Nothing has changed then.
    """
    submission = queries.submission_to_decide(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    check_may_decide(moderation, submission, moderator.id)
    _check_still_open(moderation, submission, verdict)
    _check_reasons(moderation, submission, verdict)
    if verdict.kind is DecisionKind.PUBLISH and not _may_publish(
        moderation, submission, verdict, moderator
    ):
        return submission
    with undoable(
        moderation,
        ActKind(verdict.kind.value),
        f"{_DONE[verdict.kind]} {submission.author_name}’s post in {submission.place}",
        f"/moderation/submissions/{submission.id}",
        by=moderator,
        subject=submission.subject,
    ) as doing:
        published = queries.published_submissions(moderation.session, submission.subject)
        doing.may_change(*{submission, *published}, *submission.open_reports)
        doing.may_show(submission.subject)
        _do(moderation, submission, verdict, moderator, doing)
    return submission


def _do(
    moderation: Moderation, submission: Submission, verdict: Verdict, moderator: Actor, doing: Doing
) -> None:
    decision = _record(moderation, submission, verdict, moderator)
    doing.made(decision)
    if verdict.kind is DecisionKind.ESCALATE:
        _escalate(moderation, submission, moderator, doing)
        return
    was_shown_as_it_is = submission.state is State.PUBLISHED
    _carry_out(moderation, submission, verdict.kind)
    if not was_shown_as_it_is or verdict.kind is not DecisionKind.PUBLISH:
        _tell_author(moderation, submission, decision, doing)
    _answer_reporters(moderation, submission, doing)


def _may_publish(
    moderation: Moderation, submission: Submission, verdict: Verdict, moderator: Actor
) -> bool:
    check_did_not_clear(moderation, submission, moderator)
    if not takes_two(moderation, submission):
        return True
    reason = verdict.override_reason
    return agree_or_propose(moderation, submission, reason=reason, moderator=moderator)


def _check_still_open(moderation: Moderation, submission: Submission, verdict: Verdict) -> None:
    if not submission.is_waiting or submission.revision != verdict.version:
        triage = triage_of(moderation.session, submission.id)
        happened = what_happened(moderation, submission, triage)
        raise AlreadyDecided(f"{happened} Yours was not recorded.")
    closes = (DecisionKind.DECLINE, DecisionKind.ESCALATE)
    if submission.state in _ONLY_CLOSED and verdict.kind not in closes:
        raise Refused(
            {"decision": "Its author has taken this down or changed it. Close it with Decline."}
        )


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
    if verdict.later_why.strip():
        problems |= _later_problems(moderation, submission, verdict)
    if problems:
        raise Refused(problems)


def is_milder_now(moderation: Moderation, submission: Submission) -> bool:
    """Whether the version in force now would let show what the one of the time held."""
    before = moderation.policy_under(submission.policy_hash)
    is_held = submission.category in before.categories and not before.lets_show(submission.category)
    is_later = before.hash != moderation.policy.hash
    return is_later and is_held and moderation.policy.lets_show(submission.category)


def _later_problems(moderation: Moderation, submission: Submission, verdict: Verdict) -> dict[str, str]:
    """What keeps the version in force now from deciding: it may only ever be the milder one."""
    least = moderation.policy.overrides.min_reason_chars
    if verdict.kind is not DecisionKind.PUBLISH or not is_milder_now(moderation, submission):
        words = "Only a milder version may decide later, and only that it shows. Leave this empty."
        return {"later_why": words}
    if len(verdict.later_why.strip()) < least:
        return {"later_why": f"Say why in at least {least} letters, or leave it empty."}
    return {}


def _record(
    moderation: Moderation, submission: Submission, verdict: Verdict, moderator: Actor
) -> Decision:
    later_why = verdict.later_why.strip()
    decided_under = moderation.policy.hash if later_why else submission.policy_hash
    category = moderation.policy_under(decided_under).categories.get(verdict.category)
    decision = Decision(
        submission=submission,
        kind=verdict.kind,
        category=verdict.category or None,
        clause=category.clause if category else submission.clause,
        channel=verdict.channel or None,
        reason=verdict.reason.strip(),
        note="\n\n".join(filter(None, (later_why, verdict.note.strip()))),
        policy_hash=decided_under,
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
        policy=decided_under[:12],
    )
    return decision


def _escalate(moderation: Moderation, submission: Submission, moderator: Actor, doing: Doing) -> None:
    submission.escalated_at = clock.now()
    asked = moderation.people.holding(Permission.SUBMISSION_TRIAGE)
    concerned = queries.concerned(moderation.session, submission.id, [person.id for person in asked])
    for person in asked:
        if person.id not in concerned | {moderator.id}:
            doing.tell(
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


def _tell_author(
    moderation: Moderation, submission: Submission, decision: Decision, doing: Doing
) -> None:
    description = moderation.content(submission.subject).describe(submission.subject_id)
    channel = moderation.policy.channels.get(decision.channel or "")
    notices.send(
        moderation,
        f"post_{_TEMPLATES[submission.state]}",
        to=Actor(submission.author_id, submission.author_name),
        submission=submission,
        doing=doing,
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


def _answer_reporters(moderation: Moderation, submission: Submission, doing: Doing) -> None:
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
            doing=doing,
        )
