"""What people type into moderation's own pages, made ready to be kept."""

import re

ID_MAX = 2**31 - 1  # the largest id a database column holds
_NEW_LINES = re.compile("\r\n|\r|\u2028|\u2029|\x0b|\x0c|\x85")
# What no column takes, what nobody can see, and what turns the direction of the text around it.
# Joiners and hard spaces stay: emoji, names and words copied from a post need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def plain(text: str | None) -> str | None:
    """The text with line ends of one kind and nothing unseen; None stays None."""
    return None if text is None else _UNSEEN.sub("", _NEW_LINES.sub("\n", text))


def as_id(text: str) -> int | None:
    """A database id, or None if this can't be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    return int(text) if int(text) <= ID_MAX else None
