"""What the policy says nothing of and a school sets for itself."""

from dataclasses import dataclass
from datetime import date, time

from moderation.screening.settings import Settings


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
class CalendarRule:
    """Which days are school days besides what the terms say; local.

    `nation` says whose bank holidays; `closed_days` are those in term on which the school is closed.
    """

    nation: str
    closed_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of the school year without a holiday in it, from its first day to its last; local."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class HoldRule:
    """By when a person looks at what is held, and who is told when nobody has; local.

    Time alone never decides anything. `in_holidays` says whether posts wait while school is away.
    """

    review_school_days: int
    escalate_school_days: int
    head_school_days: int
    day_ends: time
    urgent_hours: int
    on_overdue: str
    in_holidays: str


@dataclass(frozen=True, slots=True)
class OverrideRule:
    """How much has to be said when a step is skipped, and for what it takes two people; local."""

    min_reason_chars: int
    second_person: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoRule:
    """For how many seconds an act can be undone by whoever did it, before its notice goes; local."""

    seconds: int


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
class ConcernRule:
    """By when what comes in through a better channel (D3 to D6) is acknowledged and answered; local.

    What its writer writes back is answered within `reply_again_school_days`; one that was closed is
    opened again by them within `reopen_school_days`. `complaints_procedure` is where the school's
    own procedure can be read.
    """

    acknowledge_school_days: int
    answer_school_days: int
    reply_again_school_days: int
    reopen_school_days: int
    complaints_procedure: str


@dataclass(frozen=True, slots=True)
class DataProtectionRule:
    """By when somebody's data gone astray is reported to the regulator; the law's own number."""

    report_within_hours: int
