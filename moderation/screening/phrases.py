"""Many phrases looked for at once, at word boundaries, in one pass over a folded text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import ahocorasick

from moderation.screening.normalise import Normalised, normalise

T = TypeVar("T")
_STRETCHED = 3
_SPELT_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One phrase found: what it stands for, and its place in the original text."""

    value: T
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    runs: Sequence[int]
    open_start: bool
    open_end: bool
    elastic: bool
    value: T


class Phrases(Generic[T]):
    """An automaton of phrases. A star at either end of a phrase lets the word go on there.

    Any letter may be repeated three times or more; in an `elastic` phrase even twice.
    """

    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry[T]]] = {}
        self._automaton: Any = None

    def add(self, phrase: str, value: T, *, elastic: bool = False) -> None:
        """Look for this phrase too. A blank one is passed over."""
        bare = phrase.strip()
        folded = normalise(bare.strip("*"))
        if folded.folded.strip():
            entry = _Entry(folded.runs, bare.startswith("*"), bare.endswith("*"), elastic, value)
            self._entries.setdefault(folded.folded, []).append(entry)
            self._automaton = None

    def compiled(self) -> "Phrases[T]":
        """The same phrases, ready to be looked for from several threads at once."""
        self._automaton = ahocorasick.Automaton()
        for key, entries in self._entries.items():
            self._automaton.add_word(key, (len(key), entries))
        self._automaton.make_automaton()
        return self

    def find(self, text: Normalised) -> Iterator[Found[T]]:
        """Every phrase in the text, in the order in which they end."""
        if not self._entries:
            return
        for last, (length, entries) in self._automaton.iter(text.folded):
            start, end = last + 1 - length, last + 1
            for entry in entries:
                if _stands_alone(text, start, end, entry) and _same_runs(text, start, entry):
                    yield Found(entry.value, *text.original(start, end))


def _stands_alone(text: Normalised, start: int, end: int, entry: _Entry[T]) -> bool:
    """Are there word boundaries on both sides, where the phrase asks for them?"""
    starts = entry.open_start or _is_boundary(text, start, end - start)
    return starts and (entry.open_end or _is_boundary(text, end, end - start))


def _is_boundary(text: Normalised, at: int, length: int) -> bool:
    """Is there a word boundary before this place? Nobody sees one in a word that is spelt out."""
    if at == 0 or at == len(text.folded):
        return True
    if not (text.folded[at - 1].isalnum() and text.folded[at].isalnum()):
        return True
    return length >= _SPELT_LETTERS and text.spelt[at - 1] and text.spelt[at]


def _same_runs(text: Normalised, start: int, entry: _Entry[T]) -> bool:
    """Do letters repeat as in the phrase, or more than English ever repeats them?"""
    for n, run in enumerate(entry.runs, start):
        typed = text.runs[n]
        is_space = text.folded[n] == " "
        if typed < run or (run < typed < _STRETCHED and not entry.elastic and not is_space):
            return False
    return True
