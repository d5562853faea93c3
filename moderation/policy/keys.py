"""What may stand at one key of a policy file: each kind of key reads a value or says the mend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from moderation.policy.colours import contrast, rgb

PAPER = "#fbf9f5"
LEAST_CONTRAST = 4.5
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Unfit(Exception):
    """What stands at a key can't be used; what is wrong with it, and the mend."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


class Key(Protocol):
    """How one key is read."""

    def read(self, raw: object) -> object:
        """The value for the policy; `Unfit` when `raw` can't be used."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the school's own."""

    longest: int = 10_000

    def read(self, raw: object) -> object:
        if not isinstance(raw, str):
            raise Unfit("This has to be text in quotes.", 'Write it as "the words".')
        if not raw.strip():
            raise Unfit("This is empty.", "Write the school's own words.")
        if len(raw) > self.longest:
            raise Unfit(f"This is {len(raw)} letters long.", f"Write {self.longest} or fewer.")
        if _UNSEEN.search(raw):
            raise Unfit("There is a character in it that cannot be seen.", "Type this again.")
        return raw


@dataclass(frozen=True, slots=True)
class Name:
    """A short name that addresses, forms and records rely on."""

    pattern: str
    example: str
    longest: int

    def read(self, raw: object) -> object:
        if not isinstance(raw, str) or not re.fullmatch(self.pattern, raw):
            raise Unfit(f"“{raw}” can't be used as a name.", f'Write it like "{self.example}".')
        if len(raw) > self.longest:
            raise Unfit(
                f"This name is longer than {self.longest} letters.",
                f"Write {self.longest} letters or fewer.",
            )
        return raw


@dataclass(frozen=True, slots=True)
class Email:
    """A mail address, as far as can be told without writing to it."""

    def read(self, raw: object) -> object:
        if not isinstance(raw, str) or not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", raw):
            raise Unfit(f"“{raw}” is not a mail address.", 'Write it like "office@example.sch.uk".')
        return raw


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within limits that make sense."""

    least: int
    most: int
    unit: str

    def read(self, raw: object) -> object:
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise Unfit("This has to be a whole number.", "Write it without quotes or a point.")
        if raw < self.least:
            raise Unfit(f"{raw} is less than {self.least} {self.unit}.", f"Write {self.least} or more.")
        if raw > self.most:
            raise Unfit(f"{raw} is longer than {self.most} {self.unit}.", f"Write {self.most} or less.")
        return raw


@dataclass(frozen=True, slots=True)
class Days:
    """A few numbers of days, each later than the one before."""

    most: int

    def read(self, raw: object) -> object:
        if not isinstance(raw, list) or not raw:
            raise Unfit("This has to be a list of numbers.", "Write it as [7, 21].")
        days = [Whole(1, self.most, "days").read(each) for each in raw]
        if sorted(set(raw)) != days:
            raise Unfit("Each has to be later than the one before.", "Put them in order.")
        return tuple(raw)


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no, for the school to say."""

    def read(self, raw: object) -> object:
        if not isinstance(raw, bool):
            raise Unfit("This has to be true or false.", "Write true or false, without quotes.")
        return raw


@dataclass(frozen=True, slots=True)
class Fixed:
    """A locked key: it stands in the file to be read, and no school may change it."""

    value: str | bool | int
    why: str

    def read(self, raw: object) -> object:
        if type(raw) is type(self.value) and raw == self.value:
            return raw
        raise Unfit(f"This is locked. {self.why}", f"Write {shown(self.value)}.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: Sequence[str]
    why: str

    def read(self, raw: object) -> object:
        if isinstance(raw, str) and raw in self.options:
            return self.options[self.options.index(raw)]
        raise Unfit(f"“{raw}” can't stand here. {self.why}", f"Write one of: {_list(self.options)}.")


@dataclass(frozen=True, slots=True)
class Member:
    """One of an enum's values."""

    kind: type[StrEnum]
    why: str

    def read(self, raw: object) -> object:
        return self.kind(str(Choice([*self.kind], self.why).read(raw)))


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts; with `options`, only of these; with `is_locked`, exactly these."""

    options: Sequence[str] = ()
    is_locked: bool = False
    may_be_empty: bool = False
    why: str = ""

    def read(self, raw: object) -> object:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise Unfit("This has to be a list of texts.", 'Write it as ["one", "two"].')
        if self.is_locked and sorted(raw) != sorted(self.options):
            whole = f"[{_list(self.options)}]"
            raise Unfit(f"This is locked. {self.why}", f"Write {whole}.")
        unknown = [item for item in raw if self.options and item not in self.options]
        if unknown:
            raise Unfit(
                f"{_list(unknown)} can't stand here. {self.why}".strip(),
                f"Choose from: {_list(self.options)}.",
            )
        if not raw and not self.may_be_empty:
            raise Unfit("This list is empty.", "Write at least one.")
        if not all(item.strip() for item in raw):
            raise Unfit("One of these is empty.", "Take it out, or write words there.")
        if len(set(raw)) < len(raw):
            raise Unfit("Something is in this list twice.", "Take one of them out.")
        return tuple(raw)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    def read(self, raw: object) -> object:
        if type(raw) is not date:
            raise Unfit("This has to be a day.", "Write it as 2026-09-01, without quotes.")
        return raw


@dataclass(frozen=True, slots=True)
class DayList:
    """Days of the calendar, in any order; there may be none."""

    def read(self, raw: object) -> object:
        if not isinstance(raw, list):
            raise Unfit("This has to be a list of days.", "Write it as [2026-09-01, 2026-11-02].")
        days = [Day().read(each) for each in raw]
        if len(set(raw)) < len(days):
            raise Unfit("A day is in this list twice.", "Take one of them out.")
        return tuple(raw)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    def read(self, raw: object) -> object:
        if not isinstance(raw, time) or raw == time():
            raise Unfit("This has to be a time of day.", "Write it as 17:00:00, without quotes.")
        return raw


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its usual name."""

    def read(self, raw: object) -> object:
        try:
            ZoneInfo(str(raw))
        except (KeyError, ValueError, OSError):
            raise Unfit(f"There is no time zone “{raw}”.", 'Write "Europe/London".') from None
        return raw


@dataclass(frozen=True, slots=True)
class Colour:
    """The school's colour, dark enough to be read as words on the paper of the pages."""

    def read(self, raw: object) -> object:
        if not isinstance(raw, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", raw):
            raise Unfit(f"“{raw}” is not a colour.", 'Write it like "#1f5d57".')
        found = contrast(rgb(raw), rgb(PAPER))
        if found < LEAST_CONTRAST:
            raise Unfit(
                f"Words in this colour are hard to read: its contrast with the paper is "
                f"{found:.1f} to 1, and {LEAST_CONTRAST} is needed.",
                "Write a darker one.",
            )
        return raw


def shown(value: str | bool | int) -> str:
    """A value as it is written in a policy file."""
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _list(options: Sequence[str]) -> str:
    return ", ".join(f'"{option}"' for option in options)
