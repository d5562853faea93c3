"""Appeals: received without signing in or entered by the office, and decided by someone else."""

from moderation.appeals.services.deciding import Answer, decide, why_not
from moderation.appeals.services.receiving import (
    TEXT_MAX,
    TRIES_AN_HOUR,
    WrongCode,
    enter,
    file,
    measure_of,
)
from moderation.appeals.services.suspending import is_in_force, is_suspended, suspend

__all__ = [
    "TEXT_MAX",
    "TRIES_AN_HOUR",
    "Answer",
    "WrongCode",
    "decide",
    "enter",
    "file",
    "is_in_force",
    "is_suspended",
    "measure_of",
    "suspend",
    "why_not",
]
