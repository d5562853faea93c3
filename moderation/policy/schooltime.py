"""School days and hours: when a promise falls due in the school's own time.

School days are Monday to Friday without England's bank holidays. Term dates come later.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

DAY_ENDS = time(17, 0)


def is_school_day(day: date) -> bool:
    """Whether the school is open for work: not a weekend, not a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def add_school_days(day: date, count: int) -> date:
    """The `count`th school day after `day`; `day` itself never counts."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_school_day(day)
    return day


def due_after_school_days(moment: datetime, count: int, zone: ZoneInfo) -> datetime:
    """The end (5 pm) of the `count`th school day after `moment`, in the school's time zone."""
    day = add_school_days(moment.astimezone(zone).date(), count)
    return datetime.combine(day, DAY_ENDS, zone)


def due_after_hours(moment: datetime, hours: int) -> datetime:
    """So many hours after `moment`, nights and weekends included: urgent things do not wait."""
    return moment + timedelta(hours=hours)
