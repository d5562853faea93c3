"""What a person accepts of a policy file: what it asks of them, and not the school's own affairs."""

import pytest

from moderation.policy import load, parse
from tests.moderation.policy.editing import SHIPPED


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("last_day = 2026-12-18", "last_day = 2026-12-17"),
        ("closed_days = [2026-09-01, ", "closed_days = [2026-09-02, "),
        ('office_phone = "01632 960 001"', 'office_phone = "01632 960 009"'),
        ("head_school_days = 3 ", "head_school_days = 4 "),
        ("min_reason_chars = 30", "min_reason_chars = 40"),
        ("# Milverton", "# The same of Milverton"),
    ],
)
def test_what_is_the_schools_own_affair_is_not_accepted_anew(was: str, becomes: str) -> None:
    assert was in SHIPPED
    changed = parse(SHIPPED.replace(was, becomes, 1))
    assert changed.hash != load().hash
    assert changed.accepted_hash == load().accepted_hash


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('version = "2017/18"', 'version = "2018/19"'),
        ("are now widely used.", "are now used."),
        ('plain = "Many people use', 'plain = "Some people use'),
        ("Rude about a particular pupil", "Unkind about a particular pupil"),
        ("live_for_days = 365", "live_for_days = 300"),
        ("within_school_days = 10", "within_school_days = 12"),
        ("continuation_window_days = 365", "continuation_window_days = 300"),
    ],
)
def test_what_is_asked_of_people_is_accepted_anew(was: str, becomes: str) -> None:
    assert was in SHIPPED
    assert parse(SHIPPED.replace(was, becomes, 1)).accepted_hash != load().accepted_hash
