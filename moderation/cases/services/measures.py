"""Taking the steps of the ladder. Every act names who, why and the clause, and tells the parent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import ladder, queries
from moderation.cases.ladder import Check, Proposal
from moderation.cases.models import Measure, MeasureState, Outcome
from moderation.cases.services import telling
from moderation.cases.services.case import Case, case_of, check_impartial
from moderation.errors import AlreadyDecided, NotAllowed, NotFound, Refused
from moderation.host import Actor
from moderation.policy import MeasureKind
from moderation.policy.schooltime import due_after_school_days
from moderation.records.audit import take_turn

if TYPE_CHECKING:
    from moderation.extension import Moderation

TALK_OUTCOMES = (Outcome.HELD, Outcome.OFFERED_AND_DECLINED, Outcome.OFFERED_NO_REPLY)
ANSWERS = (
    Outcome.REMOVED,
    Outcome.EDITED,
    Outcome.REFUSED,
    Outcome.NO_REPLY,
    Outcome.TREATED_AS_REFUSAL,
)
_SILENCE = (Outcome.NO_REPLY, Outcome.TREATED_AS_REFUSAL)
_SAME_CLICK = timedelta(minutes=10)


def take(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None = None,
) -> Measure:
    """Take a step of the ladder, or propose it where the policy wants a second person.

    Raises `Refused` with words for each field and the names of the facts that are missing, and
    `AlreadyDecided` for the same step taken a moment ago.
    """
    # One step after the other, so that of two clicks the second sees what the first has done.
    take_turn(moderation.session)
    measure = _draft(moderation, person_id, proposal, admin=admin, outcome=outcome)
    moderation.session.add(measure)
    # The audit entry and the notice name the measure.
    moderation.session.flush()
    if moderation.policy.measures[measure.kind].two_person:
        telling.audit(moderation, "proposed", measure, admin=admin)
        return measure
    telling.audit(moderation, "taken", measure, admin=admin)
    _decide(moderation, measure, admin)
    return measure


def letter(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None = None,
) -> tuple[str, str]:
    """Subject and body of what the parent would get; nothing is kept. Refuses as `take` does."""
    measure = _draft(moderation, person_id, proposal, admin=admin, outcome=outcome)
    is_for_two = moderation.policy.measures[measure.kind].two_person
    measure.approved_by_name = "(the second person)" if is_for_two else admin.name
    return telling.preview(moderation, measure)


def _draft(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None,
) -> Measure:
    """The measure as it would be recorded, not yet in the session."""
    case = case_of(moderation, person_id)
    chosen = [finding for finding in case.findings if finding.id in proposal.finding_ids]
    check_impartial(moderation, person_id, [f.submission_id for f in chosen], admin=admin)
    _check_not_twice(case, proposal)
    checked = ladder.check(proposal, case.facts, moderation.policy, clock.now())
    problems = dict(checked.problems)
    is_talk = proposal.kind is MeasureKind.INFORMAL_DISCUSSION
    if is_talk and outcome not in TALK_OUTCOMES:
        problems["outcome"] = "Say whether you talked, or what came of the offer."
    if problems:
        raise Refused(problems, missing=checked.missing)
    measure = _new(moderation, case, proposal, checked, admin)
    if is_talk:
        measure.outcome, measure.outcome_at = outcome, clock.now()
        measure.outcome_by_name = admin.name
    return measure


def _check_not_twice(case: Case, proposal: Proposal) -> None:
    """A double click, or two people at once, take one step and not two."""
    for measure in case.measures:
        if measure.kind is not proposal.kind or measure.ended_at:
            continue
        if measure.state is MeasureState.PROPOSED:
            raise AlreadyDecided(
                f"{measure.proposed_by_name} has already proposed this. Agree to that one, or "
                "withdraw it first. Yours was not recorded."
            )
        is_recent = clock.now() - measure.proposed_at < _SAME_CLICK
        is_same = {f.id for f in measure.findings} == proposal.finding_ids
        if is_recent and is_same and measure.reason == proposal.reason.strip():
            raise AlreadyDecided(
                f"{measure.proposed_by_name} recorded exactly this a moment ago. It was not "
                "recorded a second time."
            )


def _new(
    moderation: Moderation, case: Case, proposal: Proposal, checked: Check, admin: Actor
) -> Measure:
    policy, now = moderation.policy, clock.now()
    rule, is_heavy = policy.measures[proposal.kind], proposal.kind in ladder.HEAVY
    is_request = proposal.kind is MeasureKind.REMOVAL_REQUEST
    return Measure(
        person_id=case.person_id,
        person_name=case.name,
        kind=proposal.kind,
        state=MeasureState.PROPOSED,
        clause=rule.clause,
        policy_hash=policy.hash,
        reason=proposal.reason.strip(),
        necessity=proposal.necessity.strip(),
        notice_parts={name: words.strip() for name, words in proposal.parts.items()},
        gate_check=_gate_check(checked.gate),
        overridden=list(checked.overridden),
        override_reason=proposal.override_reason.strip() if checked.overridden else "",
        limits=dict(proposal.limits),
        due_at=due_after_school_days(now, rule.reply_within_school_days, policy) if is_request else None,
        starts_at=_start(proposal),
        ends_at=proposal.ends_at if is_heavy else None,
        review_at=proposal.review_at if is_heavy else None,
        proposed_by_id=admin.id,
        proposed_by_name=admin.name,
        proposed_at=now,
        findings=[finding for finding in case.findings if finding.id in proposal.finding_ids],
    )


def _start(proposal: Proposal) -> datetime:
    """A talk counts from when it was held, a limit never from before it was decided."""
    now = clock.now()
    if proposal.kind is MeasureKind.INFORMAL_DISCUSSION:
        return proposal.starts_at or now
    return max(proposal.starts_at or now, now) if proposal.kind in ladder.HEAVY else now


def _gate_check(gate: ladder.Gate) -> Mapping[str, object]:
    """The gate as it stood at the decision, to be kept with it."""
    return {
        "informal_done": gate.informal_done,
        "asked": gate.asked,
        "refused": gate.refused,
        "continued": gate.continued,
        "at": clock.now().isoformat(),
    }


def _decide(moderation: Moderation, measure: Measure, admin: Actor) -> None:
    measure.state = MeasureState.DECIDED
    measure.approved_by_id, measure.approved_by_name = admin.id, admin.name
    measure.approved_at = clock.now()
    measure.reference = telling.tell(moderation, measure, measure.kind.value).reference


def approve(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """The second person agrees, and the measure takes effect. Never the one who proposed it."""
    measure = to_change(moderation, measure_id, admin=admin)
    if measure.state is not MeasureState.PROPOSED:
        raise AlreadyDecided(what_happened(measure))
    if admin.id == measure.proposed_by_id:
        raise NotAllowed(
            f"You proposed this, so somebody else has to agree to it: {measure.clause} takes two "
            "people here."
        )
    if not reason.strip():
        raise Refused({"reason": "Say why you agree."})
    _check_still_stands(moderation, measure)
    measure.starts_at = max(measure.starts_at, clock.now())
    measure.approved_reason = reason.strip()
    telling.audit(moderation, "approved", measure, admin=admin)
    _decide(moderation, measure, admin)
    return measure


def _check_still_stands(moderation: Moderation, measure: Measure) -> None:
    """What a proposal rests on may have gone while it waited."""
    now = clock.now()
    if measure.ends_at is not None and measure.ends_at <= now:
        raise Refused({"reason": "Its end has passed while it waited. Propose it afresh."})
    if measure.review_at is not None and measure.review_at <= now:
        words = "The day to look at it again has passed while it waited. Propose it afresh."
        raise Refused({"reason": words})
    facts = case_of(moderation, measure.person_id).facts
    missing = ladder.missing_facts(measure.kind, facts, moderation.policy, now)
    unmet = tuple(name for name in missing if name not in measure.overridden)
    if unmet:
        gone = ladder.in_words(unmet, measure.kind, moderation.policy)
        words = f"Since it was proposed this has gone: {gone}. Propose it afresh."
        raise Refused({"reason": words}, missing=unmet)
    if any(finding.overturned_at for finding in measure.findings):
        raise Refused({"reason": "A finding it rests on no longer counts. Propose it afresh."})
    measure.gate_check = dict(_gate_check(ladder.gate(facts, moderation.policy, now)))


def record_answer(
    moderation: Moderation,
    measure_id: int,
    *,
    admin: Actor,
    outcome: Outcome | None,
    note: str,
    version: int | None = None,
) -> Measure:
    """What came of a talk or of a request to take something down (G2, G3).

    Silence is a refusal only when the admin says so by name and says why (G4), and not before
    the time to answer is over. `version` is the revision the admin was looking at, if known.
    """
    measure = to_change(moderation, measure_id, admin=admin)
    allowed = {
        MeasureKind.INFORMAL_DISCUSSION: TALK_OUTCOMES,
        MeasureKind.REMOVAL_REQUEST: ANSWERS,
    }.get(measure.kind, ())
    if measure.state is not MeasureState.DECIDED:
        raise AlreadyDecided(what_happened(measure))
    if version is not None and version != measure.revision:
        raise AlreadyDecided(f"{measure.outcome_by_name} has recorded an answer meanwhile.")
    field = "answer" if measure.kind is MeasureKind.REMOVAL_REQUEST else "outcome"
    if outcome not in allowed:
        raise Refused({field: "Choose what came of it."})
    if outcome in _SILENCE and measure.due_at is not None and clock.now() < measure.due_at:
        raise Refused({field: "Their time to answer is not over yet."})
    if outcome is Outcome.TREATED_AS_REFUSAL and not note.strip():
        clause = moderation.policy.gate.clause
        raise Refused({"reason": f"Say why you take silence for a refusal ({clause})."})
    measure.outcome, measure.outcome_note = outcome, note.strip()
    measure.outcome_by_name, measure.outcome_at = admin.name, clock.now()
    telling.audit(moderation, "answered", measure, admin=admin, outcome=outcome)
    return measure


def to_change(moderation: Moderation, measure_id: int, *, admin: Actor) -> Measure:
    """One measure to act on, locked; `NotFound`, or `ConflictOfInterest` if it is not for them."""
    measure = queries.measure_to_change(moderation.session, measure_id)
    if measure is None:
        raise NotFound("There is no such step on record.")
    rests_on = [finding.submission_id for finding in measure.findings]
    check_impartial(moderation, measure.person_id, rests_on, admin=admin)
    return measure


def what_happened(measure: Measure) -> str:
    """Who was first and what they did, in one sentence."""
    words = {
        MeasureState.WITHDRAWN: f"{measure.ended_by_name} has already withdrawn it.",
        MeasureState.LIFTED: f"{measure.ended_by_name} has already ended it.",
        MeasureState.REVERSED: f"{measure.ended_by_name} has already undone it.",
        MeasureState.DECIDED: f"{measure.approved_by_name} has already decided it.",
        MeasureState.PROPOSED: "Nobody has agreed to this yet.",
    }
    return f"{words[measure.state]} Yours was not recorded."
