"""A list of people to invite as a spreadsheet saves it: every row, and what to mend in it."""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from forum.accounts.models import Relationship
from forum.errors import Refused

MOST = 5_000  # rows at once
COLUMNS = ("email", "display_name", "relationship", "years")
_CALLED: Mapping[str, str] = {
    **dict.fromkeys(("email", "e-mail", "email address", "e-mail address", "mail"), "email"),
    **dict.fromkeys(("display_name", "display name", "name", "full name"), "display_name"),
    **dict.fromkeys(("relationship", "relation"), "relationship"),
    **dict.fromkeys(("years", "year", "class", "classes", "year_group", "year group"), "years"),
}
_ALSO_CALLED: Mapping[str, Relationship] = {
    **dict.fromkeys(("", "mother", "father", "mum", "mam", "dad"), Relationship.PARENT),
    **dict.fromkeys(
        ("grandparent", "grandmother", "grandfather", "aunt", "uncle"), Relationship.RELATIVE
    ),
}
_FAMILY = (Relationship.PARENT, Relationship.CARER, Relationship.RELATIVE, Relationship.GUARDIAN)
_BETWEEN_YEARS = re.compile(r"\s*(?:[;,/|&+]|\band\b)\s*")
_SHORT_YEAR = re.compile(r"(?:y|yr|year)?\s*(\d{1,2})\Z")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class ListRefused(Refused):
    """The file can't be read at all; `str()` says what to do."""

    def __init__(self, problem: str) -> None:
        super().__init__({"file": problem})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `fault` is empty if nothing needs mending."""

    number: int
    email: str
    display_name: str
    relationship: Relationship
    years: tuple[str, ...]
    fault: str
    cells: tuple[str, ...]


def rows_in(content: bytes, classes: Sequence[str]) -> list[Row]:
    """Every row of this file, good or with what to mend. `ListRefused` if it is no such list."""
    text = _text_of(content)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    try:
        places = _places(next(reader, []))
        rows.extend(
            _row(reader.line_num, cells, places, classes, seen)
            for cells in reader
            if any(cell.strip() for cell in cells)
        )
    except csv.Error:
        raise ListRefused(
            f"Line {reader.line_num} can’t be read: a quotation mark is opened there and not closed."
        ) from None
    if not rows:
        raise ListRefused("There is nobody on this list. Add a line for each person.")
    if len(rows) > MOST:
        raise ListRefused(f"This list has {len(rows):,} people. Please send at most {MOST:,} at once.")
    return rows


def _text_of(content: bytes) -> str:
    """The text, in whichever way Excel or another program has written it."""
    ways = [way for mark, way in _BOMS.items() if content.startswith(mark)] or ["utf-8", "cp1252"]
    for way in ways:
        try:
            text = content.decode(way)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ListRefused("This is not a list that we can read. Please save it as “CSV UTF-8”.")


def _places(header: Sequence[str]) -> Mapping[str, int]:
    """In which column each thing stands."""
    named = [_CALLED.get(" ".join(cell.split()).casefold(), "") for cell in header]
    if "email" not in named:
        raise ListRefused(
            f"The first line should name the columns: {','.join(COLUMNS)}. There is no “email” in it."
        )
    return {name: named.index(name) for name in named if name}


def _row(
    number: int,
    cells: Sequence[str],
    places: Mapping[str, int],
    classes: Sequence[str],
    seen: dict[str, int],
) -> Row:
    values = {
        name: " ".join(cells[at].split()) if (at := places.get(name, len(cells))) < len(cells) else ""
        for name in COLUMNS
    }
    email = values["email"].lower()
    relationship = _relationship(values["relationship"])
    years, unknown = _years(values["years"], classes)
    faults = [
        _formula(values.values()),
        _email_fault(email, number, seen),
        _name_fault(values["display_name"]),
        "" if relationship else f"“{values['relationship']}” should be one of: {', '.join(_FAMILY)}.",
        f"“{unknown}” is not a class here. The classes are: {', '.join(classes)}." if unknown else "",
    ]
    return Row(
        number=number,
        email=email[:254],
        display_name=values["display_name"][:80],
        relationship=relationship or Relationship.PARENT,
        years=tuple(years),
        fault=" ".join(fault for fault in faults if fault),
        cells=tuple(values[name] for name in COLUMNS),
    )


def _formula(values: Collection[str]) -> str:
    begins = next((value[0] for value in values if value and value[0] in "=+-@"), "")
    if not begins:
        return ""
    return f"A cell begins with “{begins}”, as a formula does. Please put the plain words there."


def _email_fault(email: str, number: int, seen: dict[str, int]) -> str:
    if not email:
        return "There is no email address."
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return "Please check the address: it should look like name@example.com."
    if len(email) > 254:
        return "The address is too long."
    first = seen.setdefault(email, number)
    if first != number:
        return f"Line {first} has the same address. Put both years into one line, with ; between."
    return ""


def _name_fault(name: str) -> str:
    if len(name) > 80 or not name.isprintable() or "@" in name:
        return "Please use letters and spaces in the name, at most 80."
    return ""


def _relationship(said: str) -> Relationship | None:
    said = said.casefold()
    known = {kind.value: kind for kind in _FAMILY}
    return known.get(said) or _ALSO_CALLED.get(said)


def _years(said: str, classes: Sequence[str]) -> tuple[list[str], str]:
    """The classes meant, and the first that there is none of."""
    known = {name.casefold(): name for name in classes}
    found: list[str] = []
    for part in filter(None, _BETWEEN_YEARS.split(said.casefold())):
        short = _SHORT_YEAR.match(part)
        name = f"year {int(short[1])}" if short else "reception" if part in ("r", "rec") else part
        if name not in known:
            return found, part
        found.append(known[name])
    return sorted(set(found)), ""
