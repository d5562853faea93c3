"""Where each table and key of a TOML text stands, which Python's own reader does not tell.

It walks text that the reader has already found well-formed, so it checks nothing itself.
"""

import re
import tomllib
from bisect import bisect_right

Place = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_SPACE_AND_COMMENTS = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_NAME = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[\w-]+')
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|[^,\]}#\n]*",
    re.DOTALL,
)


def places(text: str) -> dict[Place, int]:
    """The line of every table, key and list item: ("categories", 2, "route") is the third's."""
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return walk.found


class _Walk:
    """One pass over the text, noting the line of each place when it comes by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Place, int] = {}
        self._newlines = [index for index, letter in enumerate(text) if letter == "\n"]
        self._last_item: dict[Place, int] = {}

    def document(self) -> None:
        table: Place = ()
        self._skip(_SPACE_AND_COMMENTS)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE_AND_COMMENTS)

    def _header(self) -> Place:
        line = self._line()
        is_list = self.text.startswith("[[", self.at)
        width = 2 if is_list else 1
        self.at += width
        names = self._names()
        self.at += width
        place = self._within(names[:-1]) + names[-1:]
        if is_list:
            self._note(place, line)
            self._last_item[place] = self._last_item.get(place, -1) + 1
        place = self._within(names)
        self._note(place, line)
        return place

    def _within(self, names: Place) -> Place:
        """The place that these names mean here: for a list, its newest item."""
        place: Place = ()
        for name in names:
            place += (name,)
            if place in self._last_item:
                place += (self._last_item[place],)
        return place

    def _pair(self, table: Place) -> None:
        line = self._line()
        place = table + self._names()
        self._note(place, line)
        self.at += 1  # the equals sign
        self._value(place)

    def _value(self, place: Place) -> None:
        self._skip(_SPACE)
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._items(place)
        elif opening == "{":
            self._inline_table(place)
        else:
            self._skip(_SCALAR)

    def _items(self, place: Place) -> None:
        self.at += 1
        self._skip(_SPACE_AND_COMMENTS)
        number = 0
        while not self.text.startswith("]", self.at):
            self._note((*place, number), self._line())
            self._value((*place, number))
            self._next()
            number += 1
        self.at += 1

    def _inline_table(self, place: Place) -> None:
        self.at += 1
        self._skip(_SPACE_AND_COMMENTS)
        while not self.text.startswith("}", self.at):
            self._pair(place)
            self._next()
        self.at += 1

    def _next(self) -> None:
        self._skip(_SPACE_AND_COMMENTS)
        if self.text.startswith(",", self.at):
            self.at += 1
            self._skip(_SPACE_AND_COMMENTS)

    def _names(self) -> tuple[str, ...]:
        """A key, with its parts if it is dotted, and the blanks around it."""
        names: list[str] = []
        while True:
            self._skip(_SPACE)
            name = _NAME.match(self.text, self.at)
            if name is None:
                raise ValueError(f"no key at line {self._line()}")
            self.at = name.end()
            names.append(_plain(name[0]))
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(names)
            self.at += 1

    def _note(self, place: Place, line: int) -> None:
        """Remember the first line of a place, and of what it lies in."""
        for length in range(1, len(place) + 1):
            self.found.setdefault(place[:length], line)

    def _line(self) -> int:
        return bisect_right(self._newlines, self.at - 1) + 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at


def _plain(name: str) -> str:
    """A key without its quotes."""
    return next(iter(tomllib.loads(f"{name} = 0"))) if name[0] in "\"'" else name
