"""Everything that falls due by time alone, in one list: it is told or written down, never decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moderation.cases import services as cases
from moderation.database import one_at_a_time
from moderation.records.audit import take_turn
from moderation.review import overdue

if TYPE_CHECKING:
    from moderation.extension import Moderation

_REMINDING = 7_205_303  # the key of the lock that lets one worker at a time remind
# Each does its part once, in the open transaction, and says what it did in a line each.
REMINDERS: tuple[Callable[[Moderation], Sequence[str]], ...] = (
    overdue.tell_authors,
    overdue.alert_head,
    cases.tell_of_ends,
    cases.remind_to_chase,
    lambda moderation: moderation.note_policy_in_force(),
)


def remind(moderation: Moderation) -> Sequence[str]:
    """Do all that falls due at this moment; what was done, a line each, without anybody's words.

    However often it is called, and by however many workers at once, everybody is told once.
    """
    one_at_a_time(moderation.session, _REMINDING)
    take_turn(moderation.session)
    return [line for reminder in REMINDERS for line in reminder(moderation)]
