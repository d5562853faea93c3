"""Reading a policy file strictly: every fault is found at once, with its line and the mend."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from moderation.policy import document as doc
from moderation.policy.rules import Found, broken_rules

SHIPPED = Path(__file__).with_name("milverton.toml")
T = TypeVar("T")
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stops a policy file from being used."""

    line: int
    where: str
    clause: str
    problem: str
    mend: str

    def __str__(self) -> str:
        clause = f" (clause {self.clause})" if self.clause else ""
        return f"line {self.line}, {self.where}{clause}: {self.problem} {self.mend}"


class PolicyFault(ValueError):
    """The file cannot be used. `faults` are all of them, in the order of the file."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        count = "1 thing" if len(faults) == 1 else f"{len(faults)} things"
        super().__init__(
            "\n".join([f"{name}: {count} to mend", *(f"  {fault}" for fault in self.faults)])
        )


def load(path: Path | None = None) -> doc.Policy:
    """The policy in this file, or the one this package ships. Raises `PolicyFault`."""
    path = path or SHIPPED
    try:
        content = path.read_bytes()
    except OSError as problem:
        mend = "Check the path, or take the setting away to use the policy that is shipped."
        raise PolicyFault(
            str(path), [Fault(0, "the file", "", f"It can't be read: {problem.strerror}.", mend)]
        ) from None
    try:
        return parse(content.decode(), path.name)
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        fault = Fault(line, "the file", "", "It isn't UTF-8 text.", "Save it as UTF-8.")
        raise PolicyFault(path.name, [fault]) from None


def parse(text: str, name: str = "policy") -> doc.Policy:
    """The policy in this TOML text. Raises `PolicyFault` with every fault."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"line (\d+)", str(problem))
        line = int(at[1]) if at else text.count("\n") + 1
        words = str(problem).split(" (at ")[0]
        fault = Fault(line, "the file", "", f"It isn't well-formed TOML: {words}.", "Mend that line.")
        raise PolicyFault(name, [fault]) from None
    reader = _Reader(raw, _lines(text))
    sections = reader.sections()
    if not reader.faults:
        policy = _assemble(sections, text)
        reader.faults.extend(reader.placed(found) for found in broken_rules(policy))
        if not reader.faults:
            return policy
    raise PolicyFault(name, reader.faults)


def _assemble(parts: Mapping[str, Any], text: str) -> doc.Policy:
    return doc.Policy(
        school=parts["school"],
        edition=parts["policy"],
        definitions=parts["definitions"],
        clauses={clause.id: clause for clause in parts["clauses"]},
        prompts=tuple(parts["prompts"]),
        channels={channel.id: channel for channel in parts["channels"]},
        categories={category.id: category for category in parts["categories"]},
        grounds={ground.key: ground for ground in parts["grounds"]},
        report_reasons={reason.value: reason for reason in parts["reports"]},
        gate=parts["gate"],
        measures=parts["measures"],
        elsewhere=tuple(parts["elsewhere"]),
        holds=parts["holds"],
        overrides=parts["overrides"],
        appeals=parts["appeals"],
        source=text,
        hash=hashlib.sha256(text.encode()).hexdigest(),
    )


# What each section of the file is read as, and which key must be unique in a list.
_TABLES: Mapping[str, type] = {
    "school": doc.School,
    "policy": doc.Edition,
    "definitions": doc.Definitions,
    "gate": doc.GateRule,
    "holds": doc.HoldRule,
    "overrides": doc.OverrideRule,
    "appeals": doc.AppealRule,
}
_LISTS: Mapping[str, tuple[type, str]] = {
    "clauses": (doc.Clause, "id"),
    "prompts": (doc.Prompt, "clause"),
    "channels": (doc.Channel, "id"),
    "categories": (doc.Category, "id"),
    "grounds": (doc.Ground, "key"),
    "reports": (doc.ReportReason, "value"),
    "elsewhere": (doc.Elsewhere, "clause"),
}
_TYPE_WORDS = {str: "text in quotes", int: "a whole number", bool: "true or false", date: "a date"}


class _Reader:
    """Turns the raw tables into values, gathering faults instead of stopping at the first."""

    def __init__(self, raw: Mapping[str, Any], lines: Mapping[Place, int]) -> None:
        self.raw = raw
        self.lines = lines
        self.faults: list[Fault] = []

    def sections(self) -> dict[str, Any]:
        known = {*_TABLES, *_LISTS, "measures"}
        for name in self.raw:
            if name not in known:
                mend = f"Take it out, or write one of: {', '.join(sorted(known))}."
                self._fault((name,), "The forum knows no such section.", mend)
        read: dict[str, Any] = {}
        for name, kind in _TABLES.items():
            read[name] = self._table((name,), self.raw.get(name), kind)
        for name, (kind, key) in _LISTS.items():
            read[name] = self._list(name, kind, key)
        read["measures"] = self._measures()
        return read

    def placed(self, found: Found) -> Fault:
        """A broken rule with the line it stands on."""
        return Fault(
            self._line(found.place), _words(found.place), found.clause, found.problem, found.mend
        )

    def _fault(self, place: Place, problem: str, mend: str) -> None:
        self.faults.append(Fault(self._line(place), _words(place), "", problem, mend))

    def _line(self, place: Place) -> int:
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def _measures(self) -> dict[doc.MeasureKind, Any]:
        raw = self.raw.get("measures", {})
        read = {}
        for name in raw:
            if name not in set(doc.MeasureKind):
                mend = f"Write one of: {', '.join(doc.MeasureKind)}."
                self._fault(("measures", name), "The forum knows no such measure.", mend)
        for kind in doc.MeasureKind:
            read[kind] = self._table(("measures", kind.value), raw.get(kind), doc.MeasureRule)
        return read

    def _list(self, name: str, kind: type[T], key: str) -> list[T]:
        rows = self.raw.get(name)
        if not isinstance(rows, list) or not rows:
            self._fault((name,), "This part is missing.", f"Add it as [[{name}]].")
            return []
        seen: set[object] = set()
        for number, row in enumerate(rows):
            value = row.get(key)
            if value in seen:
                self._fault((name, number, key), f"“{value}” is there twice.", "Keep one of them.")
            seen.add(value)
        read = (self._table((name, number), row, kind) for number, row in enumerate(rows))
        return [value for value in read if value is not None]

    def _table(self, place: Place, raw: object, kind: type[T]) -> T | None:
        if not isinstance(raw, dict):
            self._fault(place, "This part is missing.", f"Add {_words(place)}.")
            return None
        hints = get_type_hints(kind)
        before = len(self.faults)
        for key in raw.keys() - hints.keys():
            mend = f"Take it out, or write one of: {', '.join(sorted(hints))}."
            self._fault((*place, key), f"The forum knows no “{key}” here.", mend)
        values: dict[str, Any] = {}
        for field in fields(kind):  # type: ignore[arg-type]
            if field.name in raw:
                values[field.name] = self._value((*place, field.name), raw[field.name], hints[field.name])
            elif field.default is MISSING:
                self._fault(place, f"“{field.name}” is missing.", f"Add {field.name} = … here.")
        return kind(**values) if len(self.faults) == before else None

    def _value(self, place: Place, raw: object, wanted: Any) -> object:
        if get_origin(wanted) is tuple:
            if isinstance(raw, list) and all(type(item) is get_args(wanted)[0] for item in raw):
                return tuple(raw)
            self._fault(place, "This has to be a list of texts.", 'Write it as ["one", "two"].')
        elif wanted is doc.Route:
            if raw in set(doc.Route):
                return doc.Route(raw)
            mend = f"Write one of: {', '.join(doc.Route)}."
            self._fault(place, f"“{raw}” is no route: a person decides, never the forum.", mend)
        elif type(raw) is not wanted:
            self._fault(place, f"This has to be {_TYPE_WORDS[wanted]}.", "Change what stands there.")
        elif raw == "":
            self._fault(place, "This is empty.", "Write something, or the school's own words.")
        return raw


def _words(place: Place) -> str:
    """A place in the file as a person would point to it: [measures.block] max_days."""
    names = [str(part) for part in place if isinstance(part, str)]
    if len(place) >= 2 and isinstance(place[1], int):
        head, rest = f"[[{names[0]}]] number {place[1] + 1}", names[1:]
    elif names[0] == "measures" and len(names) > 1:
        head, rest = f"[measures.{names[1]}]", names[2:]
    else:
        head, rest = f"[{names[0]}]", names[1:]
    return " ".join([head, *rest])


_HEADER: Callable[[str], re.Match[str] | None] = re.compile(r"\s*(\[\[?)\s*([\w.]+)\s*\]").match
_KEY: Callable[[str], re.Match[str] | None] = re.compile(r"\s*([\w-]+)\s*=").match


def _lines(text: str) -> dict[Place, int]:
    """Where every table and key stands: the standard reader of TOML does not tell."""
    found: dict[Place, int] = {}
    place: Place = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER(line)
        if header:
            name = header[2]
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                place = (name, counts[name])
            else:
                place = tuple(name.split("."))
            found.setdefault(place[:1], number)
            found[place] = number
        elif key := _KEY(line):
            found[(*place, key[1])] = number
    return found
