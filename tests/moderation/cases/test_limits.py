"""What restrictions and blocks in force mean, computed at each moment."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation import State
from moderation.errors import Restricted
from moderation.policy import MeasureKind
from moderation.times import end_in_words
from tests.moderation.cases.acts import agree, as_far_as_a_warning, take
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


def limit(site: Site, time: Time, **limits: object) -> None:
    _, further = as_far_as_a_warning(site, time)
    take(site, "restrict", further, limits=limits)


def test_nobody_is_limited_to_begin_with(site: Site) -> None:
    limits = site.moderation.limits_for("asha")
    assert (limits.block, limits.premoderate, limits.boards_only) == (None, False, None)
    assert limits.refusal(opens_thread=True, area="general") is None


@pytest.mark.parametrize(
    ("limits", "topic", "reply"),
    [
        ({"no_new_topics": True}, True, False),
        ({"no_replies": True}, False, True),
        ({"no_new_topics": True, "no_replies": True}, True, True),
        ({"boards_only": ["year-2"]}, True, True),
        ({"boards_only": ["general"]}, False, False),
        ({"premoderate": True}, False, False),
    ],
)
def test_each_limit_refuses_what_it_names_and_nothing_else(
    site: Site, time_machine: Time, limits: dict[str, object], topic: bool, reply: bool
) -> None:
    limit(site, time_machine, **limits)
    found = site.moderation.limits_for("asha")
    assert (found.refusal(opens_thread=True, area="general") is not None) is topic
    assert (found.refusal(opens_thread=False, area="general") is not None) is reply


def test_a_refusal_says_until_when_and_why_and_how_to_appeal(site: Site, time_machine: Time) -> None:
    limit(site, time_machine, no_replies=True)
    words = site.moderation.limits_for("asha").refusal(opens_thread=False, area="general")
    assert words is not None
    for part in ("not reply", "2026", "About the restrict", "appeal", "SG-"):
        assert part in words


def test_a_premoderated_person_is_heard_once_a_person_has_read_it(
    site: Site, time_machine: Time
) -> None:
    limit(site, time_machine, premoderate=True)
    assert site.submit("Lovely fair on Saturday.").state is State.HELD
    assert site.submit("Lovely fair on Saturday.", "ben").state is State.PUBLISHED


def test_a_restricted_person_is_refused_and_nothing_is_kept(site: Site, time_machine: Time) -> None:
    limit(site, time_machine, no_new_topics=True)
    with pytest.raises(Restricted):
        site.submit("A new topic.", opens_thread=True)
    site.session.rollback()
    assert site.submit("Only a reply.").state is State.PUBLISHED


def test_two_restrictions_hold_together(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    take(site, "restrict", further, limits={"boards_only": ["general"]})
    take(site, "restrict", further, limits={"boards_only": ["year-2"]}, reason="Once more.")
    limits = site.moderation.limits_for("asha")
    assert limits.boards_only == frozenset()
    for area in ("general", "year-2", "year-3"):
        assert limits.refusal(opens_thread=False, area=area)


@pytest.mark.both_engines
def test_a_block_ends_by_itself_at_its_instant(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = agree(site, take(site, "block", further))
    assert block.ends_at is not None
    told = site.moderation.limits_for("asha").block
    assert told is not None
    assert (told.reference, told.decided_by, told.kind) == (
        block.reference,
        "Deputy",
        MeasureKind.BLOCK,
    )
    time_machine.move_to(block.ends_at - timedelta(seconds=1), tick=False)
    assert site.moderation.limits_for("asha").block is not None
    time_machine.move_to(block.ends_at, tick=False)
    assert site.moderation.limits_for("asha").block is None


def test_a_restriction_across_the_clock_change_ends_at_school_midnight(
    site: Site, time_machine: Time
) -> None:
    time_machine.move_to(datetime(2027, 3, 9, 10, 0, tzinfo=UTC), tick=False)
    _, further = as_far_as_a_warning(site, time_machine)
    ends = datetime(2027, 3, 29, tzinfo=site.moderation.policy.school.zone)
    take(site, "restrict", further, ends_at=ends, limits={"no_replies": True})
    time_machine.move_to(datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC), tick=False)
    limits = site.moderation.limits_for("asha")
    assert limits.restrictions[0].until == "the end of Sunday 28 March 2027"
    time_machine.move_to(datetime(2027, 3, 28, 23, 0, tzinfo=UTC), tick=False)
    assert not site.moderation.limits_for("asha").restrictions


def test_one_to_come_does_not_limit_yet(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    starts = datetime(2026, 12, 1, tzinfo=UTC)
    take(site, "restrict", further, starts_at=starts, ends_at=starts + timedelta(days=7))
    assert not site.moderation.limits_for("asha").restrictions
    time_machine.move_to(starts, tick=False)
    assert site.moderation.limits_for("asha").restrictions


def test_limits_take_one_statement_and_touch_nobody_else(site: Site, time_machine: Time) -> None:
    limit(site, time_machine, no_replies=True)
    sent: list[str] = []
    engine = site.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    assert not site.moderation.limits_for("ben").restrictions
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2027, 3, 1, tzinfo=UTC), "the end of Sunday 28 February 2027"),
        (datetime(2027, 3, 1, 12, 5, tzinfo=UTC), "Monday 1 March 2027, 12:05 pm"),
        (datetime(2027, 7, 1, 23, 0, tzinfo=UTC), "the end of Thursday 1 July 2027"),
        (datetime(2027, 7, 1, 8, 0, tzinfo=UTC), "Thursday 1 July 2027, 9:00 am"),
    ],
)
def test_an_end_at_midnight_is_said_as_people_mean_it(site: Site, moment: datetime, words: str) -> None:
    assert end_in_words(moment, site.moderation.policy.school.zone) == words


def test_a_proposal_alone_limits_nothing(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    take(site, "block", further)
    assert site.moderation.limits_for("asha").block is None
