"""School days and hours: when a promise falls due in the school's own time.

A school day is in one of the policy's terms, and is no weekend, no bank holiday of the school's nation
and no closed day. Before the first term the file names, and after the last, weekdays count.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from moderation.policy.document import Policy

PREMODERATE = "premoderate"
_DAY = timedelta(days=1)
_NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}


def is_school_day(day: date, policy: Policy) -> bool:
    """Whether the school is open for work on this day."""
    return (
        day.weekday() < 5
        and day not in _bank_holidays(policy.calendar.nation, day.year)
        and day not in policy.calendar.closed_days
        and not is_holiday(day, policy)
    )


def is_holiday(day: date, policy: Policy) -> bool:
    """Whether this day lies between two of the terms that the policy names."""
    terms = policy.terms
    if not terms or not terms[0].first_day <= day <= terms[-1].last_day:
        return False
    return not any(term.first_day <= day <= term.last_day for term in terms)


def everything_waits(moment: datetime, policy: Policy) -> bool:
    """Whether every post waits because school is away ([holds] in_holidays, local)."""
    return policy.holds.in_holidays == PREMODERATE and is_holiday(day_at_school(moment, policy), policy)


def add_school_days(day: date, count: int, policy: Policy) -> date:
    """The `count`th school day after `day`; `day` itself never counts."""
    while count > 0:
        day += _DAY
        count -= is_school_day(day, policy)
    return day


def count_school_days(day: date, until: date, policy: Policy) -> int:
    """How many school days come after `day`, up to and with `until`."""
    days = (until - day).days
    return sum(is_school_day(day + number * _DAY, policy) for number in range(1, days + 1))


def due_after_school_days(moment: datetime, count: int, policy: Policy) -> datetime:
    """The end of work on the `count`th school day after `moment`, in the school's time zone."""
    local = _at_school(moment, policy)
    day = add_school_days(local.date(), count, policy)
    return datetime.combine(day, policy.holds.day_ends, policy.school.zone)


def after_whole_school_days(moment: datetime, count: int, policy: Policy) -> datetime:
    """When `count` whole school days have passed: the same time of day, so many school days on.

    What begins on a day off counts from the first moment of the next school day.
    """
    local = _at_school(moment, policy)
    day, clock = local.date(), local.time()
    if not is_school_day(day, policy):
        day, clock = add_school_days(day, 1, policy), time()
    return datetime.combine(add_school_days(day, count, policy), clock, policy.school.zone)


def whole_school_days_before(moment: datetime, count: int, policy: Policy) -> datetime:
    """The last moment from which `count` whole school days have passed at `moment`.

    So `after_whole_school_days(then, count) <= moment` exactly if `then` is no later than this.
    """
    local = _at_school(moment, policy)
    day, clock = local.date(), local.time()
    if not is_school_day(day, policy):
        # The last school day has passed whole.
        day, clock = _school_day_before(day, policy), time.max
    for _ in range(count):
        day = _school_day_before(day, policy)
    return datetime.combine(day, clock, policy.school.zone)


def whole_school_days_between(start: datetime, end: datetime, policy: Policy) -> int:
    """How many whole school days have passed at `end` since `start`; 0 if it comes first."""
    first, last = _at_school(start, policy).date(), _at_school(end, policy).date()
    count = count_school_days(first, last, policy)
    while count > 0 and after_whole_school_days(start, count, policy) > end:
        count -= 1
    return count


def due_after_hours(moment: datetime, hours: int) -> datetime:
    """So many hours after `moment`, nights and weekends included: urgent things do not wait.

    Reckoned in UTC, so that hours are hours when the clocks change.
    """
    return _aware(moment).astimezone(UTC) + timedelta(hours=hours)


def midnight_of(day: date, policy: Policy) -> datetime:
    """The first moment of a day at the school."""
    return datetime.combine(day, time(), policy.school.zone)


def day_at_school(moment: datetime, policy: Policy) -> date:
    """Which day it is at the school."""
    return _at_school(moment, policy).date()


def _school_day_before(day: date, policy: Policy) -> date:
    day -= _DAY
    while not is_school_day(day, policy):
        day -= _DAY
    return day


def _at_school(moment: datetime, policy: Policy) -> datetime:
    return _aware(moment).astimezone(policy.school.zone)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=_NATIONS[nation], years=year))
