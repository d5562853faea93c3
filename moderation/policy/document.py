"""The school's policy as data: what every other part of moderation asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from moderation.screening.settings import Settings

THIS_FORUM = "this_forum"


class Route(StrEnum):
    """What the policy says to do with a text, from lightest to heaviest."""

    PUBLISH = "publish"
    NUDGE = "nudge"
    HOLD = "hold"
    TRIAGE = "triage"
    URGENT = "urgent"


class MeasureKind(StrEnum):
    """The steps of the ladder that are taken on the forum, lightest first."""

    INFORMAL_DISCUSSION = "informal_discussion"
    REMOVAL_REQUEST = "removal_request"
    WRITTEN_WARNING = "written_warning"
    RESTRICT = "restrict"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class School:
    """Whose forum this is and how to reach them."""

    name: str
    short_name: str
    timezone: str
    office_email: str
    office_phone: str
    headteacher: str
    colour: str

    @property
    def zone(self) -> ZoneInfo:
        """The school's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of the policy this is."""

    title: str
    version: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class Definitions:
    """Who is meant by parent (A5), and where things may have been posted (A1, H4)."""

    parent_includes: tuple[str, ...]
    this_forum: str
    other_venues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of the policy: its own words, and what they mean in plain English."""

    id: str
    heading: str
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to think about before posting (C3): a guide, never a bar."""

    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A better place for a concern (D2), and the categories for which it would be wrong."""

    id: str
    clause: str
    label: str
    help: str
    hide_when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """Something that may be seen in a text; `why` is told to its author."""

    id: str
    clause: str
    basis: str
    label: str
    why: str
    route: Route
    counts_as_finding: bool
    needs_ground: bool
    channel: str


@dataclass(frozen=True, slots=True)
class Ground:
    """One of the nine protected characteristics (E5)."""

    key: str
    clause: str
    label: str


@dataclass(frozen=True, slots=True)
class ReportReason:
    """What a reader may say is wrong with a post; an urgent one hides it until someone looked."""

    value: str
    label: str
    category: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class GateRule:
    """What comes before the heavier measures (G4)."""

    clause: str
    requires: tuple[str, ...]
    combine: str
    silence_is_refusal: bool
    continuation_window_days: int


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """What the policy asks of one measure. Days are calendar days unless their name says school."""

    clause: str
    label: str
    strength: str
    gate: bool
    reply_within_school_days: int = 0
    required_parts: tuple[str, ...] = ()
    live_for_days: int = 0
    venue: str = ""
    scope: str = ""
    subject: str = ""
    end_date_required: bool = False
    requires_live_warning: bool = False
    requires_necessity: bool = False
    two_person: bool = False
    default_days: int = 0
    max_days: int = 0
    review_every_days: int = 0
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A step of the policy that is taken outside the forum."""

    clause: str
    label: str


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """How careful the automatic checks are; local.

    `harmless_held_percent` is how many harmless posts of a hundred may wait for a look: the fewer,
    the more of the others slip through. The words are the school's own, beside those shipped. A
    post mostly in another language waits, unless it is one of `other_languages`.
    """

    harmless_held_percent: int
    held_words: tuple[str, ...]
    passed_words: tuple[str, ...]
    other_languages: tuple[str, ...]

    @property
    def settings(self) -> Settings:
        """The same as screening takes it."""
        return Settings(
            harmless_held=self.harmless_held_percent / 100,
            held_words=self.held_words,
            passed_words=self.passed_words,
            languages=self.other_languages,
        )


@dataclass(frozen=True, slots=True)
class HoldRule:
    """By when a person looks at what is held; local. Time alone never decides anything."""

    review_school_days: int
    day_ends: time
    urgent_hours: int
    on_overdue: str


@dataclass(frozen=True, slots=True)
class OverrideRule:
    """How much has to be said when a step is skipped; local."""

    min_reason_chars: int


@dataclass(frozen=True, slots=True)
class AppealRule:
    """How long someone has to appeal, and by when it is answered, in school days; local."""

    within_school_days: int
    decide_school_days: int


@dataclass(frozen=True, slots=True)
class ConcernRule:
    """By when what comes in through a better channel (D3 to D6) is acknowledged and answered; local.

    `complaints_procedure` is where the school's own procedure can be read.
    """

    acknowledge_school_days: int
    answer_school_days: int
    complaints_procedure: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One edition of a school's policy. `hash` is the SHA-256 of the file it was read from."""

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
    elsewhere: tuple[Elsewhere, ...]
    screening: ScreeningRule
    holds: HoldRule
    overrides: OverrideRule
    appeals: AppealRule
    concerns: ConcernRule
    source: str
    hash: str

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

    def channels_for(self, category_id: str | None) -> tuple[Channel, ...]:
        """The better places to offer for a text of this category; never one it rules out."""
        return tuple(
            channel for channel in self.channels.values() if category_id not in channel.hide_when
        )
