"""When a promise falls due: school days in England, and hours that stay hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.policy import load
from moderation.policy.schooltime import (
    add_school_days,
    due_after_hours,
    due_after_school_days,
    is_school_day,
)

POLICY = load()
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),  # Tuesday to Wednesday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is a Saturday: Monday instead
        (date(2026, 12, 24), 4, date(2027, 1, 4)),  # and New Year's Day
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # Good Friday, weekend, Easter Monday
        (date(2027, 4, 30), 1, date(2027, 5, 4)),  # early May bank holiday
        (date(2027, 8, 27), 1, date(2027, 8, 31)),  # the last Monday of August
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_school_days_leave_out_weekends_and_bank_holidays(day: date, count: int, due: date) -> None:
    assert add_school_days(day, count) == due


def test_scotland_s_holidays_are_school_days_here() -> None:
    assert is_school_day(date(2026, 11, 30))
    assert is_school_day(date(2026, 1, 2))


def test_a_promise_ends_with_the_working_day_in_school_time() -> None:
    moment = datetime(2026, 11, 24, 16, 11, tzinfo=UTC)

    due = due_after_school_days(moment, 1, POLICY)

    assert due == datetime(2026, 11, 25, 17, 0, tzinfo=LONDON)


def test_a_promise_made_over_the_clock_change_still_ends_at_five() -> None:
    moment = datetime(2027, 3, 25, 22, 0, tzinfo=UTC)

    due = due_after_school_days(moment, 1, POLICY)

    assert due.astimezone(UTC) == datetime(2027, 3, 30, 16, 0, tzinfo=UTC)


def test_late_on_a_summer_evening_it_is_already_tomorrow_at_school() -> None:
    moment = datetime(2027, 6, 8, 23, 30, tzinfo=UTC)  # half past midnight on Wednesday

    assert due_after_school_days(moment, 1, POLICY).date() == date(2027, 6, 10)


def test_the_school_says_when_its_day_ends() -> None:
    early = replace(POLICY, holds=replace(POLICY.holds, day_ends=time(15, 30)))
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    assert due_after_school_days(moment, 1, early).time() == time(15, 30)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (
            datetime(2027, 3, 28, 0, 30, tzinfo=LONDON),
            datetime(2027, 3, 28, 5, 30, tzinfo=LONDON),
        ),
        (
            datetime(2027, 10, 31, 0, 30, tzinfo=LONDON),
            datetime(2027, 10, 31, 3, 30, tzinfo=LONDON),
        ),
        (
            datetime(2026, 11, 28, 3, 0, tzinfo=UTC),
            datetime(2026, 11, 28, 7, 0, tzinfo=UTC),
        ),
    ],
    ids=["clocks forward", "clocks back", "a Saturday night"],
)
def test_urgent_hours_are_hours_whatever_the_clocks_do(moment: datetime, due: datetime) -> None:
    assert due_after_hours(moment, 4) == due.astimezone(UTC)


@settings(deadline=None)
@given(
    st.integers(1_577_836_800, 2_082_672_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.integers(1, 15),
)
def test_a_promise_is_always_later_and_on_a_school_day(moment: datetime, count: int) -> None:
    due = due_after_school_days(moment, count, POLICY)

    assert due > moment
    assert is_school_day(due.date())
    assert due_after_school_days(moment, count + 1, POLICY) > due


@pytest.mark.parametrize("due", [due_after_hours, lambda m, n: due_after_school_days(m, n, POLICY)])
def test_a_moment_without_its_zone_is_refused(due: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 11, 24, 12), 1)  # type: ignore[operator]  # noqa: DTZ001
