"""What a person may have a copy of: what they were told, and what they said themselves.

Nobody who reported them is in it, nor what an adviser, the police or the safeguarding lead was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals import queries as appeals
from moderation.appeals.models import Appeal
from moderation.cases import queries as cases
from moderation.cases.models import Measure, Reply
from moderation.notices import queries as notices
from moderation.notices.models import Notice
from moderation.records import queries
from moderation.review.models import Report

if TYPE_CHECKING:
    from moderation.extension import Moderation

_ALL = 100_000  # notices; nobody has been told so much


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One person's own side of the record."""

    notices: Sequence[Notice]
    measures: Sequence[Measure]
    replies: Sequence[Reply]
    appeals: Sequence[Appeal]
    reports: Sequence[Report]


def on_record(moderation: Moderation, person_id: str) -> OnRecord:
    """What this person was told, and what they said to it; a measure only if a notice told of it."""
    session = moderation.session
    told = notices.notices_for(session, person_id, clock.now(), limit=_ALL)
    told_of = {notice.measure_id for notice in told}
    measures = [
        measure
        for measure in cases.measures_of(session, person_id)
        if measure.tells and measure.id in told_of
    ]
    return OnRecord(
        notices=told,
        measures=measures,
        replies=[reply for measure in measures for reply in measure.replies],
        appeals=[
            appeal
            for appeal in appeals.appeals_of(session, person_id)
            if appeal.measure_id in {measure.id for measure in measures}
        ],
        reports=queries.reports_by(session, person_id),
    )
