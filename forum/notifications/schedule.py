"""When a mail goes: at once, at the person's own hour, or when their quiet hours end. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Pace(StrEnum):
    """How soon somebody wants to hear of something by mail."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Hours:
    """One person's hours, by the clock at school; the same hour twice means no quiet ones."""

    hour: int
    weekday: int
    quiet_from: int
    quiet_until: int


def due_at(pace: Pace, now: datetime, hours: Hours, zone: ZoneInfo) -> datetime | None:
    """When a mail about something that happens now is due; None for never."""
    local = now.astimezone(zone)
    if pace is Pace.OFF:
        return None
    if pace is Pace.INSTANT:
        return _end_of_quiet(local, hours) or now
    every = 1 if pace is Pace.DAILY else 7
    days = 0 if pace is Pace.DAILY else (hours.weekday - local.weekday()) % 7
    at = _at_hour(local, days, hours.hour)
    return at if at > now else _at_hour(local, days + every, hours.hour)


def _end_of_quiet(local: datetime, hours: Hours) -> datetime | None:
    begin, end = hours.quiet_from, hours.quiet_until
    over_midnight = begin > end
    is_late = local.hour >= begin
    is_quiet = (is_late or local.hour < end) if over_midnight else begin <= local.hour < end
    if not is_quiet:
        return None
    return _at_hour(local, 1 if over_midnight and is_late else 0, end)


def _at_hour(local: datetime, days: int, hour: int) -> datetime:
    """So many days on, when the clock on the wall says this hour, the first time it does.

    An hour that the clock skips in spring is the one after it.
    """
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, time(hour), local.tzinfo).astimezone(UTC)
