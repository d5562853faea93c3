"""Saying that a limit is over. It ended by its date alone; this only tells its person so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import queries
from moderation.cases.services import telling

if TYPE_CHECKING:
    from moderation.extension import Moderation

ENDED = "measure_ended"
_NEWS = timedelta(days=30)  # what ended before that is no news to anybody


def tell_of_ends(moderation: Moderation) -> Sequence[str]:
    """Tell everybody whose limit has ended by itself, once, that it has (clause H4)."""
    now = clock.now()
    found = queries.ended_untold(moderation.session, ENDED, since=now - _NEWS, now=now)
    for measure in found:
        telling.audit(moderation, "expired", measure, admin=None)
        telling.tell(moderation, measure, ENDED)
    return [f"Measure {measure.id}: its person knows now that it has ended." for measure in found]
