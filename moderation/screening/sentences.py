"""Where sentences begin and end, so that words count only with the person they are said of."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_END = re.compile(
    r"(?<![.!?…])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?…]++[\"'”’)]*+(?=\s|$)|\n+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The places where sentences begin, in order; the first is 0."""

    starts: Sequence[int]
    length: int

    def number(self, position: int) -> int:
        """Which sentence this place of the text is in, from 0."""
        return bisect_right(self.starts, position) - 1

    def span(self, number: int) -> tuple[int, int]:
        """From where to where this sentence goes."""
        following = number + 1
        end = self.starts[following] if following < len(self.starts) else self.length
        return self.starts[number], end


def sentences(text: str) -> Sentences:
    """The sentences of a text, in linear time. A title's full stop ends none."""
    ends = (match.end() for match in _END.finditer(text))
    return Sentences((0, *(end for end in ends if end < len(text))), len(text))
