"""What the ladder is told: findings, measures and proposals as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from moderation.policy import THIS_FORUM, MeasureKind


@dataclass(frozen=True, slots=True)
class FindingFact:
    """A finding as the ladder sees it.

    `is_own_act` is False for what a child wrote, unless the head said why it counts (F1);
    `is_read_by_a_person` for words that only a machine has translated.
    """

    id: int
    posted_at: datetime
    venue: str = THIS_FORUM
    submission_id: int | None = None
    is_own_act: bool = True
    is_read_by_a_person: bool = True

    @property
    def has_weight(self) -> bool:
        """Whether a warning or anything heavier may rest on it."""
        return self.is_own_act and self.is_read_by_a_person

    def is_further_use_than(self, other: "FindingFact") -> bool:
        """Whether this is about something posted later; one version of a text is one use."""
        is_same_version = self.submission_id is not None and (self.submission_id == other.submission_id)
        return not is_same_version and self.posted_at > other.posted_at


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A measure as the ladder sees it. `decided_at` is None while it is only proposed."""

    kind: MeasureKind
    at: datetime
    decided_at: datetime | None
    outcome: str | None = None
    ends_at: datetime | None = None
    is_ended: bool = False
    finding_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that counts about one person: nothing overturned, reversed or withdrawn."""

    findings: Sequence[FindingFact] = ()
    measures: Sequence[MeasureFact] = ()

    def decided(self, kind: MeasureKind) -> list[MeasureFact]:
        """The measures of this kind that were decided."""
        return [m for m in self.measures if m.kind is kind and m.decided_at is not None]

    def on(self, venue: str) -> frozenset[int]:
        """The findings about something posted there."""
        return frozenset(finding.id for finding in self.findings if finding.venue == venue)

    def elsewhere(self) -> frozenset[int]:
        """The findings about something posted on another site."""
        return frozenset(finding.id for finding in self.findings if finding.venue != THIS_FORUM)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants to do, as they put it.

    `skips_their_side` is not to hear the parent before deciding; `tells` False is not to tell them
    afterwards. `details` are the parts of a step that are not in its letter.
    """

    kind: MeasureKind
    reason: str = ""
    finding_ids: frozenset[int] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    review_at: datetime | None = None
    necessity: str = ""
    limits: Mapping[str, object] = field(default_factory=dict)
    override_code: str = "other"
    override_reason: str = ""
    skips_their_side: bool = False
    tells: bool = True
    parts: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    grounds: frozenset[str] = frozenset()
