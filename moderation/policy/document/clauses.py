"""The policy's own parts: whose it is, its clauses and kinds, and the measures of its ladder."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

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
