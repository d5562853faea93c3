"""The school's policy as data: what every other part of moderation asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from moderation.screening.settings import Settings

THIS_FORUM = "this_forum"
OTHER = "other"  # the category for what the policy gives only as examples (E0)


class Route(StrEnum):
    """What the policy says to do with a text, from lightest to heaviest."""

    PUBLISH = "publish"
    NUDGE = "nudge"
    HOLD = "hold"
    TRIAGE = "triage"
    URGENT = "urgent"


class MeasureKind(StrEnum):
    """The steps of the ladder, in the order of the policy (clauses G2 to H5)."""

    INFORMAL_DISCUSSION = "informal_discussion"
    REMOVAL_REQUEST = "removal_request"
    WRITTEN_WARNING = "written_warning"
    LEGAL_ADVICE = "legal_advice"
    POLICE_REFERRAL = "police_referral"
    INTERIM_RESTRICTION = "interim_restriction"
    RESTRICT = "restrict"
    BLOCK = "block"
    HOST_COMPLAINT = "host_complaint"


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
    representations_school_days: int = 0
    default_days: int = 0
    max_days: int = 0
    max_school_days: int = 0
    max_renewals: int = 0
    review_every_days: int = 0
    chase_after_days: tuple[int, ...] = ()
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkipCode:
    """Why a step of the ladder may be skipped, in a word; local.

    An `urgent` one also opens a limit for now. `only` names the measures it is for; empty means
    any.
    """

    code: str
    label: str
    urgent: bool
    only: tuple[str, ...]


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
    """How much has to be said when a step is skipped, and for what it takes two people; local."""

    min_reason_chars: int
    second_person: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppealRule:
    """How long someone has to appeal, by when it is answered, in school days, and what comes after.

    All of it local. `next_route` is what somebody can still do who is not content with the answer.
    """

    within_school_days: int
    decide_school_days: int
    next_route: str


@dataclass(frozen=True, slots=True)
class SafeguardingRule:
    """Who leads on safeguarding, what takes two people, and what goes past the head; local.

    `head_jobs` is how the roll calls the head's job; of what is about the head, `head_to_chair`
    says what goes to the chair. `referred_to` is where a matter may be referred to.
    """

    lead_name: str
    lead_phone: str
    lead_email: str
    two_to_publish: tuple[str, ...]
    head_jobs: tuple[str, ...]
    head_to_chair: tuple[str, ...]
    referred_to: tuple[str, ...]


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
    skip_codes: Mapping[str, SkipCode]
    screening: ScreeningRule
    holds: HoldRule
    overrides: OverrideRule
    appeals: AppealRule
    safeguarding: SafeguardingRule
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
