"""The school's roll as it comes from the office: a CSV file, read strictly and kindly."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from moderation.screening.matches import RollPerson

COLUMNS = ("role", "title", "given_name", "family_name", "known_as", "year_group", "job")
ROLES = ("staff", "pupil")
_REQUIRED = ("role", "given_name", "family_name")
_LONGEST = 200
_HEADER_MEND = f"Make the first line: {','.join(COLUMNS)}"


@dataclass(frozen=True, slots=True)
class BadCell:
    """One thing to mend: the line of the file from 1, the column, what is there, and the mend."""

    line: int
    column: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.what} {self.mend}"


class RollFault(ValueError):
    """The roll cannot be used yet. `faults` are all the things to mend, in the file's order."""

    def __init__(self, faults: Sequence[BadCell]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def read_roll(lines: Iterable[str]) -> list[RollPerson]:
    """The people of a roll. Raises `RollFault` with every bad cell, and then gives nobody.

    Pass the file opened as text, or its lines. A byte-order mark and Windows line ends are fine,
    and so are blank lines, spaces round a value and columns in another order.
    """
    rows = csv.reader(_clean(lines), strict=True)
    faults: list[BadCell] = []
    people: list[RollPerson] = []
    try:
        header = next((row for row in rows if _is_filled(row)), [])
        columns = [name.strip().casefold() for name in header]
        faults.extend(_header_faults(columns, max(rows.line_num, 1)))
        for row in [] if faults else rows:
            if _is_filled(row):
                _read_row(columns, row, rows.line_num, people, faults)
    except csv.Error as problem:
        faults.append(_unreadable(rows.line_num, problem))
    if faults:
        raise RollFault(faults)
    return people


def _clean(lines: Iterable[str]) -> Iterator[str]:
    """Each line with its end, and the first without a byte-order mark."""
    for number, line in enumerate(lines):
        bare = line.removeprefix("\ufeff") if number == 0 else line
        yield bare.rstrip("\r\n") + "\n"


def _is_filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _header_faults(columns: Sequence[str], line: int) -> Iterator[BadCell]:
    if not columns:
        yield BadCell(1, "header", "The file is empty.", _HEADER_MEND)
        return
    if not set(COLUMNS) & set(columns):
        yield BadCell(line, "header", "The line that names the columns is missing.", _HEADER_MEND)
        return
    for name in COLUMNS:
        if columns.count(name) > 1:
            yield BadCell(line, name, "This column is there twice.", "Take one of them out.")
        if name not in columns and name in _REQUIRED:
            yield BadCell(line, name, "This column is missing.", _HEADER_MEND)
    for name in columns:
        if name not in COLUMNS:
            yield BadCell(line, name or "header", "This column is not one of ours.", _HEADER_MEND)


def _read_row(
    columns: Sequence[str],
    row: Sequence[str],
    line: int,
    people: list[RollPerson],
    faults: list[BadCell],
) -> None:
    if len(row) != len(columns):
        what = f"There are {len(row)} values where the header has {len(columns)}."
        mend = "Put quotation marks round a value that has a comma in it."
        faults.append(BadCell(line, "the whole line", what, mend))
        return
    cells = {name: " ".join(cell.split()) for name, cell in zip(columns, row, strict=True)}
    found = list(_row_faults(cells, line))
    faults.extend(found)
    if not found:
        people.append(_person(cells))


def _row_faults(cells: Mapping[str, str], line: int) -> Iterator[BadCell]:
    role = cells["role"].casefold()
    if role not in ROLES:
        what = f"“{cells['role']}” is not a role." if role else "The role is blank."
        yield BadCell(line, "role", what, "Write staff or pupil.")
    if not cells["given_name"] and not (role == "staff" and cells["family_name"]):
        yield BadCell(line, "given_name", "The given name is blank.", "Write the given name.")
    if not cells["family_name"]:
        yield BadCell(line, "family_name", "The family name is blank.", "Write the family name.")
    for name, cell in cells.items():
        if len(cell) > _LONGEST:
            what = f"This is {len(cell)} characters long."
            yield BadCell(line, name, what, f"Keep it to {_LONGEST}.")
        elif any(not char.isprintable() for char in cell):
            what = "There is a character in it that cannot be seen."
            yield BadCell(line, name, what, "Type this value again.")


def _person(cells: Mapping[str, str]) -> RollPerson:
    nicknames = (name.strip() for name in cells.get("known_as", "").split(";"))
    return RollPerson(
        role=cells["role"].casefold(),
        title=cells.get("title", ""),
        given_name=cells["given_name"],
        family_name=cells["family_name"],
        known_as=tuple(name for name in nicknames if name),
        year_group=cells.get("year_group", ""),
        job=cells.get("job", ""),
    )


def _unreadable(line: int, problem: csv.Error) -> BadCell:
    what = f"This line cannot be read as CSV ({problem})."
    return BadCell(line, "the whole line", what, "Check that each quotation mark has its partner.")
