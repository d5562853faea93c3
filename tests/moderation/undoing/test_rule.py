"""The rule alone: whose act it is, whether there is time, and whether anything happened since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from moderation.undoing.rule import ActKind, Done, WhyNot, in_words, why_not

UNTIL = datetime(2026, 11, 24, 10, 1, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
DONE = Done(ActKind.DECLINE, "mo", UNTIL)


def test_whoever_did_it_may_undo_it_until_the_last_moment_and_not_after() -> None:
    assert why_not(DONE, person_id="mo", now=UNTIL - A_MOMENT) is None
    assert why_not(DONE, person_id="mo", now=UNTIL) is WhyNot.OVER


def test_everything_else_stands_in_the_way_in_this_order() -> None:
    late = UNTIL + A_MOMENT
    undone, moved = replace(DONE, is_undone=True), replace(DONE, has_moved_on=True)
    assert why_not(undone, person_id="nia", now=late) is WhyNot.NOT_YOURS
    assert why_not(undone, person_id="mo", now=late) is WhyNot.UNDONE
    assert why_not(moved, person_id="mo", now=late) is WhyNot.OVER
    assert why_not(moved, person_id="mo", now=UNTIL - A_MOMENT) is WhyNot.CHANGED


@pytest.mark.parametrize(("reason", "kind"), list(product(WhyNot, ActKind)))
def test_each_refusal_says_what_is_so_and_what_can_be_done_instead(
    reason: WhyNot, kind: ActKind
) -> None:
    said = in_words(reason, kind)
    assert said.endswith(".")
    assert (said.count(". ") > 0) is (reason is not WhyNot.NOT_YOURS)
