"""People meant by what they do: "the Year 4 teacher", "the head", "the lollipop man"."""

import re
from collections.abc import Iterator, Sequence

from moderation.screening.matches import RollPerson

# What people call a job, by a word of the job as the roll has it.
ROLE_WORDS = {
    "deputy": ("deputy head", "deputy headteacher", "the deputy"),
    "head teacher": (
        "the head",
        "our head",
        "that head",
        "this head",
        "head teacher",
        "headteacher",
        "headmaster",
        "headmistress",
        "the heads",
    ),
    "headteacher": ("the head", "head teacher", "headteacher", "the heads"),
    "senco": ("senco", "the sendco", "sendco"),
    "office": ("office manager", "school secretary", "the secretary", "the bursar"),
    "reception": ("receptionist", "the office lady", "the woman in the office"),
    "caretaker": ("caretaker", "site manager", "the janitor"),
    "lunchtime": (
        "dinner lady",
        "dinner ladies",
        "lunchtime supervisor",
        "lunch lady",
        "midday supervisor",
        "midday assistant",
    ),
    "crossing": ("lollipop man", "lollipop lady", "lollipop woman", "crossing patrol"),
    "governors": ("chair of governors", "chair of the governors"),
    "teaching assistant": ("teaching assistant", "classroom assistant", "the ta", "a ta", "that ta"),
    "cook": ("school cook", "the cook", "the kitchen ladies"),
    "teacher": (
        "class teacher",
        "the teacher",
        "that teacher",
        "his teacher",
        "her teacher",
        "our teacher",
        "their teacher",
        "my son's teacher",
        "my daughter's teacher",
        "the supply teacher",
        "supply teacher",
        "pe teacher",
        "music teacher",
        "nursery teacher",
    ),
}
HEAD_WORDS = frozenset(ROLE_WORDS["head teacher"] + ROLE_WORDS["headteacher"])
_YEARS = range(1, 7)
_YEAR_JOBS = {
    "class teacher": ("teacher", "class teacher"),
    "teaching assistant": ("TA", "teaching assistant"),
}
_HEAD = re.compile(r"\s*(?:of(?! school)|and shoulders|start|lice|torch|band|on|first|over)\b", re.I)
_BODY = re.compile(
    r"\b(?:on|in|over|round|through|bang|bumped|shave|"
    r"(?:bang|blow|bump|cut|hit|injur(?:y|ies)|kick|knock|whack)s?\s+to)\s+$",
    re.I,
)
_BEFORE = 24  # characters


def role_phrases(roll: Sequence[RollPerson]) -> Iterator[tuple[str, RollPerson | None]]:
    """Each way to say a role, with who has it; None where the roll does not say, or says several."""
    for job, phrases in ROLE_WORDS.items():
        holders = [p for p in roll if p.role == "staff" and _has_job(p, job)]
        for phrase in phrases:
            yield phrase, holders[0] if len(holders) == 1 else None
    for year in ("Reception", *(f"Year {n}" for n in _YEARS)):
        for job, said in _YEAR_JOBS.items():
            holders = [p for p in roll if p.year_group == year and p.job.casefold() == job]
            for phrase in _said_of_year(year, said):
                yield phrase, holders[0] if len(holders) == 1 else None


def is_figure_of_speech(text: str, start: int, end: int) -> bool:
    """Is this "the head" on somebody's shoulders, or of a queue?"""
    if not text[start:end].casefold().endswith("head"):
        return False
    return bool(_HEAD.match(text, end) or _BODY.search(text[max(0, start - _BEFORE) : start]))


def _has_job(person: RollPerson, job: str) -> bool:
    words = person.job.casefold()
    if job in ("head teacher", "headteacher"):
        return words in ("head", "head teacher", "headteacher")
    return job in words


def _said_of_year(year: str, jobs: Sequence[str]) -> Iterator[str]:
    """The Year 4 teacher, as people type it."""
    number = year.removeprefix("Year ")
    for said in (year, f"Y{number}", f"Yr {number}", f"Yr{number}") if number != year else (year,):
        for job in jobs:
            yield f"{said} {job}"
            yield f"{said}'s {job}"
