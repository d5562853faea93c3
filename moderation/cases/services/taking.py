"""Taking the steps of the ladder. Every act names who, why and the clause, and tells the parent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import ladder, queries
from moderation.cases.ladder import Check, Proposal
from moderation.cases.models import Measure, MeasureAnswer, MeasureState, Outcome
from moderation.cases.services import chasing, folder, telling
from moderation.cases.services.acting import about_measure
from moderation.cases.services.case import (
    OPEN_WITHOUT_ACCOUNT,
    Case,
    case_of,
    check_impartial_over,
    has_account,
)
from moderation.errors import AlreadyDecided, NotAllowed, Refused
from moderation.host import Actor
from moderation.permissions import Permission
from moderation.policy import MeasureKind
from moderation.policy.schooltime import due_after_school_days
from moderation.records.audit import take_turn
from moderation.undoing import Doing
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation

TALK_OUTCOMES = (Outcome.HELD, Outcome.OFFERED_AND_DECLINED, Outcome.OFFERED_NO_REPLY)
POLICE_OUTCOMES = (Outcome.REFERRED, Outcome.NOT_REFERRED)
# What came of a step is said when it is recorded, where the step is over by then.
OUTCOMES_AT_ONCE: Mapping[MeasureKind, tuple[Outcome, ...]] = {
    MeasureKind.INFORMAL_DISCUSSION: TALK_OUTCOMES,
    MeasureKind.POLICE_REFERRAL: POLICE_OUTCOMES,
}
_WANTED = {
    MeasureKind.INFORMAL_DISCUSSION: "Say whether you talked, or what came of the offer.",
    MeasureKind.POLICE_REFERRAL: "Say whether the police were told, or that you decided not to.",
}
_SAME_CLICK = timedelta(minutes=10)


def take(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None = None,
    concern: str = "",
) -> Measure:
    """Take a step of the ladder, or propose it where somebody is to be heard or to agree first.

    `concern` is what was worrying the parent; it stays open on the case until it is answered (G1).
    Raises `Refused` with words for each field and the names of the facts that are missing, and
    `AlreadyDecided` for the same step taken a moment ago.
    """
    # One step after the other, so that of two clicks the second sees what the first has done.
    take_turn(moderation.session)
    measure = _draft(moderation, person_id, proposal, admin=admin, outcome=outcome)
    is_proposal = bool(measure.takes_two or measure.hear_by)
    kind = ActKind.PROPOSE if is_proposal else ActKind.TAKE
    with about_measure(moderation, kind, measure, by=admin) as doing:
        # The police are never made to wait, for a case to be opened again or for anything else (H3).
        if proposal.kind is not MeasureKind.POLICE_REFERRAL or concern.strip():
            _open_folder(moderation, person_id, concern, admin, doing)
        moderation.session.add(measure)
        # The audit entry and the notice name the measure.
        moderation.session.flush()
        doing.made(measure)
        if not is_proposal:
            telling.audit(moderation, "taken", measure, admin=admin)
            decide(moderation, measure, admin, doing)
            return measure
        telling.audit(moderation, "proposed", measure, admin=admin)
        if measure.hear_by:
            telling.tell(moderation, measure, f"{measure.kind}_proposed", doing=doing)
    return measure


def _open_folder(
    moderation: Moderation, person_id: str, concern: str, admin: Actor, doing: Doing
) -> None:
    """Open the case if it is not, with what worries the parent; of both, what was not there before."""
    known = queries.case_file(moderation.session, person_id)
    opened = folder.open_folder(moderation, person_id, admin=admin)
    if opened is not known:
        doing.made(opened)
    if concern.strip():
        noted_before = queries.concerns_of(moderation.session, person_id)
        noted = folder.note_concern(moderation, person_id, concern, admin=admin)
        if noted not in noted_before:
            doing.made(noted)


def letter(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None = None,
) -> tuple[str, str]:
    """Subject and body of what the parent would get now; nothing is kept. Refuses as `take` does."""
    measure = _draft(moderation, person_id, proposal, admin=admin, outcome=outcome)
    if not measure.tells:
        return "No letter", "The parent is not told of this step.\n"
    measure.approved_by_name = "(the second person)" if measure.takes_two else admin.name
    template = f"{measure.kind}_proposed" if measure.hear_by else measure.kind.value
    return telling.preview(moderation, measure, template)


def decide(moderation: Moderation, measure: Measure, admin: Actor, doing: Doing) -> None:
    """Let a measure take effect, and tell its person, if they are to be told."""
    measure.state = MeasureState.DECIDED
    measure.approved_by_id, measure.approved_by_name = admin.id, admin.name
    measure.approved_at = clock.now()
    if moderation.policy.measures[measure.kind].chase_after_days:
        measure.due_at = chasing.next_chase(moderation, measure, measure.approved_at)
    if measure.tells:
        told = telling.tell(moderation, measure, measure.kind.value, doing=doing)
        measure.reference = told.reference


def _draft(
    moderation: Moderation,
    person_id: str,
    proposal: Proposal,
    *,
    admin: Actor,
    outcome: Outcome | None,
) -> Measure:
    """The measure as it would be recorded, not yet in the session."""
    check_privilege(moderation, proposal.kind, admin)
    case = case_of(moderation, person_id)
    chosen = [finding for finding in case.findings if finding.id in proposal.finding_ids]
    check_impartial_over(moderation, person_id, chosen, admin=admin)
    _check_not_twice(case, proposal)
    checked = ladder.check(proposal, case.facts, moderation.policy, clock.now())
    problems = dict(checked.problems)
    if not case.has_account and proposal.kind not in OPEN_WITHOUT_ACCOUNT:
        problems["measure"] = "They have no account here, so there is nothing to tell or to limit."
    outcomes = OUTCOMES_AT_ONCE.get(proposal.kind, ())
    if outcomes and outcome not in outcomes:
        problems["outcome"] = _WANTED[proposal.kind]
    if problems:
        raise Refused(problems, missing=checked.missing)
    measure = _new(moderation, case, proposal, checked, admin)
    if outcomes and outcome:
        answer(measure, outcome, "", by=admin)
    measure.tells = _tells(measure, proposal)
    return measure


def check_privilege(moderation: Moderation, kind: MeasureKind, admin: Actor) -> None:
    """Advice is between the school and its adviser: whoever can't read it can't record it (H2)."""
    is_advice = kind is MeasureKind.LEGAL_ADVICE
    if is_advice and not moderation.people.may(admin.id, Permission.PRIVILEGED_READ):
        raise NotAllowed("Legal advice is for the head and the chair to record.")


def answer(measure: Measure, outcome: Outcome, note: str, *, by: Actor) -> None:
    """What came of it, kept beside whatever was recorded before."""
    measure.answers.append(
        MeasureAnswer(
            outcome=outcome,
            note=note,
            recorded_by_id=by.id,
            recorded_by_name=by.name,
            recorded_at=clock.now(),
        )
    )
    measure.outcome, measure.outcome_note = outcome, note
    measure.outcome_by_name, measure.outcome_at = by.name, clock.now()


def _tells(measure: Measure, proposal: Proposal) -> bool:
    """Advice is the school's own affair (H2), and what was not sent to the police is nobody's."""
    if not has_account(measure.person_id):
        return False
    if measure.kind is MeasureKind.LEGAL_ADVICE or measure.outcome is Outcome.NOT_REFERRED:
        return False
    return proposal.tells


def _check_not_twice(case: Case, proposal: Proposal) -> None:
    """A double click, or two people at once, take one step and not two."""
    for measure in case.measures:
        if measure.kind is not proposal.kind or measure.ended_at:
            continue
        if measure.state is MeasureState.PROPOSED:
            raise AlreadyDecided(
                f"{measure.proposed_by_name} has already proposed this. Decide on that one, or "
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
    is_skipping = checked.overridden or proposal.kind is MeasureKind.INTERIM_RESTRICTION
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
        override_code=proposal.override_code if is_skipping else "",
        override_reason=proposal.override_reason.strip() if is_skipping else "",
        takes_two=checked.takes_two,
        details=_details(proposal),
        limits=dict(proposal.limits),
        due_at=_after_school_days(moderation, rule.reply_within_school_days),
        hear_by=_hear_by(moderation, proposal, checked),
        starts_at=_start(proposal),
        ends_at=proposal.ends_at if is_heavy else None,
        review_at=proposal.review_at if is_heavy else None,
        proposed_by_id=admin.id,
        proposed_by_name=admin.name,
        proposed_at=now,
        findings=[finding for finding in case.findings if finding.id in proposal.finding_ids],
    )


def _details(proposal: Proposal) -> dict[str, object]:
    wanted = ladder.DETAILS.get(proposal.kind, {})
    details: dict[str, object] = {name: proposal.details.get(name, "").strip() for name in wanted}
    if proposal.kind is MeasureKind.POLICE_REFERRAL:
        details["grounds"] = sorted(proposal.grounds)
    return details


def _after_school_days(moderation: Moderation, days: int) -> datetime | None:
    return due_after_school_days(clock.now(), days, moderation.policy) if days else None


def _hear_by(moderation: Moderation, proposal: Proposal, checked: Check) -> datetime | None:
    """Until when their side is awaited before it is decided; None where it is not."""
    if proposal.kind not in ladder.HEARD_FIRST or "their_side" in checked.overridden:
        return None
    rule = moderation.policy.measures[proposal.kind]
    return _after_school_days(moderation, rule.representations_school_days)


def _start(proposal: Proposal) -> datetime:
    """A limit never counts from before it was decided, anything else from when it happened."""
    now = clock.now()
    if proposal.kind in ladder.HEAVY:
        return max(proposal.starts_at or now, now)
    return proposal.starts_at or now


def _gate_check(gate: ladder.Gate) -> Mapping[str, object]:
    """The gate as it stood at the decision, to be kept with it."""
    return {
        "informal_done": gate.informal_done,
        "asked": gate.asked,
        "refused": gate.refused,
        "continued": gate.continued,
        "at": clock.now().isoformat(),
    }
