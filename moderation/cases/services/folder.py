"""A case as a folder: who looks after it, what worries the parent, and closing it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import CaseFile, Closing, Concern, MeasureState, Override, OverrideKind
from moderation.cases.services.case import case_of, check_impartial, check_impartial_over
from moderation.cases.services.overriding import propose_or_agree
from moderation.errors import AlreadyDecided, NotChanged, NotFound, Refused
from moderation.host import Actor
from moderation.records.audit import take_turn

if TYPE_CHECKING:
    from moderation.extension import Moderation


def open_folder(
    moderation: Moderation, person_id: str, *, admin: Actor, posted_at: datetime | None = None
) -> CaseFile:
    """The open folder of this person's case; a new one for the first thing, or for something that
    was posted after the last one was closed. `NotChanged` for what a closed case is about (O17)."""
    found = queries.case_file(moderation.session, person_id)
    if found is not None and found.closed_at is None:
        return found
    if takes_reopening(moderation, person_id, posted_at):
        raise NotChanged(
            "This case is closed. Propose to open it again first; it takes a second person to agree."
        )
    return _begin(moderation, person_id, after=found, event="opened", admin=admin)


def takes_reopening(moderation: Moderation, person_id: str, posted_at: datetime | None) -> bool:
    """Whether this is about what was closed: nothing new was posted since."""
    found = queries.case_file(moderation.session, person_id)
    if found is None or found.closed_at is None:
        return False
    return posted_at is None or posted_at < found.closed_at


def reopen(moderation: Moderation, person_id: str, *, admin: Actor, reason: str) -> Override:
    """Propose to open a closed case again, or agree to it as the second person: then it is open."""
    take_turn(moderation.session)
    case = case_of(moderation, person_id)
    check_impartial_over(moderation, person_id, [*case.findings, *case.unconfirmed], admin=admin)
    closed = case.folder
    if closed is None or closed.closed_at is None:
        raise NotChanged("This case is not closed.")
    override = propose_or_agree(
        moderation, OverrideKind.REOPENING, person_id, admin=admin, reason=reason
    )
    if override.agreed_at is not None:
        _begin(moderation, person_id, after=closed, event="reopened", admin=admin)
    return override


def _begin(
    moderation: Moderation, person_id: str, *, after: CaseFile | None, event: str, admin: Actor
) -> CaseFile:
    begun = CaseFile(
        person_id=person_id,
        opened_at=clock.now(),
        owner_id=after.owner_id if after else None,
        owner_name=after.owner_name if after else None,
    )
    moderation.session.add(begun)
    moderation.audit(f"case:{event}", actor=admin, person=person_id)
    return begun


def look_after(moderation: Moderation, person_id: str, *, admin: Actor) -> CaseFile:
    """This admin looks after the case from now on."""
    take_turn(moderation.session)
    case_of(moderation, person_id)
    check_impartial(moderation, person_id, (), admin=admin)
    found = open_folder(moderation, person_id, admin=admin)
    if found.owner_id != admin.id:
        found.owner_id, found.owner_name = admin.id, admin.name
        moderation.audit("case:owned", actor=admin, person=person_id)
    return found


def note_concern(moderation: Moderation, person_id: str, words: str, *, admin: Actor) -> Concern:
    """What is worrying the parent behind it all; the case stays open until it is answered (G1)."""
    take_turn(moderation.session)
    case_of(moderation, person_id)
    check_impartial(moderation, person_id, (), admin=admin)
    if not words.strip():
        raise Refused({"concern": "Write what is worrying them, in a sentence or two."})
    open_ones = queries.concerns_of(moderation.session, person_id)
    same = next((c for c in open_ones if c.words == words.strip() and not c.answered_at), None)
    if same:
        return same
    concern = Concern(
        person_id=person_id,
        words=words.strip(),
        noted_by_id=admin.id,
        noted_by_name=admin.name,
        noted_at=clock.now(),
    )
    moderation.session.add(concern)
    open_folder(moderation, person_id, admin=admin)
    # The audit entry names it.
    moderation.session.flush()
    moderation.audit("concern:noted", actor=admin, person=person_id, concern=concern.id)
    return concern


def concerned(moderation: Moderation, concern_id: int) -> str:
    """Whose concern it is."""
    concern = queries.concern(moderation.session, concern_id)
    if concern is None:
        raise NotFound("There is no such concern on record.")
    return concern.person_id


def answer_concern(moderation: Moderation, concern_id: int, answer: str, *, admin: Actor) -> Concern:
    """How the concern was answered."""
    take_turn(moderation.session)
    concern = queries.concern(moderation.session, concern_id)
    if concern is None:
        raise NotFound("There is no such concern on record.")
    check_impartial(moderation, concern.person_id, (), admin=admin)
    if concern.answered_at is not None:
        raise AlreadyDecided(f"{concern.answered_by_name} has already answered it.")
    if not answer.strip():
        raise Refused({"reason": "Write how it was answered."})
    concern.answer, concern.answered_at = answer.strip(), clock.now()
    concern.answered_by_id, concern.answered_by_name = admin.id, admin.name
    moderation.audit("concern:answered", actor=admin, person=concern.person_id, concern=concern.id)
    return concern


def close(
    moderation: Moderation, person_id: str, *, admin: Actor, closing: Closing | None, reason: str
) -> CaseFile:
    """Close the case. Not while a concern is unanswered, a step waits, or a limit is in force."""
    take_turn(moderation.session)
    case = case_of(moderation, person_id)
    check_impartial_over(moderation, person_id, [*case.findings, *case.unconfirmed], admin=admin)
    found = queries.case_file(moderation.session, person_id)
    if found is None:
        raise NotFound("There is no case to close.")
    if found.closed_at is not None:
        raise AlreadyDecided(f"{found.closed_by_name} has already closed it.")
    problems, missing = {}, []
    if closing is None:
        problems["closing"] = "Say how it ends."
    if not reason.strip():
        problems["reason"] = "Say why. It stays on record."
    if any(concern.answered_at is None for concern in case.concerns):
        missing.append("concern_unanswered")
        problems["closing"] = "What is worrying the parent has no answer yet. Answer it first."
    elif case.proposed:
        problems["closing"] = "A finding still waits to be confirmed. Confirm it or decline it first."
    elif any(measure.state is MeasureState.PROPOSED for measure in case.measures):
        problems["closing"] = "A step still waits to be decided. Decide it or withdraw it first."
    elif queries.measures_in_force(moderation.session, person_id, clock.now()):
        problems["closing"] = "A limit is still in force. The case stays open until it is over."
    elif queries.measures_suspended(moderation.session, person_id, clock.now()):
        problems["closing"] = "A limit is suspended. The case stays open until the appeal is decided."
    if problems:
        raise Refused(problems, missing=missing)
    found.closing, found.closed_reason, found.closed_at = closing, reason.strip(), clock.now()
    found.closed_by_id, found.closed_by_name = admin.id, admin.name
    moderation.audit("case:closed", actor=admin, person=person_id, closing=closing)
    return found
