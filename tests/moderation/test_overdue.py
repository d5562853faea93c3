"""What waits too long: everybody concerned is told once, in plain words, and nothing decides itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from moderation import State
from moderation.notices.models import Notice
from moderation.permissions import Permission
from moderation.records import audit
from moderation.records.models import AuditEntry
from moderation.review.models import Decision, Reminder, Submission
from moderation.review.overdue import lateness
from tests.moderation.conftest import Site
from tests.moderation.test_at_once import at_once
from tests.moderation.test_commands import flask
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)
WEDNESDAY = datetime(2026, 11, 25, 9, 1, tzinfo=LONDON)
THURSDAY = datetime(2026, 11, 26, 9, 1, tzinfo=LONDON)
IDLE = ["Nobody has to be reminded of anything."]


@pytest.fixture
def held(site: Site, time_machine: Time) -> Submission:
    """A post held on a Monday morning in term."""
    time_machine.move_to(MONDAY, tick=False)
    return site.submit(RUDE)


def reminded(site: Site) -> list[str]:
    """What the command says it has done."""
    result = flask(site, "remind")
    assert result.exit_code == 0, result.output
    site.session.expire_all()
    return result.output.splitlines()


def notices_to(site: Site, person: str) -> list[str]:
    return list(
        site.session.scalars(
            sa.select(Notice.template).where(Notice.recipient_id == person).order_by(Notice.id)
        )
    )


@pytest.mark.both_engines
def test_us_15_an_overdue_hold_is_said_to_be_overdue_and_never_decides_itself(
    site: Site, held: Submission, time_machine: Time
) -> None:
    time_machine.move_to(MONDAY + timedelta(days=1, hours=7, minutes=59), tick=False)
    assert "Late:" not in site.get("/moderation/").text
    time_machine.move_to(MONDAY + timedelta(days=2, minutes=-1), tick=False)
    page = site.get("/moderation/").text
    assert f'data-submission="{held.id}" data-route="hold" data-late="late"' in page
    assert "Late:</strong> by 15 hours. Promised by yesterday, 5:00 pm" in page
    assert reminded(site) == IDLE

    time_machine.move_to(WEDNESDAY, tick=False)
    for moderator in ("mo", "nia", "dsl", "head"):
        page = site.get("/moderation/", moderator).text
        assert 'data-late="overdue"' in page
        assert "Overdue" in page
        assert "Waiting too long" not in page
    assert reminded(site) == [f"note/{held.subject_id}: its author knows now that it is late."]
    assert notices_to(site, "asha") == ["post_held", "hold_late"]
    letter = site.moderation.notices_for("asha")[0]
    assert letter.subject == "We are late with your post"
    assert "by Tuesday 24 November 2026, 5:00 pm. We have not managed it. We are sorry." in letter.body
    assert "nothing has been decided" in letter.body
    assert "look at it by Thursday 26 November 2026, 5:00 pm." in letter.body
    assert "bollocks" not in letter.body
    assert site.told("head") == []

    time_machine.move_to(THURSDAY, tick=False)
    assert reminded(site) == [f"note/{held.subject_id}: the head knows now that it waits."]
    for looks_first in ("head", "deputy", "dsl"):
        assert site.told(looks_first) == ["A post has waited too long on the forum"]
        page = site.get("/moderation/", looks_first).text
        assert 'data-list="waiting-too-long"' in page
        assert f'href="/moderation/submissions/{held.id}">Asha in the notes</a>' in page
    assert "Waiting too long" not in site.get("/moderation/", "mo").text
    assert not [body for _, _, body, _ in site.people.told if "bollocks" in body]

    for days in (1, 7, 31):
        time_machine.move_to(THURSDAY + timedelta(days=days), tick=False)
        assert reminded(site) == IDLE
    assert held.state is State.HELD
    assert site.shown(held) is None
    assert not site.session.scalars(sa.select(Decision)).all()
    assert notices_to(site, "asha") == ["post_held", "hold_late"]
    assert site.told("head") == ["A post has waited too long on the forum"]
    assert site.audited()[-2:] == ["reminder:author", "reminder:head"]
    entry = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.actor_id, entry.subject_id) == (None, held.subject_id)
    assert set(entry.detail) == {"submission", "waits_since"}
    assert audit.verify(site.session).broken_at is None


@pytest.mark.both_engines
def test_a_card_somebody_has_open_is_not_one_on_an_earlier_state(
    site: Site, held: Submission, time_machine: Time
) -> None:
    version = held.revision
    time_machine.move_to(THURSDAY, tick=False)
    assert len(reminded(site)) == 2
    assert site.decide(held, "publish", version=version).status_code == 303
    assert site.shown(held) == RUDE
    assert reminded(site) == IDLE


@pytest.mark.both_engines
def test_however_many_remind_at_once_everybody_is_told_once(
    site: Site, held: Submission, time_machine: Time
) -> None:
    others = [site.submit(f"{RUDE}, the {number}th") for number in range(4)]
    time_machine.move_to(THURSDAY, tick=False)

    def remind() -> int:
        done = site.moderation.remind()
        site.session.commit()
        return len(done)

    found = at_once(site, *[remind] * 4)
    assert sorted(found) == [0, 0, 0, 2 * (1 + len(others))]
    assert notices_to(site, "asha").count("hold_late") == 5
    assert site.told("head") == ["5 posts have waited too long on the forum"]
    assert site.session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 10
    assert audit.verify(site.session).broken_at is None


@pytest.mark.both_engines
def test_whoever_decides_while_others_are_reminded_is_not_in_their_way(
    site: Site, held: Submission, time_machine: Time
) -> None:
    for number in range(10):
        time_machine.move_to(MONDAY, tick=False)
        waits = site.submit(f"{RUDE}, round {number}")
        id_, version = waits.id, waits.revision
        time_machine.move_to(THURSDAY, tick=False)

        def remind() -> int:
            done = site.moderation.remind()
            site.session.commit()
            return len(done)

        path = f"/moderation/submissions/{id_}/decide"
        answer, _ = at_once(
            site,
            lambda: site.post(path, "mo", decision="publish", version=version).status_code,  # noqa: B023
            remind,
        )
        assert answer == 303
    assert audit.verify(site.session).broken_at is None


def test_an_author_is_told_again_only_if_it_waits_a_second_time(
    site: Site, held: Submission, time_machine: Time
) -> None:
    time_machine.move_to(WEDNESDAY, tick=False)
    assert len(reminded(site)) == 1
    site.decide(held, "publish")
    site.moderation.report(held.subject, reporter=site.people.actor("ben"), reason="threat")
    site.session.commit()
    assert held.state is State.HIDDEN
    time_machine.move_to(WEDNESDAY + timedelta(days=1, hours=12), tick=False)
    assert reminded(site) == IDLE
    time_machine.move_to(WEDNESDAY + timedelta(days=2, minutes=1), tick=False)
    assert len(reminded(site)) == 1
    assert notices_to(site, "asha").count("hold_late") == 2


def test_of_what_readers_can_see_meanwhile_only_the_head_is_told(site: Site, time_machine: Time) -> None:
    time_machine.move_to(MONDAY, tick=False)
    shown = site.submit(HARMLESS)
    time_machine.shift(timedelta(days=30))
    site.moderation.report(shown.subject, reporter=site.people.actor("ben"), reason="unkind")
    site.session.commit()
    reported = datetime.now(UTC)
    time_machine.move_to(reported + timedelta(days=1), tick=False)
    assert reminded(site) == IDLE
    time_machine.move_to(reported + timedelta(days=40), tick=False)
    assert reminded(site) == [f"note/{shown.subject_id}: the head knows now that it waits."]
    assert notices_to(site, "asha") == []
    assert shown.state is State.PUBLISHED


def test_what_was_referred_has_no_promised_day_and_nobody_is_reminded_of_it(
    site: Site, time_machine: Time
) -> None:
    time_machine.move_to(MONDAY, tick=False)
    threat = site.submit(THREAT)
    site.post(
        f"/moderation/submissions/{threat.id}/triage",
        "dsl",
        outcome="referred",
        referred_to=site.moderation.policy.safeguarding.referred_to[0],
        note="Passed on.",
        version=threat.revision,
    )
    site.session.expire_all()
    assert threat.referred_at
    time_machine.shift(timedelta(days=40))
    assert reminded(site) == IDLE
    assert "Waiting too long" not in site.get("/moderation/", "dsl").text


def test_what_is_cleared_for_moderators_waits_anew(site: Site, time_machine: Time) -> None:
    time_machine.move_to(MONDAY, tick=False)
    threat = site.submit(THREAT)
    time_machine.move_to(WEDNESDAY, tick=False)
    site.post(
        f"/moderation/submissions/{threat.id}/triage",
        "dsl",
        outcome="cleared",
        note="A figure of speech.",
        version=threat.revision,
    )
    site.session.expire_all()
    assert threat.waits_since == WEDNESDAY
    assert reminded(site) == IDLE


def test_whoever_it_is_about_is_not_alerted_and_if_that_is_all_the_chair_is(
    site: Site, time_machine: Time
) -> None:
    site.people.permissions["chair"] = frozenset({Permission.QUEUE_READ, Permission.SUBMISSION_STAND_IN})
    site.people.names_to_ids = {"Headley": "head"}
    time_machine.move_to(MONDAY, tick=False)
    site.submit(f"{RUDE}, Headley")
    time_machine.move_to(THURSDAY, tick=False)
    assert len(reminded(site)) == 2
    assert site.told("head") == []
    assert site.told("deputy") == ["A post has waited too long on the forum"]
    assert "Waiting too long" not in site.get("/moderation/", "head").text
    assert "Waiting too long" in site.get("/moderation/", "deputy").text
    site.people.names_to_ids |= {"Deputy": "deputy", "Dsley": "dsl"}
    time_machine.move_to(MONDAY, tick=False)
    site.submit(f"{RUDE}, Headley, Deputy and Dsley")
    time_machine.move_to(THURSDAY, tick=False)
    told = len(site.told("deputy"))
    assert len(reminded(site)) == 2
    assert len(site.told("deputy")) == told
    assert site.told("chair")[-1] == "A post has waited too long on the forum"


@pytest.mark.both_engines
def test_late_ones_come_first_within_their_urgency(site: Site, time_machine: Time) -> None:
    time_machine.move_to(MONDAY, tick=False)
    late = site.submit(RUDE)
    time_machine.move_to(WEDNESDAY, tick=False)
    new, urgent = site.submit(f"{RUDE} again"), site.submit(THREAT)
    page = site.get("/moderation/", "dsl").text
    order = [page.index(f'<article data-submission="{each.id}"') for each in (urgent, late, new)]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("now", "words", "is_overdue"),
    [
        (datetime(2026, 11, 20, 17, 0, tzinfo=LONDON), None, False),
        (datetime(2026, 11, 20, 17, 20, tzinfo=LONDON), "less than an hour", False),
        (datetime(2026, 11, 20, 18, 10, tzinfo=LONDON), "1 hour", False),
        (datetime(2026, 11, 22, 18, 0, tzinfo=LONDON), "less than a school day", False),
        (datetime(2026, 11, 23, 9, 1, tzinfo=LONDON), "less than a school day", True),
        (datetime(2026, 11, 23, 17, 1, tzinfo=LONDON), "1 school day", True),
        (datetime(2026, 11, 25, 9, 0, tzinfo=LONDON), "2 school days", True),
    ],
)
def test_how_late_something_is_is_said_in_school_days(
    site: Site, now: datetime, words: str | None, is_overdue: bool
) -> None:
    submission = Submission(
        waits_since=datetime(2026, 11, 19, 9, 0, tzinfo=LONDON),
        due_at=datetime(2026, 11, 20, 17, 0, tzinfo=LONDON),
    )
    found = lateness(submission, site.moderation.policy, now)
    assert (found.words if found else None) == words
    assert (found.is_overdue if found else False) is is_overdue


@pytest.mark.both_engines
def test_its_author_reads_by_when_now_and_that_we_are_late(
    site: Site, held: Submission, time_machine: Time
) -> None:
    def stands() -> tuple[datetime | None, bool]:
        found = site.moderation.standing({held.subject})[held.subject]
        return found.due_at, found.is_late

    promised = datetime(2026, 11, 24, 17, 0, tzinfo=LONDON)
    assert stands() == (promised, False)
    time_machine.move_to(WEDNESDAY, tick=False)
    assert stands() == (None, True)
    reminded(site)
    assert stands() == (datetime(2026, 11, 26, 17, 0, tzinfo=LONDON), True)
    time_machine.move_to(THURSDAY + timedelta(days=1), tick=False)
    assert stands() == (None, True)


def test_a_command_sends_what_it_queued(site: Site, held: Submission, time_machine: Time) -> None:
    sent: list[Callable[[], object]] = []
    site.moderation.deliver = lambda: sent.append(lambda: None)
    time_machine.move_to(WEDNESDAY, tick=False)
    reminded(site)
    assert len(sent) == 1
