"""A text as a reader hears it, with every letter's place in the text as it was typed.

One pass folds each character (case, width, accents, look-alikes, hidden characters), a second reads
the result in up to three ways, and a third squeezes repeated letters. Each is linear in the text.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from moderation.screening.lookalikes import leet, lookalikes

_APOSTROPHES = frozenset("'’‘`´ʼ＇")
_JOINERS = frozenset("-‐‑‒–—―_/\\~")
_BLANKS = frozenset("\u3164\u115f\u1160\u2800\uffa0")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Mn", "Me"))
_SPELT_AT_LEAST = 3


class Symbol(NamedTuple):
    """One folded character, the place of the original it came from, and whether it was spelt out.

    A spelt character comes from a word written one letter at a time, like f u c k.
    """

    char: str
    at: int
    spelt: bool = False


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
    return _squeezed([_plain(symbol) for symbol in _fold(text)])


def readings(text: str) -> tuple[Normalised, ...]:
    """Every way to read the text: plain, and where it hides words in signs, dots or spaces, each
    likely way to undo that."""
    symbols = list(_fold(text))
    found = [_squeezed([_plain(symbol) for symbol in symbols])]
    tokens = list(_tokens(symbols))
    if any(map(_hides, tokens)) or _spelt_out(tokens):
        first = _squeezed(_undone(tokens, 0))
        second = _squeezed(_undone(tokens, 1))
        found.append(first)
        if second.folded != first.folded:
            found.append(second)
    return tuple(found)


def _fold(text: str) -> Iterator[Symbol]:
    for at, char in enumerate(text):
        for folded in _folded(char):
            yield Symbol(folded, at)


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


def _plain(symbol: Symbol) -> Symbol:
    return Symbol(" ", symbol.at) if symbol.char in _JOINERS else symbol


def _squeezed(symbols: Sequence[Symbol]) -> Normalised:
    """Runs of one character become one; digits stay, because 44 is not 4."""
    folded: list[str] = []
    runs: list[int] = []
    spelt: list[bool] = []
    starts: list[int] = []
    ends: list[int] = []
    for symbol in symbols:
        if folded and folded[-1] == symbol.char and not symbol.char.isdigit():
            runs[-1] += 1
            ends[-1] = symbol.at + 1
            continue
        folded.append(symbol.char)
        runs.append(1)
        spelt.append(symbol.spelt)
        starts.append(symbol.at)
        ends.append(symbol.at + 1)
    return Normalised("".join(folded), runs, spelt, starts, ends)


def _tokens(symbols: Sequence[Symbol]) -> Iterator[list[Symbol]]:
    """Words and the spaces between them, in turn."""
    token: list[Symbol] = []
    for symbol in symbols:
        if token and (symbol.char == " ") != (token[-1].char == " "):
            yield token
            token = []
        token.append(symbol)
    if token:
        yield token


def _hides(token: Sequence[Symbol]) -> bool:
    """Is something other than letters inside this word?"""
    letters = [n for n, symbol in enumerate(token) if symbol.char.isalpha()]
    signs = sum(1 for symbol in token if symbol.char in leet())
    inside = bool(letters) and letters[-1] - letters[0] + 1 > len(letters)
    return bool(letters) and (inside or signs > 0)


def _is_single(token: Sequence[Symbol]) -> bool:
    return sum(1 for symbol in token if symbol.char.isalnum() or symbol.char in "@$") == 1


def _spelt_out(tokens: Sequence[Sequence[Symbol]]) -> bool:
    return any(True for _ in _chains(tokens))


def _chains(tokens: Sequence[Sequence[Symbol]]) -> Iterator[tuple[int, int]]:
    """From the first to after the last of at least three words that are single letters."""
    first = after = count = 0
    for n, token in enumerate(tokens):
        if token[0].char == " ":
            continue
        if _is_single(token):
            first, after, count = (first if count else n), n + 1, count + 1
        elif count and len(token) == 1 and not token[0].char.isalnum():
            continue
        else:
            if count >= _SPELT_AT_LEAST:
                yield first, after
            count = 0
    if count >= _SPELT_AT_LEAST:
        yield first, after


def _undone(tokens: Sequence[list[Symbol]], guess: int) -> list[Symbol]:
    """The symbols with signs read as letters, and words in pieces put together."""
    result: list[Symbol] = []
    chains = _chains(tokens)
    chain = next(chains, None)
    for n, token in enumerate(tokens):
        if chain and n >= chain[1]:
            chain = next(chains, None)
        if chain and chain[0] <= n:
            result.extend(_spelt(token, guess))
        elif token[0].char != " " and _hides(token):
            result.extend(_decoded(token, guess))
        else:
            result.extend(map(_plain, token))
    return result


def _spelt(token: Sequence[Symbol], guess: int) -> Iterator[Symbol]:
    """One piece of a word spelt out: a lone space inside it is dropped, a wider one ends a word."""
    if token[0].char == " ":
        if len(token) > 1:
            yield token[0]
        return
    for symbol in token:
        if symbol.char.isalnum() or symbol.char in leet():
            yield Symbol(_letter(symbol.char, guess), symbol.at, spelt=True)


def _decoded(token: Sequence[Symbol], guess: int) -> Iterator[Symbol]:
    """One word without the marks inside it; what follows its last letter or digit stays."""
    solid = [n for n, symbol in enumerate(token) if _is_solid(symbol.char)]
    for n, symbol in enumerate(token):
        if n < solid[0] or n > solid[-1]:
            yield _plain(symbol)
        elif symbol.char.isalnum() or symbol.char in leet():
            yield Symbol(_letter(symbol.char, guess), symbol.at)


def _is_solid(char: str) -> bool:
    return char.isalnum() or char in "@$€"


def _letter(char: str, guess: int) -> str:
    """The letter a sign stands for, by the first or the second guess."""
    letters = leet().get(char, char)
    return letters[min(guess, len(letters) - 1)]
