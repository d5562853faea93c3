"""Cutting a text into plain and matched stretches, so that a page can mark what was seen."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Located(Protocol):
    """Anything with a place in a text and a sentence about it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def why(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text, and why it was matched; no reasons means plain text."""

    text: str
    reasons: tuple[str, ...] = ()


def stretches(text: str, matches: Iterable[Located]) -> Sequence[Stretch]:
    """The whole text in order, in pieces that are each either matched by the same things or plain."""
    placed = [match for match in matches if 0 <= match.start < match.end <= len(text)]
    edges = sorted({0, len(text), *(m.start for m in placed), *(m.end for m in placed)})
    pieces = []
    for start, end in itertools.pairwise(edges):
        covering = (m.why for m in placed if m.start <= start and end <= m.end)
        pieces.append(Stretch(text[start:end], tuple(dict.fromkeys(covering))))
    return pieces


def reasons(matches: Iterable[Located]) -> list[str]:
    """Every reason once, in the order of the text."""
    return list(dict.fromkeys(match.why for match in matches))
