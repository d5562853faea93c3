"""What was changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 6_000  # together; beyond that whole lines are compared, which stays quick


class Change(StrEnum):
    """What happened to a stretch of words."""

    KEPT = "kept"
    ADDED = "added"
    TAKEN_OUT = "taken_out"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words and what happened to it."""

    change: Change
    words: str


def differences(before: str, after: str) -> Sequence[Piece]:
    """The later text with what was added marked, and what was taken out in its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_pieces(old, new))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Piece(Change.KEPT, "".join(new[k:m]))
            continue
        if i < j:
            yield Piece(Change.TAKEN_OUT, "".join(old[i:j]))
        if k < m:
            yield Piece(Change.ADDED, "".join(new[k:m]))
