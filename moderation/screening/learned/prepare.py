"""A text as the model reads it: who is named left out, disguises undone, paragraph by paragraph.

The model has to learn what is said and not about whom, so every name on the roll is read as "the
teacher" or "that child" before it sees a word, in training and in use.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from moderation.screening.lookalikes import lookalikes
from moderation.screening.people import Mention
from moderation.screening.text import Text

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_STAFF, _PUPIL = "the teacher", "that child"
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Mn", "Me", "Sk"))
_PICTURE = "So"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph as the model reads it, and for every character where it came from."""

    text: str
    origins: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as it was typed of `text[start:end]`."""
        return self.origins[start], self.origins[end - 1] + 1


def passages(text: Text) -> Sequence[Passage]:
    """Every paragraph that has anything in it; and all of them together if there are several."""
    pieces = tuple(_pieces(text.original, text.mentions))
    bounds = tuple(_paragraphs(text.original))
    found = [passage for start, end in bounds if (passage := _passage(pieces, start, end)).text.strip()]
    if len(found) > 1:
        found.append(_passage(pieces, 0, len(text.original)))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPHS.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _pieces(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, int]]:
    """What the model reads, and the place each piece stands for."""
    reached = 0
    for mention in mentions:
        if mention.by_role or mention.start < reached:
            continue
        yield from ((_read(text[at]), at) for at in range(reached, mention.start))
        yield _unnamed(mention), mention.start
        # The rest of the name reads as nothing, but belongs to the piece just given.
        yield from (("", at) for at in range(mention.start + 1, mention.end))
        reached = mention.end
    yield from ((_read(text[at]), at) for at in range(reached, len(text)))


def _unnamed(mention: Mention) -> str:
    assert mention.person is not None  # only a role may belong to nobody
    name = _STAFF if mention.person.role == "staff" else _PUPIL
    if mention.relative:
        return f"{name}'s {mention.relative}"
    return f"{name}'s" if _POSSESSIVE.search(mention.words) else name


@lru_cache(maxsize=8192)
def _read(char: str) -> str:
    """One character as the model reads it: plain, seen, and a picture by its name."""
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in _HIDDEN:
        return ""
    if category == _PICTURE:
        return f" {unicodedata.name(char, '').lower()} "
    return lookalikes().get(char) or unicodedata.normalize("NFKC", char)


def _passage(pieces: Sequence[tuple[str, int]], start: int, end: int) -> Passage:
    read = [(char, at) for piece, at in pieces[start:end] for char in piece]
    return Passage("".join(char for char, _ in read), tuple(at for _, at in read))
