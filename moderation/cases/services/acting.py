"""An act on a measure that whoever did it can undo for a minute."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from moderation.cases.models import Measure
from moderation.host import Actor
from moderation.undoing import Doing, undoable
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation

_DONE: Mapping[ActKind, str] = {
    ActKind.TAKE: "{step}",
    ActKind.PROPOSE: "{step}, proposed",
    ActKind.APPROVE: "{step}, decided",
    ActKind.WITHDRAW: "{step}, withdrawn",
    ActKind.LIFT: "{step}, ended early",
    ActKind.SUSPEND: "{step}, suspended until the appeal is decided",
    ActKind.DECIDE_APPEAL: "the appeal about this is decided: {step}",
}


def about_measure(
    moderation: Moderation, kind: ActKind, measure: Measure, *, by: Actor, path: str = ""
) -> AbstractContextManager[Doing]:
    """Whatever is done inside about this measure can be undone, until anything else is done about
    its person."""
    step = moderation.policy.measures[measure.kind].label
    return undoable(
        moderation,
        kind,
        f"{_DONE[kind].format(step=step)} ({measure.person_name})",
        path or f"/moderation/people/{measure.person_id}",
        by=by,
        person_id=measure.person_id,
    )
