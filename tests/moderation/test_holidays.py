"""While school is away: nothing changes, or every post waits and its author knows until when."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from moderation import State
from moderation.records.models import AuditEntry
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")
HALF_TERM = datetime(2026, 10, 28, 21, 0, tzinfo=LONDON)
BACK = datetime(2026, 11, 3, 17, 0, tzinfo=LONDON)  # after an INSET day


@pytest.fixture
def away(site: Site, time_machine: Time) -> Site:
    """A school that looks at every post of the holidays first, in half-term."""
    policy = site.moderation.policy
    site.moderation.policy = replace(policy, holds=replace(policy.holds, in_holidays="premoderate"))
    time_machine.move_to(HALF_TERM, tick=False)
    return site


def test_us_15_in_the_holidays_every_post_waits_and_the_notice_says_until_when(away: Site) -> None:
    held = away.submit(HARMLESS)
    assert (held.state, held.route, held.due_at) == (State.HELD, "hold", BACK)
    assert away.shown(held) is None
    assert (held.category, held.clause) == (None, None)
    assert held.why == "School is away, so every post waits for a person to look."
    assert away.moderation.away_until() == BACK
    letter = away.moderation.notices_for("asha")[0].body
    assert held.why in letter
    assert "This is not a warning" in letter
    assert "A person will look at it by Tuesday 3 November 2026, 5:00 pm." in letter
    entry = away.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.action, entry.detail["detectors"]) == ("submission:held", ["holidays"])
    assert away.decide(held, "publish").status_code == 303
    assert away.shown(held) == HARMLESS


def test_what_would_be_held_anyway_says_why_and_what_is_urgent_stays_urgent(away: Site) -> None:
    rude, threat = away.submit(RUDE), away.submit(THREAT)
    assert rude.category == "profanity"
    assert "School is away" not in rude.why
    assert (threat.route, threat.rank) == ("urgent", 0)
    assert {match.detector for match in rude.matches} >= {"holidays"}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 23, 23, 59, 59, tzinfo=LONDON),
        datetime(2026, 11, 2, 0, 0, tzinfo=LONDON),  # an INSET day is a day of term
        datetime(2026, 11, 28, 12, 0, tzinfo=LONDON),  # so is a weekend in it
        datetime(2027, 8, 10, 12, 0, tzinfo=LONDON),  # of which the file says nothing
    ],
)
def test_in_term_nothing_waits_for_it(away: Site, time_machine: Time, moment: datetime) -> None:
    time_machine.move_to(moment, tick=False)
    assert away.submit(HARMLESS).state is State.PUBLISHED
    assert away.moderation.away_until() is None


def test_as_the_file_ships_nothing_changes_in_the_holidays(site: Site, time_machine: Time) -> None:
    time_machine.move_to(HALF_TERM, tick=False)
    assert site.submit(HARMLESS).state is State.PUBLISHED
    assert site.moderation.away_until() is None
    assert site.submit(RUDE).due_at == BACK
