"""Suspending a limit or block while the appeal against it is looked at (local, domain model 2.5).

Nothing is changed in the measure: that its appeal is suspending says all, so deciding the appeal
ends it, and the measure holds again for what is left of its own time. Like every other act on an
appeal it can be undone for a minute, and its person is told after that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals.models import Appeal
from moderation.appeals.services.deciding import to_decide
from moderation.cases import services as cases
from moderation.cases.models import Measure
from moderation.cases.queries import measures_in_force, measures_suspended
from moderation.errors import AlreadyDecided, NotChanged, Refused
from moderation.host import Actor
from moderation.notices.services import send
from moderation.undoing import Doing
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation


def suspend(moderation: Moderation, appeal_id: int, reason: str, *, officer: Actor) -> Appeal:
    """Let what is appealed against not hold until the appeal is decided, and tell the person.

    Raises as `decide` does, `AlreadyDecided` the second time, and `NotChanged` where nothing holds.
    """
    appeal = to_decide(moderation, appeal_id, officer=officer)
    measure = appeal.measure
    if is_suspended(moderation, measure):
        raise AlreadyDecided("It is suspended already, until the appeal is decided.")
    if not is_in_force(moderation, measure):
        raise NotChanged("It is no limit in force, so there is nothing to suspend.")
    if not reason.strip():
        raise Refused({"reason": "Say why it should not hold meanwhile. They read this."})
    path = f"/moderation/appeals/{appeal.id}"
    with cases.about_measure(moderation, ActKind.SUSPEND, measure, by=officer, path=path) as doing:
        doing.may_change(appeal)
        _suspend(moderation, appeal, reason.strip(), officer, doing)
    return appeal


def is_suspended(moderation: Moderation, measure: Measure) -> bool:
    """Whether it would hold at this moment, but for an appeal against it."""
    return measure in measures_suspended(moderation.session, measure.person_id, clock.now())


def is_in_force(moderation: Moderation, measure: Measure) -> bool:
    """Whether it is a limit or block that holds at this moment, so that it can be suspended."""
    return measure in measures_in_force(moderation.session, measure.person_id, clock.now())


def _suspend(moderation: Moderation, appeal: Appeal, reason: str, officer: Actor, doing: Doing) -> None:
    measure = appeal.measure
    appeal.suspended_at, appeal.suspension_reason = clock.now(), reason
    appeal.suspended_by_id, appeal.suspended_by_name = officer.id, officer.name
    moderation.audit(
        "appeal:suspended",
        actor=officer,
        appeal=appeal.id,
        measure=measure.id,
        person=measure.person_id,
    )
    send(
        moderation,
        "measure_suspended",
        to=Actor(measure.person_id, measure.person_name),
        measure=measure,
        context={"appeal": appeal, "measure": measure},
        doing=doing,
    )
