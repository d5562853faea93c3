"""Ending a measure early, undoing it, or withdrawing one that was only proposed."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases.ladder import HEAVY
from moderation.cases.models import Measure, MeasureState
from moderation.cases.services import telling
from moderation.cases.services.acting import about_measure
from moderation.cases.services.deciding import measure_for, what_happened
from moderation.data_protection import services as data_protection
from moderation.data_protection.models import PromptCause
from moderation.errors import AlreadyDecided, NotChanged, Refused
from moderation.host import Actor
from moderation.policy import MeasureKind
from moderation.undoing import Doing
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation

# The others are over once they are done: there is nothing to end early.
LASTING = HEAVY | {MeasureKind.WRITTEN_WARNING}


def lift(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """End a measure early, or withdraw a proposal. It stays on record, and its person is told."""
    measure = _to_end(moderation, measure_id, admin=admin, reason=reason)
    if measure.state is MeasureState.PROPOSED:
        return _withdraw(moderation, measure, admin, reason)
    if measure.kind not in LASTING:
        raise NotChanged("This was done on one day and is over. If it was a mistake, undo it.")
    if measure.ends_at is not None and measure.ends_at <= clock.now():
        raise NotChanged("It has already ended by itself.")
    with about_measure(moderation, ActKind.LIFT, measure, by=admin) as doing:
        doing.may_change(measure)
        return _end(moderation, measure, MeasureState.LIFTED, admin, reason, doing)


def reverse(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    """Undo a measure that should not have been taken. It stops counting at once, for everything.

    It may have met the wrong person, so whoever leads on data protection is prompted.
    """
    ended = undo_for_whom_it_was_meant(moderation, measure_id, admin=admin, reason=reason)
    if ended.state is MeasureState.REVERSED:
        data_protection.prompt(moderation, ended, PromptCause.STEP_UNDONE, by=admin)
    return ended


def undo_for_whom_it_was_meant(
    moderation: Moderation, measure_id: int, *, admin: Actor, reason: str
) -> Measure:
    """Undo a measure of which somebody says that it reached this person alone, and no one else."""
    measure = _to_end(moderation, measure_id, admin=admin, reason=reason)
    if measure.state is MeasureState.PROPOSED:
        return _withdraw(moderation, measure, admin, reason)
    # Not to be undone: from here on the law's own clock runs, and whoever leads on it is told.
    return _end(moderation, measure, MeasureState.REVERSED, admin, reason)


def overturn(
    moderation: Moderation,
    measure: Measure,
    finding_ids: Collection[int],
    *,
    officer: Actor,
    reason: str,
) -> None:
    """On appeal: the measure stops counting at once, and so do these findings it rests on."""
    _note_end(measure, MeasureState.OVERTURNED, officer, reason)
    telling.audit(moderation, "overturned", measure, admin=officer)
    for finding in measure.findings:
        if finding.id in finding_ids and finding.overturned_at is None:
            finding.overturned_at = clock.now()
            moderation.audit("finding:overturned", actor=officer, finding=finding.id)


def _to_end(moderation: Moderation, measure_id: int, *, admin: Actor, reason: str) -> Measure:
    measure = measure_for(moderation, measure_id, admin=admin)
    if measure.state not in (MeasureState.PROPOSED, MeasureState.DECIDED):
        raise AlreadyDecided(what_happened(measure))
    if not reason.strip():
        raise Refused({"reason": "Say why. It stays on record."})
    return measure


def _withdraw(moderation: Moderation, measure: Measure, admin: Actor, reason: str) -> Measure:
    with about_measure(moderation, ActKind.WITHDRAW, measure, by=admin) as doing:
        doing.may_change(measure)
        # Who was asked for their side is told; of any other proposal only staff ever knew.
        _note_end(measure, MeasureState.WITHDRAWN, admin, reason)
        telling.audit(moderation, "withdrawn", measure, admin=admin)
        if measure.hear_by is not None:
            telling.tell(moderation, measure, "measure_withdrawn", doing=doing)
    return measure


def _end(
    moderation: Moderation,
    measure: Measure,
    state: MeasureState,
    admin: Actor,
    reason: str,
    doing: Doing | None = None,
) -> Measure:
    _note_end(measure, state, admin, reason)
    telling.audit(moderation, state.value, measure, admin=admin)
    if measure.tells:
        telling.tell(moderation, measure, f"measure_{state}", doing=doing)
    return measure


def _note_end(measure: Measure, state: MeasureState, admin: Actor, reason: str) -> None:
    measure.state = state
    measure.ended_by_id, measure.ended_by_name = admin.id, admin.name
    measure.ended_at, measure.ended_reason = clock.now(), reason.strip()
