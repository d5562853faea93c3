"""When a promise falls due: the school's own days, and hours that stay hours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.policy import Policy, load
from moderation.policy.document import Term
from moderation.policy.schooltime import (
    add_school_days,
    after_whole_school_days,
    count_school_days,
    due_after_hours,
    due_after_school_days,
    is_holiday,
    is_school_day,
    whole_school_days_before,
    whole_school_days_between,
)

POLICY = load()
NO_TERMS = replace(POLICY, terms=(), calendar=replace(POLICY.calendar, closed_days=()))
LONDON = ZoneInfo("Europe/London")

days = st.dates(date(2026, 7, 1), date(2027, 10, 1))
moments = st.builds(datetime.combine, days, st.times(), st.sampled_from([UTC, LONDON]))
counts = st.integers(0, 25)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A school with terms and closed days of its own, in any of the four nations."""
    edges = sorted(draw(st.lists(days, min_size=0, max_size=8, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    terms = tuple(Term(f"{first}", first, last) for first, last in pairs)
    nation = draw(st.sampled_from(["england", "wales", "scotland", "northern_ireland"]))
    closed = tuple(draw(st.lists(days, max_size=5, unique=True)))
    calendar = replace(POLICY.calendar, nation=nation, closed_days=closed)
    return replace(POLICY, terms=terms, calendar=calendar)


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
def test_without_terms_school_days_leave_out_weekends_and_bank_holidays(
    day: date, count: int, due: date
) -> None:
    assert add_school_days(day, count, NO_TERMS) == due


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 10, 22), 1, date(2026, 10, 23)),
        (date(2026, 10, 23), 1, date(2026, 11, 3)),  # half-term, then an INSET day
        (date(2026, 12, 18), 1, date(2027, 1, 5)),  # over the year's end, then an INSET day
        (date(2026, 12, 25), 2, date(2027, 1, 6)),  # from a holiday that is no weekday either
        (date(2027, 3, 25), 1, date(2027, 4, 12)),  # Easter, and the clocks change meanwhile
        (date(2027, 4, 30), 1, date(2027, 5, 4)),  # a bank holiday in term
        (date(2026, 9, 1), 1, date(2026, 9, 2)),
        (date(2026, 8, 27), 2, date(2026, 9, 2)),  # before the first term weekdays count
        (date(2027, 7, 21), 1, date(2027, 7, 23)),  # an INSET day ends the last term
    ],
)
def test_a_school_s_own_days_are_those_of_its_terms_without_closed_days(
    day: date, count: int, due: date
) -> None:
    assert add_school_days(day, count, POLICY) == due


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        ("scotland", date(2026, 11, 30)),  # St Andrew's Day
        ("northern_ireland", date(2027, 3, 17)),  # St Patrick's Day
        ("england", date(2027, 3, 29)),  # Easter Monday
        ("wales", date(2027, 5, 31)),
    ],
)
def test_bank_holidays_are_those_of_the_school_s_own_nation(nation: str, day: date) -> None:
    here = replace(NO_TERMS, calendar=replace(NO_TERMS.calendar, nation=nation))

    assert not is_school_day(day, here)
    assert is_school_day(date(2026, 11, 30), NO_TERMS)
    assert is_school_day(date(2027, 3, 17), NO_TERMS)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 31), False),  # the file says nothing of these weeks
        (date(2026, 9, 1), False),  # an INSET day is a day of term
        (date(2026, 10, 26), True),
        (date(2026, 11, 28), False),  # a weekend in term
        (date(2026, 12, 25), True),
        (date(2027, 7, 22), False),
        (date(2027, 7, 23), False),
    ],
)
def test_a_holiday_lies_between_two_terms_of_the_file(day: date, expected: bool) -> None:
    assert is_holiday(day, POLICY) is expected
    assert not is_holiday(day, NO_TERMS)


@settings(deadline=None)
@given(policies(), days, counts)
def test_adding_school_days_lands_on_one_and_counting_them_gives_the_number(
    policy: Policy, day: date, count: int
) -> None:
    later = add_school_days(day, count, policy)

    assert count_school_days(day, later, policy) == count
    assert add_school_days(day, count + 1, policy) > later
    if count:
        assert is_school_day(later, policy)
        assert later.weekday() < 5
        assert later not in policy.calendar.closed_days
        assert not is_holiday(later, policy)


@settings(deadline=None)
@given(policies(), days, days, counts)
def test_who_comes_first_is_never_promised_later(
    policy: Policy, one: date, other: date, count: int
) -> None:
    first, second = sorted((one, other))

    assert add_school_days(first, count, policy) <= add_school_days(second, count, policy)


@settings(deadline=None)
@given(policies(), moments, moments, counts)
def test_whole_school_days_are_the_same_forwards_backwards_and_counted(
    policy: Policy, one: datetime, other: datetime, count: int
) -> None:
    first, second = sorted((one, other))
    passed = after_whole_school_days(first, count, policy)

    assert passed <= after_whole_school_days(second, count, policy)
    assert (passed <= second) is (first <= whole_school_days_before(second, count, policy))
    if count:
        assert (passed <= second) is (whole_school_days_between(first, second, policy) >= count)
        assert is_school_day(passed.date(), policy)


@pytest.mark.parametrize(
    ("moment", "count", "passed"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=LONDON), 2, datetime(2026, 11, 25, 9, tzinfo=LONDON)),
        (datetime(2026, 11, 20, 20, tzinfo=LONDON), 1, datetime(2026, 11, 23, 20, tzinfo=LONDON)),
        # A Saturday counts from the first moment of Monday.
        (datetime(2026, 11, 21, 8, tzinfo=LONDON), 1, datetime(2026, 11, 24, tzinfo=LONDON)),
        # Over both changes of the clocks the time of day stays what it was.
        (datetime(2027, 3, 25, 9, tzinfo=LONDON), 1, datetime(2027, 4, 12, 9, tzinfo=LONDON)),
        (datetime(2026, 10, 23, 9, tzinfo=LONDON), 1, datetime(2026, 11, 3, 9, tzinfo=LONDON)),
    ],
)
def test_whole_school_days_leave_out_days_off_and_keep_the_time_of_day(
    moment: datetime, count: int, passed: datetime
) -> None:
    assert after_whole_school_days(moment, count, POLICY) == passed


def test_a_promise_ends_with_the_working_day_in_school_time() -> None:
    moment = datetime(2026, 11, 24, 16, 11, tzinfo=UTC)

    due = due_after_school_days(moment, 1, POLICY)

    assert due == datetime(2026, 11, 25, 17, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (NO_TERMS, datetime(2027, 3, 30, 16, 0, tzinfo=UTC)),
        (POLICY, datetime(2027, 4, 12, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_promise_made_over_the_clock_change_still_ends_at_five(policy: Policy, due: datetime) -> None:
    moment = datetime(2027, 3, 25, 22, 0, tzinfo=UTC)

    assert due_after_school_days(moment, 1, policy).astimezone(UTC) == due


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
@given(policies(), moments, st.integers(1, 15))
def test_a_promise_is_always_later_and_on_a_school_day(
    policy: Policy, moment: datetime, count: int
) -> None:
    due = due_after_school_days(moment, count, policy)

    assert due > moment
    assert is_school_day(due.date(), policy)
    assert due_after_school_days(moment, count + 1, policy) > due
    # Nobody is told that it is overdue before the promise has passed.
    assert after_whole_school_days(moment, count + 1, policy) > due


@pytest.mark.parametrize("due", [due_after_hours, lambda m, n: due_after_school_days(m, n, POLICY)])
def test_a_moment_without_its_zone_is_refused(due: Callable[[datetime, int], datetime]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 11, 24, 12), 1)  # noqa: DTZ001
