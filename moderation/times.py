"""Moments in words, in the school's own time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def time_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """The whole of it: Tuesday 24 November 2026, 3:41 pm."""
    return f"{day_in_words(moment, zone)}, {_time_of_day(moment.astimezone(zone))}"


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """To the second: 14:03:20."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def day_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """The day alone: Tuesday 24 November 2026."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def end_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """When something ends: midnight is the end of the day before."""
    local = moment.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        return f"the end of {day_in_words(local - timedelta(minutes=1), zone)}"
    return time_in_words(moment, zone)


def time_as_said(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """As people say it at the moment `now`: yesterday, 3:41 pm."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    named = {-1: "tomorrow", 0: "today", 1: "yesterday"}
    if days in named:
        day = named[days]
    elif 1 < days < 7:
        day = f"{local:%A}"
    else:
        day = f"{local.day} {local:%B}" + (f" {local.year}" if local.year != today.year else "")
    return f"{day}, {_time_of_day(local)}"


def _time_of_day(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
