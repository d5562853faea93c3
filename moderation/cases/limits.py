"""What restrictions and blocks mean for one person at one moment. Computed, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Measure
from moderation.policy import MeasureKind, Policy
from moderation.times import end_in_words

if TYPE_CHECKING:
    from moderation.extension import Moderation


@dataclass(frozen=True, slots=True)
class InForce:
    """A block or restriction in force, with what its person must be told.

    `boards_only` None means everywhere; `until` is the end in words.
    """

    kind: MeasureKind
    reference: str
    clause: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    until: str
    decided_by: str
    premoderate: bool = False
    no_new_topics: bool = False
    no_replies: bool = False
    boards_only: frozenset[str] | None = None

    def refusal(self, *, opens_thread: bool, area: str) -> str | None:
        """What this measure does not allow of that, until when and why; None if it allows it."""
        words = self._refusal(opens_thread, area)
        if words is None:
            return None
        return (
            f"{words} Why: {self.reason.rstrip('. ')}. You can appeal; the reference is "
            f"{self.reference}."
        )

    def _refusal(self, opens_thread: bool, area: str) -> str | None:
        if self.kind is MeasureKind.BLOCK:
            return f"Your access to the forum is stopped until {self.until}."
        if opens_thread and self.no_new_topics and self.no_replies:
            return f"You can read, but not post, until {self.until}."
        if opens_thread and self.no_new_topics:
            return f"You can reply, but not start new topics, until {self.until}."
        if not opens_thread and self.no_replies:
            return f"You can read, but not reply, until {self.until}."
        if self.boards_only is not None and area not in self.boards_only:
            return f"Until {self.until} you can only post on: {', '.join(sorted(self.boards_only))}."
        return None


@dataclass(frozen=True, slots=True)
class Limits:
    """All that limits one person now. An empty one limits nothing."""

    block: InForce | None = None
    restrictions: tuple[InForce, ...] = ()

    @property
    def premoderate(self) -> bool:
        """Whether a person reads every post of theirs before it shows."""
        return any(limit.premoderate for limit in self.restrictions)

    @property
    def no_new_topics(self) -> bool:
        """Whether they may not start topics."""
        return any(limit.no_new_topics for limit in self.restrictions)

    @property
    def no_replies(self) -> bool:
        """Whether they may not reply."""
        return any(limit.no_replies for limit in self.restrictions)

    @property
    def boards_only(self) -> frozenset[str] | None:
        """Where alone they may post; None means everywhere."""
        named = [limit.boards_only for limit in self.restrictions if limit.boards_only is not None]
        return frozenset.intersection(*named) if named else None

    def refusal(self, *, opens_thread: bool, area: str) -> str | None:
        """Why this person may not post this now and until when, or None if they may."""
        limits = [self.block, *self.restrictions] if self.block else self.restrictions
        said = (limit.refusal(opens_thread=opens_thread, area=area) for limit in limits)
        return next((words for words in said if words is not None), None)


def limits_for(moderation: "Moderation", person_id: str) -> Limits:
    """The limits in force for this person at this moment; one statement."""
    now = clock.now()
    found = queries.measures_in_force(moderation.session, person_id, now)
    return combine(found, moderation.policy)


def combine(measures: Sequence[Measure], policy: Policy) -> Limits:
    """Several measures at once: every limit of each holds; of two blocks the later end is told."""
    found = [_in_force(measure, policy) for measure in measures]
    blocks = [limit for limit in found if limit.kind is MeasureKind.BLOCK]
    return Limits(
        block=max(blocks, key=lambda limit: limit.ends_at) if blocks else None,
        restrictions=tuple(limit for limit in found if limit.kind is not MeasureKind.BLOCK),
    )


def _in_force(measure: Measure, policy: Policy) -> InForce:
    assert measure.ends_at is not None  # a CHECK sees to it
    limits = measure.limits
    return InForce(
        kind=measure.kind,
        reference=measure.reference or "",
        clause=measure.clause,
        reason=measure.reason,
        starts_at=measure.starts_at,
        ends_at=measure.ends_at,
        until=end_in_words(measure.ends_at, policy.school.zone),
        decided_by=measure.approved_by_name or "",
        premoderate=bool(limits.get("premoderate")),
        no_new_topics=bool(limits.get("no_new_topics")),
        no_replies=bool(limits.get("no_replies")),
        boards_only=frozenset(limits["boards_only"]) if limits.get("boards_only") else None,
    )
