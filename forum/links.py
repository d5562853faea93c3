"""Where a link in a post truly leads, in words a reader can check before following it."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

MOST = 10  # links in one post; more are no conversation
_LONGEST_SHOWN = 60
_A_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a link leads; `is_misleading` if its own words name another place."""

    words: str
    is_misleading: bool


def leads_to(address: str, said: str) -> Lead | None:
    """What to say beside a link besides its own words; nothing where they say it, or it stays here.

    A name in letters that look like others is given as the computers write it: "xn--…".
    """
    place = place_of(address)
    # "bank.com" begins with "bank.co", and is another place.
    if not place or re.match(re.escape(place) + r"(?![\w.-]*\w)", said):
        return None
    named = {found[0].casefold() for found in _A_HOST.finditer(said)}
    is_misleading = bool(named) and not any(place == name or place == f"www.{name}" for name in named)
    return Lead(place, is_misleading)


def place_of(address: str) -> str:
    """The host an address leads to, or the mail address; empty where it stays on this forum."""
    parts = _split(address)
    if parts is None:
        return ""
    if parts.scheme == "mailto":
        return unquote(parts.path)
    if not parts.netloc:
        return ""
    return _as_computers_write(parts.hostname or "")


def shown(address: str) -> str:
    """A bare address as it is shown: its host first, as computers write it, and not all of it."""
    parts = _split(address)
    if parts is None or not parts.hostname:
        return address[:_LONGEST_SHOWN]
    port = f":{parts.port}" if parts.port else ""
    rest = address.split(parts.netloc, 1)[1].rstrip("/")
    whole = f"{_as_computers_write(parts.hostname)}{port}{rest}"
    return whole if len(whole) <= _LONGEST_SHOWN else f"{whole[:_LONGEST_SHOWN]}…"


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        # Whether the port is a number is found out only by asking for it.
        _ = parts.port
    except ValueError:
        return None
    return parts


def _as_computers_write(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("punycode").decode("ascii") if not host.isascii() else host
