"""Making a sealed pack of a case, on record with for whom and why; and holding what must be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals.queries import appeals_of
from moderation.cases import queries as case_queries
from moderation.cases import services as cases
from moderation.cases.models import (
    Finding,
    Measure,
    MeasureState,
    Outcome,
    Override,
    OverrideKind,
)
from moderation.cases.timeline import timeline
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotFound, Refused
from moderation.evidence import pack, police, queries
from moderation.evidence.models import Disclosure, LegalHold
from moderation.host import Actor
from moderation.policy import MeasureKind
from moderation.records.audit import take_turn
from moderation.review.desks import reader
from moderation.review.models import Submission
from moderation.review.pictured import pictures_of
from moderation.review.queries import not_for

if TYPE_CHECKING:
    from moderation.extension import Moderation


@dataclass(frozen=True, slots=True)
class Sealed:
    """A pack: the ZIP file, and the record of it."""

    content: bytes
    disclosure: Disclosure


def export(
    moderation: Moderation, person_id: str, *, admin: Actor, recipient: str, purpose: str
) -> Sealed:
    """A pack of this person's case. `ConflictOfInterest` for anybody a part of it is not for."""
    take_turn(moderation.session)
    case, versions = check_may_export(moderation, person_id, admin=admin)
    _check_said({"recipient": recipient, "purpose": purpose})
    appeals = appeals_of(moderation.session, person_id)
    by_measure, now = case_queries.notices_of(moderation.session, case.measures), clock.now()
    contents = pack.Contents(
        case=case,
        events=timeline(case, versions, appeals, moderation.policy),
        versions=versions,
        appeals=appeals,
        screenshots=queries.screenshots_of(moderation.session, case.incidents),
        pictures={version.id: pictures_of(moderation, version) for version in versions},
        notices=[notice for sent in by_measure.values() for notice in sent if notice.has_gone(now)],
        entries=queries.entries_about(moderation.session, case, versions),
        made_at=now,
        made_by=admin.name,
        recipient=recipient.strip(),
        purpose=purpose.strip(),
    )
    content, seal = pack.packed(contents, moderation.policy)
    made = Disclosure(
        person_id=person_id,
        recipient=recipient.strip(),
        purpose=purpose.strip(),
        seal=seal,
        made_by_id=admin.id,
        made_by_name=admin.name,
        made_at=contents.made_at,
    )
    moderation.session.add(made)
    # The audit entry names it.
    moderation.session.flush()
    moderation.audit("evidence:exported", actor=admin, person=person_id, disclosure=made.id, seal=seal)
    return Sealed(content, made)


def check_may_export(
    moderation: Moderation, person_id: str, *, admin: Actor
) -> tuple[cases.Case, Sequence[Submission]]:
    """The case and every version of its posts, if all of it is for this admin to read."""
    case = cases.case_of(moderation, person_id)
    versions = queries.versions_found_about(moderation.session, case.findings)
    ids = [version.id for version in versions]
    cases.check_impartial(
        moderation, person_id, ids, admin=admin, incident_ids=[each.id for each in case.incidents]
    )
    if not_for(moderation.session, ids, reader(moderation, admin.id)):
        raise ConflictOfInterest("A part of this case is for somebody else to read. Ask a colleague.")
    return case, versions


def police_cover(moderation: Moderation, measure_id: int, *, admin: Actor) -> bytes:
    """The sheet to take along to the police, for whoever may read the referral; it sends nothing.

    What else is on record of the same person stands there as far as it is for this admin to read.
    """
    measure = moderation.session.get(Measure, measure_id)
    if measure is None or measure.kind is not MeasureKind.POLICE_REFERRAL:
        raise NotFound("There is no such sheet.")
    if measure.state is not MeasureState.DECIDED or measure.outcome is Outcome.NOT_REFERRED:
        raise NotFound("The police were not told, or it was undone, so there is no sheet.")
    if not _is_for(moderation, measure.person_id, measure.findings, admin):
        raise ConflictOfInterest("A part of this is about you, or for somebody else. Ask a colleague.")
    case = cases.case_of(moderation, measure.person_id)
    relied_on = {finding.id for finding in measure.findings}
    sheet = police.Sheet(
        measure=measure,
        case=case,
        versions=queries.versions_found_about(moderation.session, measure.findings),
        incidents=list({f.incident.id: f.incident for f in measure.findings if f.incident}.values()),
        earlier=[
            finding
            for finding in reversed(case.findings)
            if finding.id not in relied_on
            and finding.overturned_at is None
            and _is_for(moderation, measure.person_id, [finding], admin)
        ],
        packs=queries.disclosures_of(moderation.session, measure.person_id),
        made_at=clock.now(),
        made_by=admin.name,
    )
    return police.cover_sheet(sheet, moderation.policy)


def _is_for(moderation: Moderation, person_id: str, findings: Sequence[Finding], admin: Actor) -> bool:
    try:
        cases.check_impartial_over(moderation, person_id, findings, admin=admin)
    except ConflictOfInterest:
        return False
    ids = [finding.submission_id for finding in findings if finding.submission_id is not None]
    return not not_for(moderation.session, ids, reader(moderation, admin.id))


def hold(moderation: Moderation, person_id: str, *, admin: Actor, reason: str) -> Override:
    """Propose to keep everything about this person until somebody ends it, or agree to it as the
    second person (O13): from then on the usual time for keeping does not count."""
    take_turn(moderation.session)
    check_may_export(moderation, person_id, admin=admin)
    if queries.open_hold(moderation.session, person_id) is not None:
        raise AlreadyDecided("Everything about this person is being kept already.")
    override = cases.propose_or_agree(
        moderation, OverrideKind.LEGAL_HOLD, person_id, admin=admin, reason=reason
    )
    if override.agreed_at is not None:
        moderation.session.add(
            LegalHold(
                person_id=person_id,
                reason=override.reason,
                set_by_id=override.proposed_by_id,
                set_by_name=f"{override.proposed_by_name} and {admin.name}",
                set_at=override.agreed_at,
            )
        )
        moderation.audit("evidence:held", actor=admin, person=person_id)
    return override


def end_hold(moderation: Moderation, person_id: str, *, admin: Actor, reason: str) -> LegalHold:
    """The usual time for keeping counts again."""
    take_turn(moderation.session)
    check_may_export(moderation, person_id, admin=admin)
    held = queries.open_hold(moderation.session, person_id)
    if held is None:
        raise NotFound("Nothing is being kept beyond its usual time.")
    _check_said({"reason": reason})
    held.end_reason, held.ended_at = reason.strip(), clock.now()
    held.ended_by_id, held.ended_by_name = admin.id, admin.name
    moderation.audit("evidence:released", actor=admin, person=person_id)
    return held


def _check_said(given: dict[str, str]) -> None:
    wanted = {
        "recipient": "Say who gets it, such as the police or the governors' panel.",
        "purpose": "Say what it is for. It stays on record.",
        "reason": "Say why. It stays on record.",
    }
    problems = {name: wanted[name] for name, words in given.items() if not words.strip()}
    if problems:
        raise Refused(problems)
