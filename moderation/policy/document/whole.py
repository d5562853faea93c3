"""One edition of a school's policy: what every other part of moderation asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from moderation.policy.document.clauses import (
    Category,
    Channel,
    Clause,
    Definitions,
    Edition,
    GateRule,
    Ground,
    MeasureKind,
    MeasureRule,
    Prompt,
    ReportReason,
    Route,
    School,
)
from moderation.policy.document.local import (
    AppealRule,
    CalendarRule,
    ConcernRule,
    DataProtectionRule,
    HoldRule,
    OverrideRule,
    SafeguardingRule,
    ScreeningRule,
    SkipCode,
    Term,
    UndoRule,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One edition of a school's policy. `hash` is the SHA-256 of the file it was read from.

    `accepted_hash` is that of what people accept: two editions with the same one ask the same of
    them, and differ only in the calendar, in how to reach the school, or in how its people work.
    """

    school: School
    edition: Edition
    definitions: Definitions
    clauses: Mapping[str, Clause]
    prompts: tuple[Prompt, ...]
    channels: Mapping[str, Channel]
    categories: Mapping[str, Category]
    grounds: Mapping[str, Ground]
    report_reasons: Mapping[str, ReportReason]
    gate: GateRule
    measures: Mapping[MeasureKind, MeasureRule]
    skip_codes: Mapping[str, SkipCode]
    screening: ScreeningRule
    calendar: CalendarRule
    terms: tuple[Term, ...]
    holds: HoldRule
    undo: UndoRule
    overrides: OverrideRule
    appeals: AppealRule
    safeguarding: SafeguardingRule
    concerns: ConcernRule
    data_protection: DataProtectionRule
    source: str
    hash: str
    accepted_hash: str

    @property
    def title(self) -> str:
        """The policy's own title."""
        return self.edition.title

    @property
    def version(self) -> str:
        """The label the school gave this edition."""
        return self.edition.version

    @property
    def effective_from(self) -> date:
        """The day this edition came into force."""
        return self.edition.effective_from

    def clause(self, clause_id: str) -> Clause:
        """The clause with this id; KeyError if the policy has none."""
        return self.clauses[clause_id]

    def category(self, category_id: str) -> Category:
        """The category with this id; KeyError if the policy has none."""
        return self.categories[category_id]

    def counts(self, category_id: str) -> bool:
        """Whether something of this category may be a finding under this edition."""
        category = self.categories.get(category_id)
        return category is not None and category.counts_as_finding

    def lets_show(self, category_id: str | None) -> bool:
        """Whether this edition lets a text of this category show without a person's look."""
        category = self.categories.get(category_id or "")
        return category is None or category.route in (Route.PUBLISH, Route.NUDGE)

    def channels_for(self, category_id: str | None) -> tuple[Channel, ...]:
        """The better places to offer for a text of this category; never one it rules out."""
        return tuple(
            channel for channel in self.channels.values() if category_id not in channel.hide_when
        )
