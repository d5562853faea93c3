"""Writing to another site, and asking it again while it has not answered (H5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import render_template

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Measure, MeasureState
from moderation.cases.services import telling
from moderation.cases.services.case import why_not_impartial
from moderation.errors import ConflictOfInterest, NotChanged, NotFound
from moderation.host import Actor
from moderation.notices import paper
from moderation.permissions import Permission
from moderation.policy import MeasureKind
from moderation.undoing import keeping

if TYPE_CHECKING:
    from moderation.extension import Moderation


def next_chase(moderation: Moderation, measure: Measure, now: datetime) -> datetime | None:
    """When to ask again after `now`, counted from when it was decided; None once all are past."""
    days = moderation.policy.measures[measure.kind].chase_after_days
    asked = measure.approved_at or now
    return next((at for day in days if (at := asked + timedelta(days=day)) > now), None)


def remind_to_chase(moderation: Moderation) -> Sequence[str]:
    """Tell those who decide, once for each day to ask again, that another site has not answered."""
    now = clock.now()
    found = queries.unanswered_by_now(moderation.session, MeasureKind.HOST_COMPLAINT, now)
    for measure in found:
        measure.due_at = next_chase(moderation, measure, now)
        telling.audit(moderation, "chased", measure, admin=None)
        for person in moderation.people.holding(Permission.MEASURE_APPROVE):
            if person.id != measure.person_id:
                moderation.people.tell(
                    person.id,
                    "Another site has not answered",
                    "The school asked another site to remove something, and no answer is on record. "
                    "Please ask again, or record what came of it.",
                    f"/moderation/people/{measure.person_id}#measure-{measure.id}",
                )
    return [f"Measure {measure.id}: the other site is to be asked again." for measure in found]


def letter_to_host(moderation: Moderation, measure_id: int, *, admin: Actor) -> bytes:
    """The letter to the other site as PDF, once decided, for a person to send.

    It adds no name but that of whoever wrote it.
    """
    measure = queries.measure(moderation.session, measure_id)
    if measure is None or measure.kind is not MeasureKind.HOST_COMPLAINT:
        raise NotFound("There is no such letter.")
    if measure.state is not MeasureState.DECIDED:
        raise NotFound("This letter is not decided, or was undone, so there is nothing to send.")
    reason = why_not_impartial(moderation, measure, admin.id)
    if reason:
        raise ConflictOfInterest(reason)
    if measure.approved_at and clock.now() < measure.approved_at + keeping.grace(moderation.policy):
        raise NotChanged("This step can still be undone, so its letter waits. Try again in a minute.")
    body = render_template(
        "moderation/notices/_to_host.txt",
        measure=measure,
        school=moderation.policy.school,
    )
    sheet = paper.Paper(moderation.policy, "Request to remove content", measure.starts_at)
    return sheet.letter("Request to remove content", body, measure.starts_at, f"SG-{measure.id}")
