"""Editing the shipped policy's text as a school would, and finding lines in it."""

from moderation.policy import load

SHIPPED = load().source


def edited(after: str, old: str, new: str, text: str = SHIPPED) -> str:
    """The policy's text with the first `old` that follows `after` replaced."""
    start = text.index(after)
    at = text.index(old, start)
    return text[:at] + new + text[at + len(old) :]


def without(after: str, text: str = SHIPPED) -> str:
    """The policy's text without the whole table that begins with `after`."""
    start = text.index(after)
    end = text.find("\n[", start + len(after))
    return text[:start] + (text[end + 1 :] if end >= 0 else "")


def line_of(text: str, after: str, marker: str = "") -> int:
    """The line on which `marker` first stands after `after`; without a marker, that of `after`."""
    start = text.index(after)
    at = text.index(marker, start) if marker else start
    return text.count("\n", 0, at) + 1
