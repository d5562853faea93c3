"""Taking the steps of the ladder. Every act names who, why and the clause, and tells the parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import ladder, queries
from moderation.cases.ladder import Check, Proposal
from moderation.cases.models import Finding, Measure, MeasureState, Outcome
from moderation.errors import AlreadyDecided, NotAllowed, NotFound, Refused
from moderation.host import Actor
from moderation.notices import services as notices
from moderation.notices.models import Notice
from moderation.policy import THIS_FORUM, MeasureKind
from moderation.policy.schooltime import due_after_school_days

if TYPE_CHECKING:
    from moderation.extension import Moderation

DETRIMENTS = ("school", "staff", "pupils", "parents")
TALK_OUTCOMES = (Outcome.HELD, Outcome.OFFERED_AND_DECLINED, Outcome.OFFERED_NO_REPLY)
ANSWERS = (
    Outcome.REMOVED,
    Outcome.EDITED,
    Outcome.REFUSED,
    Outcome.NO_REPLY,
    Outcome.TREATED_AS_REFUSAL,
)


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """A finding as somebody wants to record it."""

    submission_id: int | None
    category: str
    ground: str
    words: str
    detriment: str
    reason: str


def record_finding(
    moderation: Moderation, person_id: str, draft: FindingDraft, *, admin: Actor
) -> Finding:
    """Record that something this person posted here breached a clause, with the words relied on.

    Raises `Refused` naming what is wanting, and `NotAllowed` on one's own post.
    """
    if admin.id == person_id:
        raise NotAllowed("Nobody judges their own posts. Ask a colleague.")
    submission = (
        queries.submission(moderation.session, draft.submission_id) if draft.submission_id else None
    )
    if submission is None or submission.author_id != person_id:
        raise Refused({"submission": "Choose one of this person's own posts."})
    existing = queries.findings_of(moderation.session, person_id)
    _check_finding(moderation, draft, submission.text, [f for f in existing if f.submission_id == submission.id])
    category = moderation.policy.category(draft.category)
    finding = Finding(
        person_id=person_id,
        person_name=submission.author_name,
        submission_id=submission.id,
        venue=THIS_FORUM,
        category=category.id,
        clause=category.clause,
        ground=draft.ground or None,
        words=draft.words.strip(),
        detriment=draft.detriment,
        reason=draft.reason.strip(),
        policy_hash=submission.policy_hash,
        posted_at=submission.submitted_at,
        recorded_by_id=admin.id,
        recorded_by_name=admin.name,
        recorded_at=clock.now(),
    )
    moderation.session.add(finding)
    # The audit entry names the finding.
    moderation.session.flush()
    moderation.audit(
        "finding:recorded",
        actor=admin,
        subject=submission.subject,
        finding=finding.id,
        person=person_id,
        category=category.id,
        clause=category.clause,
    )
    return finding


def _check_finding(
    moderation: Moderation, draft: FindingDraft, text: str, existing: list[Finding]
) -> None:
    policy, problems = moderation.policy, dict[str, str]()
    category = policy.categories.get(draft.category)
    if category is None:
        problems["category"] = "Choose the part of the policy."
    elif not category.counts_as_finding:
        problems["category"] = (
            f"“{category.label}” is never held against anyone. Offer a better place instead."
        )
    elif any(finding.category == category.id for finding in existing):
        problems["submission"] = "This finding is already recorded."
    elif category.needs_ground and draft.ground not in policy.grounds:
        problems["ground"] = "Choose which of the nine characteristics."
    if not draft.words.strip():
        problems["words"] = "Copy the words this rests on."
    elif " ".join(draft.words.split()) not in " ".join(text.split()):
        problems["words"] = "These words are not in the post. Copy them exactly as they stand."
    if draft.detriment not in DETRIMENTS:
        problems["detriment"] = "Say who was affected (B5)."
    if not draft.reason.strip():
        problems["reason"] = "Say how you came to this view."
    if problems:
        raise Refused(problems)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything on record about one person, and what the policy says of it now."""

    person_id: str
    name: str
    findings: list[Finding]
    measures: list[Measure]
    steps: tuple[ladder.Step, ...]
    gate: ladder.Gate


def case_of(moderation: Moderation, person_id: str) -> Case:
    """This person's case."""
    findings = list(queries.findings_of(moderation.session, person_id))
    measures = list(queries.measures_of(moderation.session, person_id))
    facts, now = queries.facts(findings, measures), clock.now()
    return Case(
        person_id=person_id,
        name=moderation.people.name_of(person_id),
        findings=findings,
        measures=measures,
        steps=ladder.steps(facts, moderation.policy, now),
        gate=ladder.gate(facts, moderation.policy, now),
    )


def take(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None = None,
) -> Measure:
    """Take a step of the ladder, or propose it where the policy wants a second person.

    Raises `Refused` with words for each field and the names of the facts that are missing.
    """
    if admin.id == person_id:
        raise NotAllowed("Nobody decides about themselves. Ask a colleague.")
    case = case_of(moderation, person_id)
    facts = queries.facts(case.findings, case.measures)
    checked = ladder.check(proposal, facts, moderation.policy, clock.now())
    problems = dict(checked.problems)
    if proposal.kind is MeasureKind.INFORMAL_DISCUSSION and outcome not in TALK_OUTCOMES:
        problems["outcome"] = "Say whether you talked, or what came of the offer."
    if problems:
        raise Refused(problems, missing=checked.missing)
    measure = _new(moderation, case, proposal, checked, admin)
    measure.outcome = outcome
    if outcome:
        measure.outcome_at, measure.outcome_by_name = clock.now(), admin.name
    moderation.session.add(measure)
    # The audit entry and the notice name the measure.
    moderation.session.flush()
    _audit(moderation, "proposed" if _needs_second(moderation, measure) else "taken", measure, admin)
    if not _needs_second(moderation, measure):
        _decide(moderation, measure, admin)
    return measure


def _new(
    moderation: Moderation, case: Case, proposal: Proposal, checked: Check, admin: Actor
) -> Measure:
    rule = moderation.policy.measures[proposal.kind]
    now = clock.now()
    starts = max(proposal.starts_at or now, now)
    is_request = proposal.kind is MeasureKind.REMOVAL_REQUEST
    return Measure(
        person_id=case.person_id,
        person_name=case.name,
        kind=proposal.kind,
        state=MeasureState.PROPOSED,
        clause=rule.clause,
        policy_hash=moderation.policy.hash,
        reason=proposal.reason.strip(),
        necessity=proposal.necessity.strip(),
        notice_parts=dict(proposal.parts),
        gate_check={
            "informal_done": checked.gate.informal_done,
            "asked": checked.gate.asked,
            "refused": checked.gate.refused,
            "continued": checked.gate.continued,
        },
        overridden=list(checked.overridden),
        override_reason=proposal.override_reason.strip() if checked.overridden else "",
        limits=dict(proposal.limits),
        due_at=due_after_school_days(now, rule.reply_within_school_days, moderation.policy.school.zone)
        if is_request
        else None,
        starts_at=starts,
        ends_at=proposal.ends_at if proposal.kind in ladder.HEAVY else None,
        review_at=proposal.review_at if proposal.kind in ladder.HEAVY else None,
        proposed_by_id=admin.id,
        proposed_by_name=admin.name,
        proposed_at=now,
        findings=[finding for finding in case.findings if finding.id in proposal.finding_ids],
    )


def _needs_second(moderation: Moderation, measure: Measure) -> bool:
    return moderation.policy.measures[measure.kind].two_person


def _decide(moderation: Moderation, measure: Measure, admin: Actor) -> Notice:
    measure.state = MeasureState.DECIDED
    measure.approved_by_id, measure.approved_by_name = admin.id, admin.name
    measure.approved_at = clock.now()
    notice = _tell(moderation, measure, measure.kind.value)
    measure.reference = notice.reference
    return notice


def _tell(moderation: Moderation, measure: Measure, template: str) -> Notice:
    return notices.send(
        moderation,
        template,
        to=Actor(measure.person_id, measure.person_name),
        measure=measure,
        context=notice_context(moderation, measure),
    )


def notice_context(moderation: Moderation, measure: Measure) -> Mapping[str, object]:
    """What the notice of a measure is written from."""
    policy, now = moderation.policy, clock.now()
    life = timedelta(days=policy.measures[MeasureKind.WRITTEN_WARNING].live_for_days)
    return {
        "measure": measure,
        "rule": policy.measures[measure.kind],
        "clause_plain": moderation.clause_plain(measure.clause),
        "findings": [(finding, policy.clause(finding.clause)) for finding in measure.findings],
        "parts": measure.notice_parts,
        "spent_at": measure.starts_at + life,
        "appeal_by": due_after_school_days(
            now, policy.appeals.within_school_days, policy.school.zone
        ),
        "decided_by": measure.approved_by_name,
        "proposed_by": measure.proposed_by_name,
    }


def approve(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """The second person agrees, and the measure takes effect. Never the one who proposed it."""
    measure = _to_change(moderation, measure_id)
    if admin.id == measure.person_id:
        raise NotAllowed("Nobody decides about themselves. Ask a colleague.")
    if measure.state is not MeasureState.PROPOSED:
        raise AlreadyDecided(_what_happened(measure))
    if admin.id == measure.proposed_by_id:
        raise NotAllowed(
            "You proposed this, so somebody else has to agree to it (H4 takes two people here)."
        )
    if not reason.strip():
        raise Refused({"reason": "Say why you agree."})
    now = clock.now()
    assert measure.ends_at is not None  # a CHECK sees to it for what needs two people
    if measure.ends_at <= now:
        raise Refused({"reason": "Its end has passed while it waited. Propose it afresh."})
    measure.starts_at = max(measure.starts_at, now)
    _audit(moderation, "approved", measure, admin)
    _decide(moderation, measure, admin)
    return measure


def record_answer(
    moderation: Moderation, measure_id: int, *, admin: Actor, outcome: Outcome | None, note: str
) -> Measure:
    """What came of a talk or of a request to take something down (G2, G3).

    Silence is a refusal only when the admin says so by name and says why (G4).
    """
    measure = _to_change(moderation, measure_id)
    allowed = {
        MeasureKind.INFORMAL_DISCUSSION: TALK_OUTCOMES,
        MeasureKind.REMOVAL_REQUEST: ANSWERS,
    }.get(measure.kind, ())
    if admin.id == measure.person_id:
        raise NotAllowed("Nobody decides about themselves. Ask a colleague.")
    if measure.state is not MeasureState.DECIDED:
        raise AlreadyDecided(_what_happened(measure))
    if outcome not in allowed:
        raise Refused({"outcome": "Choose what came of it."})
    if outcome is Outcome.TREATED_AS_REFUSAL and not note.strip():
        raise Refused({"outcome_note": "Say why you take silence for a refusal (G4)."})
    measure.outcome, measure.outcome_note = outcome, note.strip()
    measure.outcome_by_name, measure.outcome_at = admin.name, clock.now()
    _audit(moderation, "answered", measure, admin, outcome=outcome)
    return measure


def lift(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """End a measure early. It stays on record."""
    return _end(moderation, measure_id, MeasureState.LIFTED, admin, reason)


def reverse(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """Undo a measure that should not have been taken. It stops counting at once, for everything."""
    return _end(moderation, measure_id, MeasureState.REVERSED, admin, reason)


def _end(
    moderation: Moderation, measure_id: int, state: MeasureState, admin: Actor, reason: str
) -> Measure:
    measure = _to_change(moderation, measure_id)
    if admin.id == measure.person_id:
        raise NotAllowed("Nobody decides about themselves. Ask a colleague.")
    if measure.state in (MeasureState.LIFTED, MeasureState.REVERSED):
        raise AlreadyDecided(_what_happened(measure))
    if not reason.strip():
        raise Refused({"reason": "Say why. It stays on record."})
    was_told = measure.state is MeasureState.DECIDED
    if not was_told:
        # Nobody but staff ever knew of a proposal; withdrawing it is a decision too.
        measure.approved_at = clock.now()
        measure.approved_by_name = admin.name
    measure.state = state
    measure.ended_by_id, measure.ended_by_name = admin.id, admin.name
    measure.ended_at, measure.ended_reason = clock.now(), reason.strip()
    _audit(moderation, state.value, measure, admin)
    if was_told:
        _tell(moderation, measure, f"measure_{state}")
    return measure


def _to_change(moderation: Moderation, measure_id: int) -> Measure:
    measure = queries.measure_to_change(moderation.session, measure_id)
    if measure is None:
        raise NotFound("There is no such step on record.")
    return measure


def _what_happened(measure: Measure) -> str:
    if measure.ended_at:
        return f"{measure.ended_by_name} has already {measure.state} it. Yours was not recorded."
    if measure.state is MeasureState.DECIDED:
        return f"{measure.approved_by_name} has already agreed to it. Yours was not recorded."
    return "Nobody has agreed to this yet, so there is nothing to record."


def _audit(
    moderation: Moderation, event: str, measure: Measure, admin: Actor, **more: object
) -> None:
    moderation.audit(
        f"measure:{event}",
        actor=admin,
        measure=measure.id,
        kind=measure.kind,
        person=measure.person_id,
        clause=measure.clause,
        findings=[finding.id for finding in measure.findings],
        overridden=measure.overridden,
        starts_at=measure.starts_at.isoformat(),
        ends_at=measure.ends_at.isoformat() if measure.ends_at else None,
        **more,
    )
