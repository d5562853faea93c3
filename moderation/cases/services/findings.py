"""Findings: proposed by a moderator or recorded by an admin, then confirmed or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Finding, FindingState, Translation
from moderation.cases.services import folder
from moderation.cases.services.case import check_impartial, check_impartial_over
from moderation.cases.services.drafting import FindingDraft, Use, later_problems, problems_of, use_of
from moderation.errors import AlreadyDecided, NotAllowed, NotChanged, NotFound, Refused
from moderation.host import Actor, Subject
from moderation.permissions import Permission
from moderation.policy import OTHER, Category
from moderation.records.audit import take_turn

if TYPE_CHECKING:
    from moderation.extension import Moderation


def record_finding(
    moderation: Moderation, person_id: str, draft: FindingDraft, *, admin: Actor
) -> Finding:
    """Record that something this person posted breached a clause, with the words relied on.

    It counts at once, unless it takes a second person: then it is proposed (E0, F1). Raises
    `Refused` naming what is wanting, `ConflictOfInterest` on one's own post or one about oneself,
    and `AlreadyDecided` if the same finding is on record.
    """
    finding, use = _draft(moderation, person_id, draft, by=admin)
    if draft.later_why.strip():
        return _decline_by_later(moderation, finding, draft.later_why, by=admin, subject=use.subject)
    if finding.takes_two:
        return _propose(moderation, finding, use, by=admin)
    _decide(finding, FindingState.CONFIRMED, "", by=admin)
    _add_once(moderation, finding)
    folder.open_folder(moderation, person_id, admin=admin, posted_at=finding.posted_at)
    _audit(moderation, "recorded", finding, by=admin, subject=use.subject)
    return finding


def propose_finding(
    moderation: Moderation, person_id: str, draft: FindingDraft, *, moderator: Actor
) -> Finding:
    """Propose the same. It counts for nothing, and its author never hears of it, until it is
    confirmed. Raises as `record_finding` does."""
    finding, use = _draft(moderation, person_id, draft, by=moderator)
    if draft.later_why.strip():
        return _decline_by_later(moderation, finding, draft.later_why, by=moderator, subject=use.subject)
    return _propose(moderation, finding, use, by=moderator)


def confirm_finding(moderation: Moderation, finding_id: int, *, admin: Actor, reason: str) -> Finding:
    """Agree to a proposed finding: it counts from now on. Never whoever proposed it."""
    finding = _to_decide(moderation, finding_id, admin=admin, reason=reason)
    if finding.recorded_by_id == admin.id:
        raise NotAllowed("You proposed this, so somebody else has to confirm it.")
    _decide(finding, FindingState.CONFIRMED, reason, by=admin)
    folder.open_folder(moderation, finding.person_id, admin=admin, posted_at=finding.posted_at)
    _audit(moderation, "confirmed", finding, by=admin)
    return finding


def decline_finding(moderation: Moderation, finding_id: int, *, admin: Actor, reason: str) -> Finding:
    """Decline a proposed finding, or take back one's own. It never counts, and stays on record."""
    finding = _to_decide(moderation, finding_id, admin=admin, reason=reason)
    _decide(finding, FindingState.DECLINED, reason, by=admin)
    _audit(moderation, "declined", finding, by=admin)
    return finding


def note_translation(moderation: Moderation, finding_id: int, *, admin: Actor, reason: str) -> Finding:
    """A person has read by now what only a machine had translated (US-10); `reason` says who."""
    finding = _finding_for(moderation, finding_id, admin=admin)
    if finding.translation is not Translation.MACHINE:
        raise NotChanged("A person has read this already.")
    if not reason.strip():
        raise Refused({"reason": "Say who read it, and what it says."})
    finding.translation, finding.translated_note = Translation.PERSON, reason.strip()
    _audit(moderation, "translated", finding, by=admin)
    return finding


def found_about(moderation: Moderation, finding_id: int) -> str:
    """Whom a finding is about."""
    finding = queries.finding_to_decide(moderation.session, finding_id)
    if finding is None:
        raise NotFound("There is no such finding on record.")
    return finding.person_id


def _propose(moderation: Moderation, finding: Finding, use: Use, *, by: Actor) -> Finding:
    _add_once(moderation, finding)
    _audit(moderation, "proposed", finding, by=by, subject=use.subject)
    for admin in moderation.people.holding(Permission.FINDING_RECORD):
        if admin.id not in (by.id, finding.person_id) and _may_judge(moderation, finding, admin):
            moderation.people.tell(
                admin.id,
                "A finding waits to be confirmed",
                f"{by.name} proposes a finding. Please confirm it or decline it.",
                f"/moderation/people/{finding.person_id}#findings-heading",
            )
    return finding


def _decline_by_later(
    moderation: Moderation, finding: Finding, reason: str, *, by: Actor, subject: Subject | None
) -> Finding:
    """Nothing is found, because the version in force now no longer counts it; kept with why (O16)."""
    _decide(finding, FindingState.DECLINED, reason, by=by)
    finding.declined_under = moderation.policy.hash
    _add_once(moderation, finding)
    _audit(moderation, "declined", finding, by=by, subject=subject)
    return finding


def _may_judge(moderation: Moderation, finding: Finding, admin: Actor) -> bool:
    try:
        check_impartial_over(moderation, finding.person_id, [finding], admin=admin)
    except NotAllowed:
        return False
    return True


def _to_decide(moderation: Moderation, finding_id: int, *, admin: Actor, reason: str) -> Finding:
    finding = _finding_for(moderation, finding_id, admin=admin)
    if finding.state is not FindingState.PROPOSED:
        raise AlreadyDecided(
            f"{finding.decided_by_name} has already {finding.state} it. Yours was not recorded."
        )
    if not reason.strip():
        raise Refused({"reason": "Say why. It stays on record."})
    return finding


def _finding_for(moderation: Moderation, finding_id: int, *, admin: Actor) -> Finding:
    take_turn(moderation.session)
    finding = queries.finding_to_decide(moderation.session, finding_id)
    if finding is None:
        raise NotFound("There is no such finding on record.")
    check_impartial_over(moderation, finding.person_id, [finding], admin=admin)
    return finding


def _decide(finding: Finding, state: FindingState, reason: str, *, by: Actor) -> None:
    finding.state, finding.decided_reason = state, reason.strip()
    finding.decided_by_id, finding.decided_by_name = by.id, by.name
    finding.decided_at = clock.now()


def _draft(
    moderation: Moderation, person_id: str, draft: FindingDraft, *, by: Actor
) -> tuple[Finding, Use]:
    """The finding as proposed, not yet in the session, and what it rests on."""
    take_turn(moderation.session)
    check_impartial(
        moderation, person_id, [draft.submission_id], admin=by, incident_ids=[draft.incident_id]
    )
    use = use_of(moderation, person_id, draft)
    # New rules never judge an old post: the version it was sent under says what was a breach.
    policy = moderation.policy_under(use.policy_hash)
    least = moderation.policy.overrides.min_reason_chars
    problems = problems_of(policy, draft, use, least)
    problems |= later_problems(draft, use, moderation.policy, least)
    if problems:
        raise Refused(problems)
    second_person = moderation.policy.overrides.second_person
    takes_two = (draft.category == OTHER and "other_category" in second_person) or (
        bool(draft.counts_why.strip()) and "childs_act" in second_person
    )
    return _new(policy.category(draft.category), draft, use, takes_two, by), use


def _new(category: Category, draft: FindingDraft, use: Use, takes_two: bool, by: Actor) -> Finding:
    return Finding(
        person_id=use.person.id,
        person_name=use.person.name,
        submission_id=use.submission_id,
        incident_id=use.incident_id,
        venue=use.venue,
        category=category.id,
        clause=category.clause,
        grounds=sorted(draft.grounds) if category.needs_ground else [],
        words=draft.words.strip(),
        detriment=draft.detriment,
        reason=draft.reason.strip(),
        policy_hash=use.policy_hash,
        posted_at=use.posted_at,
        recorded_by_id=by.id,
        recorded_by_name=by.name,
        recorded_at=clock.now(),
        state=FindingState.PROPOSED,
        takes_two=takes_two,
        counts_why=draft.counts_why.strip(),
        translation=draft.translation,
    )


def _add_once(moderation: Moderation, finding: Finding) -> None:
    """One finding of a category on one use, even if two people click at once."""
    try:
        with moderation.session.begin_nested():
            moderation.session.add(finding)
    except IntegrityError:
        raise AlreadyDecided(
            "This finding is already on record. Yours was not recorded a second time."
        ) from None


def _audit(
    moderation: Moderation, event: str, finding: Finding, *, by: Actor, subject: Subject | None = None
) -> None:
    moderation.audit(
        f"finding:{event}",
        actor=by,
        subject=subject,
        finding=finding.id,
        person=finding.person_id,
        category=finding.category,
        clause=finding.clause,
        incident=finding.incident_id,
        **({"policy": finding.declined_under[:12]} if finding.declined_under else {}),
    )
