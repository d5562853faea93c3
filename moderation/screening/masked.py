"""Words with some letters starred out: f***, sh*t, w****r."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from moderation.screening.lexicon import Grade, read_entries, school_lexicon, spellings
from moderation.screening.phrases import Found

_TOKEN = re.compile(r"(?<![\w*#])[A-Za-z][A-Za-z*#]{2,15}(?![\w])")
_MASKS = "*#"
_HOLDING = frozenset(("profanity", "protected", "obscene"))
_MILD = ""


@cache
def _by_shape() -> Mapping[tuple[int, str], tuple[tuple[str, str], ...]]:
    """Words with their category, by length and first letter; mild ones have none."""
    shapes: dict[tuple[int, str], list[tuple[str, str]]] = {}
    mild = (entry for entry in read_entries() if entry.grade is Grade.MILD)
    for entry in (*school_lexicon().entries, *mild):
        if entry.grade is Grade.STRONG and entry.category in _HOLDING:
            category = entry.category
        elif entry.grade is Grade.MILD:
            category = _MILD
        else:
            continue
        for word in spellings(entry):
            if word.isalpha():
                shapes.setdefault((len(word), word[0]), []).append((word, category))
    return {shape: tuple(words) for shape, words in shapes.items()}


def masked_words(text: str) -> Iterator[Found[str]]:
    """The category of each starred word that cannot be a mild one."""
    for token in _TOKEN.finditer(text):
        word = token[0].lower()
        if not any(mask in word for mask in _MASKS):
            continue
        candidates = _by_shape().get((len(word), word[0]), ())
        fitting = [category for bare, category in candidates if _fits(bare, word)]
        if fitting and _MILD not in fitting:
            yield Found(fitting[0], token.start(), token.end())


def _fits(bare: str, masked: str) -> bool:
    return all(shown in _MASKS or shown == letter for shown, letter in zip(masked, bare, strict=True))
