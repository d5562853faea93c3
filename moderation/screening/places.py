"""Stretches of a text, joined where they overlap, that can be asked what lies inside them."""

from bisect import bisect_right
from collections.abc import Iterable


class Places:
    """Stretches in order, none inside another. Each question takes the time of one look-up."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(stretches):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def cover(self, start: int, end: int) -> bool:
        """Is all of this inside one stretch?"""
        nearest = bisect_right(self._starts, start) - 1
        return nearest >= 0 and end <= self._ends[nearest]
