"""Which class follows on which; values in, values out."""

import re

LEAVES, STAYS = "leaves", "stays"
LAST = 6  # the year after which children leave a primary school
_YEAR = re.compile(r"(Year )(\d{1,2})(\D.*)?\Z", re.IGNORECASE)


def usual_next(name: str) -> str:
    """The class after this one, `leaves` after the last, `stays` where nobody could tell."""
    if name.casefold() == "nursery":
        return "Reception"
    if name.casefold() == "reception":
        return "Year 1"
    found = _YEAR.match(name)
    if not found:
        return STAYS
    number = int(found[2]) + 1
    return f"{found[1]}{number}{found[3] or ''}" if number <= LAST else LEAVES
