"""Moments are said as people at the school say them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from moderation.times import day_in_words, end_in_words, time_as_said, time_in_words

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_a_moment_is_told_in_the_schools_own_time() -> None:
    summer = at(2026, 7, 1, 23, 30)  # half an hour into the next day in London
    assert time_in_words(summer, LONDON) == "Thursday 2 July 2026, 12:30 am"
    assert day_in_words(summer, LONDON) == "Thursday 2 July 2026"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(2026, 11, 26, 17), "tomorrow, 5:00 pm"),
        (at(2026, 11, 25, 9, 5), "today, 9:05 am"),
        (at(2026, 11, 24, 12), "yesterday, 12:00 pm"),
        (at(2026, 11, 20, 0), "Friday, 12:00 am"),
        (at(2026, 11, 18, 15, 41), "18 November, 3:41 pm"),
        (at(2025, 11, 18, 15, 41), "18 November 2025, 3:41 pm"),
        (at(2026, 12, 1, 8), "1 December, 8:00 am"),
    ],
)
def test_near_days_have_names(moment: datetime, words: str) -> None:
    assert time_as_said(moment, NOW, LONDON) == words


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert end_in_words(at(2027, 1, 25, 0), LONDON) == "the end of Sunday 24 January 2027"
    assert end_in_words(at(2027, 1, 25, 9), LONDON) == "Monday 25 January 2027, 9:00 am"
    spring = at(2027, 3, 28, 23)  # midnight by the clock that went forward that morning
    assert end_in_words(spring, LONDON) == "the end of Sunday 28 March 2027"
