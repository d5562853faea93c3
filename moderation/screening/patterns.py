"""Private details that have a shape: telephone numbers, addresses, car plates, bank details."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moderation.screening.matches import Match
from moderation.screening.text import Text

_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|close|drive|way|crescent|court|terrace|grove|gardens|"
    r"mews|place|row|walk|rise|hill|view|brow|fold|croft|mount|square|parade|bank|green|buildings"
)
_OFFICES = (
    r"office|admin|info|hello|contact|enquir\w*|school|head|reception|pta|support|help|bookings?|"
    r"sales|secretary|clubs?|noreply|no-reply|uniform|lettings|senco|governors?|team|mail|"
    r"year-?\d|y\d|nursery"
)
# What stands right before the school's own landline.
_OFFICE_LINE = re.compile(
    r"\b(?:school|office)\s(?:number|line|phone|telephone|tel)\b"
    r"(?:(?!\b(?:her|his|their|my|home|own)\b)[^.!?\n]){0,40}$|"
    r"\b(?:(?:the|school|front|main|our)\soffice|the\sschool)(?:\s(?:is|are|on|at))*\s?[:,(]?\s?$",
    re.IGNORECASE,
)
_BEFORE = 70  # characters

# How a telephone number begins, and the digits that follow. Pairs of digits (07 08 09 10 11) are a
# lottery's or the days of a term, and 02.09.2026 10:30 is a date.
_PAIRS = r"\d\d(?:[\s.-]{1,3}\d\d){4,5}(?![\s.-]?\d)"
_DATE = r"\d\d[.-]\d\d[.-]20\d\d(?!\d)"
_CODE = rf"(?<![\w.£-])(?!{_PAIRS}|{_DATE})(?:(?:\+|00)44\s?(?:\(0\)\s?)?|\(?0)"
_DIGITS = r"(?:\)?[\s.-]{0,3}\d){8,9}(?![\d.]?\d)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of private detail. `why` says what it looks like, `public` what goes before one
    that everybody may know."""

    shape: re.Pattern[str]
    why: str
    public: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every such detail that is private."""
        for found in self.shape.finditer(text):
            before = text[max(0, found.start() - _BEFORE) : found.start()]
            if not (self.public and self.public.search(before)):
                yield found


PATTERNS = (
    Pattern(
        re.compile(rf"{_CODE}7{_DIGITS}"),
        "This looks like a telephone number, which may be somebody's own.",
    ),
    Pattern(
        re.compile(rf"{_CODE}[12]{_DIGITS}"),
        "This looks like a telephone number, which may be somebody's own.",
        public=_OFFICE_LINE,
    ),
    Pattern(
        re.compile(
            rf"(?<![\w.+-])(?!(?:{_OFFICES})[@._+-])[\w.+-]{{1,64}}@"
            r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
            re.IGNORECASE,
        ),
        "This looks like somebody's e-mail address.",
    ),
    Pattern(
        re.compile(r"\b[A-Z]{2}[0-9]{2}\s?[A-HJ-PR-Z][A-Z]{2}\b"),
        "This looks like the number plate of somebody's car.",
    ),
    Pattern(
        re.compile(r"\b[A-Z][0-9]{2,3}\s?[A-Z]{3}\b"),
        "This looks like the number plate of somebody's car.",
    ),
    Pattern(
        re.compile(r"\b\d\d-\d\d-\d\d\b(?=.{0,40}\b\d{8}\b)"),
        "This looks like somebody's bank details.",
    ),
    Pattern(
        re.compile(
            rf"(?<![\w£.:/])\d{{1,4}}[a-zA-Z]?,?\s(?:[A-Z][\w'’]{{1,20}}\s){{1,3}}"
            rf"(?i:{_STREET})\b",
        ),
        "This looks like somebody's address.",
    ),
    Pattern(
        re.compile(
            r"(?i:\blives?\s(?:at|on|in|round|next|opposite|above|over)\b|\bliving at\b|"
            r"\baddress is\b|\bhome address\b|\bmoved to\b)\s(?:number\s)?\d{1,4}\b"
        ),
        "This looks like somebody's address.",
    ),
)


class PrivateDetails:
    """Details of a person that do not belong on a forum."""

    name = "patterns"

    def find(self, text: Text) -> Sequence[Match]:
        """Every detail, with why of its own."""
        return [
            Match("privacy", self.name, found.start(), found.end(), found[0], pattern.why)
            for pattern in PATTERNS
            for found in pattern.find(text.original)
        ]
