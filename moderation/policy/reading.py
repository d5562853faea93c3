"""From the raw tables of a policy file to its values, gathering every fault on the way."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from moderation.policy.document import MeasureKind
from moderation.policy.faults import Fault
from moderation.policy.keys import Unfit
from moderation.policy.lines import Place
from moderation.policy.rules import Draft, Found, Row
from moderation.policy.schema import LISTS, MEASURES, TABLES, Part

# Keys that no version of the forum will know, with the reason.
_NEVER: Mapping[str, str] = {
    "automatic": "Nothing here happens by itself: a person decides.",
    "outcome": "A category says who looks at a text; a person decides how it ends.",
    "default_outcome": "A category says who looks at a text; a person decides how it ends.",
}


class Reader:
    """Reads one file. `faults` holds what can't be used; `draft` returns all that can."""

    def __init__(self, raw: Mapping[str, Any], lines: Mapping[Place, int], last: int) -> None:
        self.raw = raw
        self.lines = lines
        self.last = last
        self.faults: list[Fault] = []

    def draft(self) -> Draft:
        """The file as far as it can be read."""
        self._refuse_unknown((), self.raw, {*TABLES, *LISTS, "measures"}, "part")
        tables = {name: self._table((name,), self.raw, part) for name, part in TABLES.items()}
        lists = {name: self._list(name, part) for name, part in LISTS.items()}
        return Draft(tables, lists, self._measures())

    def add(self, found: Found) -> None:
        """Keep a broken rule as a fault, with its line and clause."""
        clause = found.clause or self._clause(found.place)
        line, where = self._line(found.place), self._where(found.place)
        self.faults.append(Fault(line, where, clause, found.what, found.mend))

    def _measures(self) -> dict[MeasureKind, Row]:
        raw = self.raw.get("measures", {})
        if not isinstance(raw, dict):
            self.add(Found(("measures",), "This has to be a table.", "Write [measures.block] …"))
            raw = {}
        self._refuse_unknown(("measures",), raw, {kind.value for kind in MeasureKind}, "measure")
        return {
            kind: self._table(("measures", kind.value), raw, part) for kind, part in MEASURES.items()
        }

    def _list(self, name: str, part: Part) -> list[Row]:
        rows = self.raw.get(name)
        if rows is None and part.is_optional:
            return []
        if not isinstance(rows, list) or not rows:
            self.add(Found((name,), "This part is missing.", f"Add [[{name}]]."))
            return []
        seen: list[object] = []
        for number, row in enumerate(rows):
            value = row.get(part.unique) if isinstance(row, dict) else None
            if value is not None and value in seen:
                what = f"“{value}” is there twice."
                self.add(Found((name, number, part.unique), what, "Keep one of them."))
            seen.append(value)
        return [self._row((name, number), row, part) for number, row in enumerate(rows)]

    def _table(self, place: Place, raw: Mapping[str, Any], part: Part) -> Row:
        if place[-1] in raw:
            return self._row(place, raw[str(place[-1])], part)
        where = self._where(place)
        fault = Fault(self.last, where, part.clause, "This part is missing.", f"Add {where}.")
        self.faults.append(fault)
        return {}

    def _row(self, place: Place, raw: object, part: Part) -> Row:
        if not isinstance(raw, dict):
            self.add(Found(place, "This has to be a table.", f"Write {self._where(place)} …"))
            return {}
        self._refuse_unknown(place, raw, set(part.keys), "key")
        read: dict[str, Any] = {}
        for name, key in part.keys.items():
            if name not in raw:
                self.add(Found(place, f"“{name}” is missing.", f"Add {name} = … to it."))
                continue
            try:
                read[name] = key.read(raw[name])
            except Unfit as unfit:
                self.add(Found((*place, name), unfit.what, unfit.mend))
        return read

    def _refuse_unknown(self, place: Place, raw: Mapping[str, Any], known: set[str], kind: str) -> None:
        for name in raw:
            if name in known:
                continue
            like = get_close_matches(name, known, n=1)
            what = _NEVER.get(name, f"The forum knows no {kind} “{name}” here.")
            mend = "Take it out."
            if like and name not in _NEVER:
                mend = f"Did you mean “{like[0]}”? If not, take it out."
            self.add(Found((*place, name), what, mend))

    def _line(self, place: Place) -> int:
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, self.last)

    def _clause(self, place: Place) -> str:
        """The clause that a place serves: the one the file gives it, or else Milverton's."""
        if place[-1] == "clause":
            return ""
        for named in (self._raw_at(place[:2]), self._raw_at(place[:1])):
            if isinstance(named, dict) and isinstance(named.get("clause"), str):
                return str(named["clause"])
        if place[0] == "measures" and len(place) > 1 and place[1] in set(MeasureKind):
            return MEASURES[MeasureKind(str(place[1]))].clause
        part = TABLES.get(str(place[0])) or LISTS.get(str(place[0]))
        return part.clause if part else ""

    def _where(self, place: Place) -> str:
        """A place as a person would point to it: [measures.block] max_days."""
        name = str(place[0])
        if len(place) > 1 and isinstance(place[1], int):
            row, unique = self._raw_at(place[:2]), LISTS[name].unique
            label = row.get(unique) if isinstance(row, dict) else None
            title = f'"{label}"' if isinstance(label, str) else f"number {place[1] + 1}"
            head, rest = f"[[{name}]] {title}", place[2:]
        elif name == "measures" and len(place) > 1:
            head, rest = f"[measures.{place[1]}]", place[2:]
        elif name in LISTS:
            head, rest = f"[[{name}]]", place[1:]
        else:
            head, rest = f"[{name}]", place[1:]
        return " ".join([head, *(step for step in rest if isinstance(step, str))])

    def _raw_at(self, place: Place) -> object:
        """What the file has at this place, well-formed or not; None if nothing."""
        here: Any = self.raw
        for step in place:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        return here
