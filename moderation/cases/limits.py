"""What restrictions and blocks mean for one person at one moment. Computed, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Measure
from moderation.policy import MeasureKind, Policy

if TYPE_CHECKING:
    from moderation.extension import Moderation


@dataclass(frozen=True, slots=True)
class InForce:
    """A block or restriction in force, with what its person must be told."""

    kind: MeasureKind
    reference: str
    clause: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    until: str


@dataclass(frozen=True, slots=True)
class Limits:
    """All that limits one person now. An empty one limits nothing."""

    block: InForce | None = None
    restrictions: tuple[InForce, ...] = ()
    premoderate: bool = False
    no_new_topics: bool = False
    no_replies: bool = False
    boards_only: frozenset[str] = frozenset()

    def refusal(self, *, opens_thread: bool, area: str) -> str | None:
        """Why this person may not post this now and until when, or None if they may."""
        if self.block:
            return f"Your access to the forum is stopped until {self.block.until}."
        until = " and ".join(limit.until for limit in self.restrictions)
        if opens_thread and self.no_new_topics:
            return f"You can reply, but not start new topics, until {until}."
        if not opens_thread and self.no_replies:
            return f"You can read, but not reply, until {until}."
        if self.boards_only and area not in self.boards_only:
            return f"Until {until} you can only post on: {', '.join(sorted(self.boards_only))}."
        return None


def limits_for(moderation: "Moderation", person_id: str) -> Limits:
    """The limits in force for this person at this moment; one statement."""
    now = clock.now()
    found = queries.measures_in_force(moderation.session, person_id, now)
    return combine(found, moderation.policy)


def combine(measures: Sequence[Measure], policy: Policy) -> Limits:
    """Several measures at once: every limit of each holds."""
    blocks = [m for m in measures if m.kind is MeasureKind.BLOCK]
    restrictions = [m for m in measures if m.kind is MeasureKind.RESTRICT]
    boards = [frozenset(m.limits["boards_only"]) for m in restrictions if m.limits.get("boards_only")]
    return Limits(
        block=_in_force(max(blocks, key=_end), policy) if blocks else None,
        restrictions=tuple(_in_force(measure, policy) for measure in restrictions),
        premoderate=any(m.limits.get("premoderate") for m in restrictions),
        no_new_topics=any(m.limits.get("no_new_topics") for m in restrictions),
        no_replies=any(m.limits.get("no_replies") for m in restrictions),
        boards_only=frozenset.intersection(*boards) if boards else frozenset(),
    )


def _end(measure: Measure) -> datetime:
    assert measure.ends_at is not None  # a CHECK sees to it
    return measure.ends_at


def _in_force(measure: Measure, policy: Policy) -> InForce:
    end = _end(measure)
    local = end.astimezone(policy.school.zone)
    return InForce(
        kind=measure.kind,
        reference=measure.reference or "",
        clause=measure.clause,
        reason=measure.reason,
        starts_at=measure.starts_at,
        ends_at=end,
        until=f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}",
    )
