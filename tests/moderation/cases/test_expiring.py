"""A limit ends by its date alone, whoever is awake; its person is told so once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from moderation import State
from moderation.cases import services
from moderation.cases.models import Measure
from moderation.notices.models import Notice
from moderation.records.models import AuditEntry
from tests.moderation.cases.acts import agree, as_far_as_a_warning, take
from tests.moderation.conftest import Site
from tests.moderation.test_at_once import at_once
from tests.moderation.test_submitting import HARMLESS

Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")
# The clocks go forward on Sunday 28 March 2027: its night has one hour less.
ENDS = datetime(2027, 3, 29, 0, 0, tzinfo=LONDON)


@pytest.fixture
def limited(site: Site, time_machine: Time) -> Measure:
    """A limit until the first moment of Monday 29 March 2027, at school."""
    time_machine.move_to(datetime(2027, 3, 1, 10, 0, tzinfo=UTC), tick=False)
    _, further = as_far_as_a_warning(site, time_machine)
    return take(site, "restrict", further, limits={"premoderate": True}, ends_at=ENDS)


def ended(site: Site) -> list[Notice]:
    wanted = sa.select(Notice).where(Notice.template == "measure_ended")
    return list(site.session.scalars(wanted.order_by(Notice.id)))


@pytest.mark.both_engines
def test_us_25_a_restriction_ends_at_its_instant_and_its_person_is_told_once(
    site: Site, limited: Measure, time_machine: Time
) -> None:
    assert limited.ends_at == datetime(2027, 3, 28, 23, 0, tzinfo=UTC)
    time_machine.move_to(ENDS - timedelta(seconds=1), tick=False)
    assert site.submit(HARMLESS).state is State.HELD
    assert not [line for line in site.moderation.remind() if "has ended" in line]
    site.session.commit()
    time_machine.move_to(ENDS, tick=False)
    assert site.submit(f"{HARMLESS} again").state is State.PUBLISHED
    assert ended(site) == []

    def remind() -> int:
        done = [line for line in site.moderation.remind() if "has ended" in line]
        site.session.commit()
        return len(done)

    assert sorted(at_once(site, *[remind] * 3)) == [0, 0, 1]
    (notice,) = ended(site)
    assert notice.recipient_id == "asha"
    assert "It held until the end of Sunday 28 March 2027, and is over now." in notice.body
    entry = site.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "measure:expired")
    ).one()
    assert (entry.actor_id, entry.detail["measure"]) == (None, notice.measure_id)
    time_machine.shift(timedelta(days=20))
    assert remind() == 0
    assert len(ended(site)) == 1


def test_what_was_ended_by_somebody_or_long_ago_is_no_news(
    site: Site, limited: Measure, time_machine: Time
) -> None:
    head = site.people.actor("head")
    services.lift(site.moderation, limited.id, admin=head, reason="She came to see us.")
    site.session.commit()
    time_machine.move_to(ENDS + timedelta(days=1), tick=False)
    site.moderation.remind()
    assert ended(site) == []
    _, further = as_far_as_a_warning(site, time_machine)
    agree(site, take(site, "block", further))
    time_machine.shift(timedelta(days=60 + 31))
    site.moderation.remind()
    assert ended(site) == []
