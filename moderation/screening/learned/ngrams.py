"""The words and letters of a text as numbers: what the linear half of the model weighs.

Pieces of one to three words, and of two to five letters within a word, each put into one of 2^18
numbered boxes by its checksum, so that nothing but an array of weights has to be kept.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import log, sqrt
from zlib import crc32

BOXES = 1 << 18
_TOKEN = re.compile(r"[\w']+|[^\w\s]")
_WORDS = (1, 2, 3)
_LETTERS = (2, 3, 4, 5)
_LONGEST_WORD = 30


def boxes(text: str) -> Mapping[int, float]:
    """How much of each numbered piece a text has, more for the second less than for the first."""
    counts = Counter(crc32(piece.encode("utf-8", "replace")) % BOXES for piece in _pieces(text.lower()))
    return {box: 1.0 + log(count) for box, count in counts.items()}


def scaled(found: Mapping[int, float], rarity: Mapping[int, float]) -> Mapping[int, float]:
    """The same with rare pieces weighing more, and all of them together of length one."""
    weighed = {box: amount * rarity[box] for box, amount in found.items() if box in rarity}
    length = sqrt(sum(amount * amount for amount in weighed.values())) or 1.0
    return {box: amount / length for box, amount in weighed.items()}


def _pieces(text: str) -> Iterator[str]:
    words = _TOKEN.findall(text)
    for size in _WORDS:
        for first in range(len(words) - size + 1):
            yield " ".join(words[first : first + size])
    for word in words:
        padded = f"_{word[:_LONGEST_WORD]}_"
        for size in _LETTERS:
            for first in range(len(padded) - size + 1):
                yield "#" + padded[first : first + size]
