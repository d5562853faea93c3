"""When mail is due, by the clock on the school's wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from forum.notifications.schedule import Hours, Pace, due_at

LONDON = ZoneInfo("Europe/London")
USUAL = Hours(hour=18, weekday=4, quiet_from=21, quiet_until=7)


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LONDON)


def due(pace: Pace, now: datetime, hours: Hours = USUAL) -> datetime:
    found = due_at(pace, now.astimezone(UTC), hours, LONDON)
    assert found is not None
    assert found.tzinfo is UTC
    return found.astimezone(LONDON)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (local(2026, 11, 24, 10), local(2026, 11, 24, 18)),
        (local(2026, 11, 24, 18), local(2026, 11, 25, 18)),
        (local(2026, 11, 24, 23, 59), local(2026, 11, 25, 18)),
        (local(2026, 12, 31, 19), local(2027, 1, 1, 18)),
    ],
)
def test_a_daily_mail_comes_at_the_next_chosen_hour(now: datetime, then: datetime) -> None:
    assert due(Pace.DAILY, now) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (local(2026, 11, 24, 10), local(2026, 11, 27, 18)),  # a Tuesday; Friday is the day
        (local(2026, 11, 27, 17, 59), local(2026, 11, 27, 18)),
        (local(2026, 11, 27, 18), local(2026, 12, 4, 18)),
        (local(2026, 10, 23, 19), local(2026, 10, 30, 18)),  # the clocks go back between
    ],
)
def test_a_weekly_mail_comes_on_its_day(now: datetime, then: datetime) -> None:
    assert due(Pace.WEEKLY, now) == then


@pytest.mark.parametrize(
    ("day", "utc_hours"),
    [
        # Spring: one o'clock is skipped, and what was to come then comes as the clock says two.
        (28, [1, 0]),
        # Autumn: one o'clock comes twice, and the mail comes the first time only.
        (24, [0, 1]),
    ],
)
def test_where_the_clocks_change_each_day_still_has_exactly_one_mail(
    day: int, utc_hours: list[int]
) -> None:
    month = 3 if day == 28 else 10
    hours = Hours(hour=1, weekday=0, quiet_from=0, quiet_until=0)
    now = datetime(2026, month, day, 12, tzinfo=UTC)
    found = []
    for _ in range(2):
        now = due(Pace.DAILY, now, hours).astimezone(UTC)
        found.append(now)
    assert [each.hour for each in found] == utc_hours
    assert [each.astimezone(LONDON).day for each in found] == [day + 1, day + 2]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (local(2026, 11, 24, 20, 59), local(2026, 11, 24, 20, 59)),
        (local(2026, 11, 24, 21), local(2026, 11, 25, 7)),
        (local(2026, 11, 24, 23, 59), local(2026, 11, 25, 7)),
        (local(2026, 11, 25, 0, 30), local(2026, 11, 25, 7)),
        (local(2026, 11, 25, 6, 59), local(2026, 11, 25, 7)),
        (local(2026, 11, 25, 7), local(2026, 11, 25, 7)),
        (local(2026, 3, 28, 23), local(2026, 3, 29, 7)),  # a night an hour shorter
        (local(2026, 10, 24, 23), local(2026, 10, 25, 7)),  # and one longer
    ],
)
def test_what_would_come_at_once_waits_until_quiet_hours_are_over(now: datetime, then: datetime) -> None:
    assert due(Pace.INSTANT, now) == then


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    nap = Hours(hour=18, weekday=4, quiet_from=13, quiet_until=15)
    assert due(Pace.INSTANT, local(2026, 11, 24, 14), nap) == local(2026, 11, 24, 15)
    assert due(Pace.INSTANT, local(2026, 11, 24, 22), nap) == local(2026, 11, 24, 22)
    none = Hours(hour=18, weekday=4, quiet_from=13, quiet_until=13)
    assert due(Pace.INSTANT, local(2026, 11, 24, 13), none) == local(2026, 11, 24, 13)


def test_whoever_wants_no_mail_gets_none() -> None:
    assert due_at(Pace.OFF, datetime(2026, 11, 24, tzinfo=UTC), USUAL, LONDON) is None
