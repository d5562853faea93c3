"""School days and hours: when a promise falls due in the school's own time.

School days are Monday to Friday without England's bank holidays. Term dates come later.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import holidays

from moderation.policy.document import Policy


def is_school_day(day: date) -> bool:
    """Whether the school is open for work: not a weekend, not a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def add_school_days(day: date, count: int) -> date:
    """The `count`th school day after `day`; `day` itself never counts."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_school_day(day)
    return day


def due_after_school_days(moment: datetime, count: int, policy: Policy) -> datetime:
    """The end of work on the `count`th school day after `moment`, in the school's time zone."""
    zone = policy.school.zone
    day = add_school_days(_aware(moment).astimezone(zone).date(), count)
    return datetime.combine(day, policy.holds.day_ends, zone)


def due_after_hours(moment: datetime, hours: int) -> datetime:
    """So many hours after `moment`, nights and weekends included: urgent things do not wait.

    Reckoned in UTC, so that hours are hours when the clocks change.
    """
    return _aware(moment).astimezone(UTC) + timedelta(hours=hours)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
