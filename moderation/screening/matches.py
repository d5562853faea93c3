"""What a detector reports, and what screening as a whole returns."""

from collections.abc import Sequence
from dataclasses import dataclass

UNSCREENED = "unscreened"


@dataclass(frozen=True, slots=True)
class Match:
    """One thing a detector saw. `start` and `end` index the text exactly as it was submitted.

    `why` is one plain English sentence that a parent or a moderator can read. A match about the
    whole text has `start == end == 0` and no words.
    """

    category: str
    detector: str
    start: int
    end: int
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class RollPerson:
    """One person of the school's roll, no wider than screening needs."""

    role: str
    title: str
    given_name: str
    family_name: str
    known_as: Sequence[str]
    year_group: str
    job: str
