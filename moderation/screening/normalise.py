"""A text as a reader hears it, with every letter's place in the text as it was typed.

One pass folds each character (case, width, accents, look-alikes, hidden characters), a second reads
the result in up to three ways, and a third squeezes repeated letters. Each is linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from moderation.screening.lookalikes import leet, lookalikes

_APOSTROPHES = frozenset("'’‘`´ʼ＇")
_JOINERS = str.maketrans(dict.fromkeys("-‐‑‒–—―_/\\~", " "))
_BLANKS = frozenset("\u3164\u115f\u1160\u2800\uffa0")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Mn", "Me"))
_TOKEN = re.compile(r" +|[^ ]+")
_SPELT_AT_LEAST = 3


class _Folded(NamedTuple):
    """Folded characters, the place of the original that each came from, and which were spelt out.

    A spelt character comes from a word written one letter at a time, like f u c k.
    """

    chars: str
    at: Sequence[int]
    spelt: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text: lower-case plain letters, words one space apart, repeats squeezed to one.

    `runs` says how often each folded character stood there, so that "as" is never taken for "ass".
    """

    folded: str
    runs: Sequence[int]
    spelt: Sequence[bool]
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original text of `folded[start:end]`."""
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """The text folded, without guessing at digits and signs."""
    return _squeezed(_plain(_fold(text)))


def readings(text: str) -> tuple[Normalised, ...]:
    """Every way to read the text: plain, and where it hides words in signs, dots or spaces, each
    likely way to undo that."""
    folded = _fold(text)
    found = [_squeezed(_plain(folded))]
    tokens = _TOKEN.findall(folded.chars)
    chains = list(_chains(tokens))
    if chains or any(map(_hides, tokens)):
        for guess in (0, 1):
            undone = _squeezed(_undone(folded, tokens, chains, guess))
            if undone.folded != found[-1].folded:
                found.append(undone)
    return tuple(found)


def _fold(text: str) -> _Folded:
    pieces = list(map(_folded, text))
    at = [place for place, piece in enumerate(pieces) for _ in piece]
    return _Folded("".join(pieces), at, [False] * len(at))


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    """What one character becomes: nothing, one letter or several."""
    if char.isspace() or char in _BLANKS:
        return " "
    if char in _APOSTROPHES or unicodedata.category(char) in _HIDDEN:
        return ""
    same = lookalikes()
    wide = unicodedata.normalize("NFKD", same.get(char, char)).casefold()
    kept = (c for c in wide if unicodedata.category(c) not in _HIDDEN)
    return "".join(same.get(c, c) for c in kept)


def _plain(text: _Folded) -> _Folded:
    return text._replace(chars=text.chars.translate(_JOINERS))


def _squeezed(text: _Folded) -> Normalised:
    """Runs of one character become one; digits stay, because 44 is not 4."""
    if not text.chars:
        return Normalised("", (), (), (), ())
    codes = np.frombuffer(text.chars.encode("utf-32-le"), np.uint32)
    digits = [ord(char) for char in set(text.chars) if char.isdigit()]
    first = np.concatenate(([True], (codes[1:] != codes[:-1]) | np.isin(codes[1:], digits)))
    begins = np.flatnonzero(first)
    after = np.append(begins[1:], len(codes))
    at = np.asarray(text.at)
    return Normalised(
        folded=codes[begins].tobytes().decode("utf-32-le"),
        runs=(after - begins).tolist(),
        spelt=np.asarray(text.spelt)[begins].tolist(),
        starts=at[begins].tolist(),
        ends=(at[after - 1] + 1).tolist(),
    )


def _hides(word: str) -> bool:
    """Is something other than letters between its letters, or a sign that stands for one?"""
    if word.isalpha():
        return False
    letters = [n for n, char in enumerate(word) if char.isalpha()]
    inside = bool(letters) and letters[-1] - letters[0] + 1 > len(letters)
    return inside or (bool(letters) and any(char in leet() for char in word[_solid(word)]))


def _solid(word: str) -> slice:
    """From the first to the last letter, digit or sign that is read as a letter even at an end."""
    places = [n for n, char in enumerate(word) if char.isalnum() or char in "@$€"]
    return slice(places[0], places[-1] + 1) if places else slice(0)


def _is_single(word: str) -> bool:
    if word.isalpha():
        return len(word) == 1
    return sum(1 for char in word if char.isalnum() or char in "@$") == 1


def _chains(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From the first to after the last of at least three words that are single letters."""
    first = after = count = 0
    for n, token in enumerate(tokens):
        if token[0] == " ":
            continue
        if _is_single(token):
            first, after, count = (first if count else n), n + 1, count + 1
        elif count and len(token) == 1 and not token.isalnum():
            continue
        else:
            if count >= _SPELT_AT_LEAST:
                yield first, after
            count = 0
    if count >= _SPELT_AT_LEAST:
        yield first, after


def _undone(
    text: _Folded, tokens: Sequence[str], chains: Sequence[tuple[int, int]], guess: int
) -> _Folded:
    """The text with signs read as letters, and words in pieces put together."""
    chars: list[str] = []
    at: list[int] = []
    spelt: list[bool] = []
    spelling = {n for first, after in chains for n in range(first, after)}
    place = 0
    for n, token in enumerate(tokens):
        if n in spelling:
            kept = _spelt(token, guess)
        elif token[0] != " " and _hides(token):
            kept = _decoded(token, guess)
        else:
            kept = list(enumerate(token.translate(_JOINERS)))
        chars.extend(char for _, char in kept)
        at.extend(text.at[place + offset] for offset, _ in kept)
        spelt.extend([n in spelling and token[0] != " "] * len(kept))
        place += len(token)
    return _Folded("".join(chars), at, spelt)


def _spelt(token: str, guess: int) -> Sequence[tuple[int, str]]:
    """One piece of a word spelt out: a lone space inside it is dropped, a wider one ends a word."""
    if token[0] == " ":
        return [(0, " ")] if len(token) > 1 else []
    return [
        (n, _letter(char, guess)) for n, char in enumerate(token) if char.isalnum() or char in leet()
    ]


def _decoded(token: str, guess: int) -> Sequence[tuple[int, str]]:
    """One word without the marks inside it; what stands around its letters and digits stays."""
    inside = range(len(token))[_solid(token)]
    plain = token.translate(_JOINERS)
    return [
        (n, _letter(char, guess) if n in inside else plain[n])
        for n, char in enumerate(token)
        if n not in inside or char.isalnum() or char in leet()
    ]


def _letter(char: str, guess: int) -> str:
    """The letter a sign stands for, by the first or the second guess."""
    letters = leet().get(char, char)
    return letters[min(guess, len(letters) - 1)]
