"""Everything the forum reminds people of, in one list. A reminder tells; it never decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moderation.review import overdue

if TYPE_CHECKING:
    from moderation.extension import Moderation

# Each tells whoever has to be told, once, in the open transaction, and says what it did in a line each.
REMINDERS: tuple[Callable[[Moderation], Sequence[str]], ...] = (
    overdue.tell_authors,
    overdue.alert_head,
)


def remind(moderation: Moderation) -> Sequence[str]:
    """Everything there is to remind of at this moment; what was done, a line each, without words.

    However often it is called, and by however many workers at once, everybody is told once.
    """
    return [line for reminder in REMINDERS for line in reminder(moderation)]
