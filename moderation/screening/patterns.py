"""Private details that have a shape: telephone numbers, addresses, car plates, bank details."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.screening.matches import Match
from moderation.screening.text import Text

_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|close|drive|way|crescent|court|terrace|grove|gardens|"
    r"mews|place|row|walk|rise|hill|view|brow|fold|croft|mount|square|parade|bank|green|buildings"
)
_OFFICES = (
    r"office|admin|info|hello|contact|enquir\w*|school|head|reception|pta|support|help|bookings?|"
    r"sales|secretary|clubs?|noreply|no-reply|uniform|lettings|senco|governors?|team|mail"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of private detail. `why` says what it looks like."""

    shape: re.Pattern[str]
    why: str


PATTERNS = (
    Pattern(
        re.compile(r"(?<![\w.£-])(?:\+44\s?(?:\(0\)\s?)?|0)[127](?:[\s.-]?\d){8,9}(?![\d.]?\d)"),
        "This looks like a telephone number, which may be somebody's own.",
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
            for found in pattern.shape.finditer(text.original)
        ]
