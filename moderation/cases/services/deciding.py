"""Deciding on what was proposed: after their side, and by a second person where it takes two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import ladder, queries
from moderation.cases.models import Measure, MeasureState
from moderation.cases.services import telling
from moderation.cases.services.acting import about_measure
from moderation.cases.services.case import case_of, check_impartial_over
from moderation.cases.services.taking import decide
from moderation.errors import AlreadyDecided, NotAllowed, NotChanged, NotFound, Refused
from moderation.host import Actor
from moderation.times import time_in_words
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation


def approve(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """Decide for what was proposed, and it takes effect.

    Where it takes two people, never the one who proposed it. Not before their side is here or
    their time to give it is over.
    """
    measure = measure_for(moderation, measure_id, admin=admin)
    if measure.state is not MeasureState.PROPOSED:
        raise AlreadyDecided(what_happened(measure))
    if measure.takes_two and admin.id == measure.proposed_by_id:
        raise NotAllowed(
            f"You proposed this, so somebody else has to agree to it: {measure.clause} takes two "
            "people here."
        )
    if is_awaiting(measure):
        until = time_in_words(measure.hear_by or clock.now(), moderation.policy.school.zone)
        raise NotChanged(
            f"They have until {until} to give their side, and nothing has come yet. Nobody decides "
            "before then."
        )
    if not reason.strip():
        raise Refused({"reason": "Say why you agree."})
    _check_still_stands(moderation, measure)
    with about_measure(moderation, ActKind.APPROVE, measure, by=admin) as doing:
        doing.may_change(measure)
        _note_gate(moderation, measure)
        measure.starts_at = max(measure.starts_at, clock.now())
        measure.approved_reason = reason.strip()
        telling.audit(moderation, "approved", measure, admin=admin)
        decide(moderation, measure, admin, doing)
    return measure


def is_awaiting(measure: Measure) -> bool:
    """Whether their side is still awaited: it has not come, and their time is not over."""
    return measure.hear_by is not None and not measure.replies and clock.now() < measure.hear_by


def _check_still_stands(moderation: Moderation, measure: Measure) -> None:
    """What a proposal rests on may have gone while it waited."""
    now = clock.now()
    if measure.ends_at is not None and measure.ends_at <= now:
        raise Refused({"reason": "Its end has passed while it waited. Propose it afresh."})
    if measure.review_at is not None and measure.review_at <= now:
        words = "The day to look at it again has passed while it waited. Propose it afresh."
        raise Refused({"reason": words})
    facts = _facts_beside(moderation, measure)
    missing = ladder.missing_facts(measure.kind, facts, moderation.policy, now)
    unmet = tuple(name for name in missing if name not in measure.overridden)
    if unmet:
        gone = ladder.in_words(unmet, measure.kind, moderation.policy)
        words = f"Since it was proposed this has gone: {gone}. Propose it afresh."
        raise Refused({"reason": words}, missing=unmet)
    if any(finding.overturned_at for finding in measure.findings):
        raise Refused({"reason": "A finding it rests on no longer counts. Propose it afresh."})


def _note_gate(moderation: Moderation, measure: Measure) -> None:
    """Keep with the decision how the gate stood at it."""
    gate = ladder.gate(_facts_beside(moderation, measure), moderation.policy, clock.now())
    measure.gate_check = {**measure.gate_check, "at_decision": list(gate.missing)}


def _facts_beside(moderation: Moderation, measure: Measure) -> ladder.CaseFacts:
    """What counts about its person besides this measure itself."""
    case = case_of(moderation, measure.person_id)
    return queries.facts(case.findings, [m for m in case.measures if m.id != measure.id])


def measure_for(moderation: Moderation, measure_id: int, *, admin: Actor) -> Measure:
    """One measure to act on, locked; `NotFound`, or `ConflictOfInterest` if it is not for them."""
    measure = queries.measure_to_change(moderation.session, measure_id)
    if measure is None:
        raise NotFound("There is no such step on record.")
    check_impartial_over(moderation, measure.person_id, measure.findings, admin=admin)
    return measure


def what_happened(measure: Measure) -> str:
    """Who was first and what they did, in one sentence."""
    words = {
        MeasureState.WITHDRAWN: f"{measure.ended_by_name} has already withdrawn it.",
        MeasureState.LIFTED: f"{measure.ended_by_name} has already ended it.",
        MeasureState.REVERSED: f"{measure.ended_by_name} has already undone it.",
        MeasureState.OVERTURNED: f"{measure.ended_by_name} has overturned it on appeal.",
        MeasureState.DECIDED: f"{measure.approved_by_name} has already decided it.",
        MeasureState.PROPOSED: "Nobody has agreed to this yet.",
    }
    return f"{words[measure.state]} Yours was not recorded."
