"""A version that starts on a day to come: until its midnight the one before it is in force."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from moderation.cases import services
from moderation.cases.models import Finding, FindingState
from moderation.errors import Refused
from moderation.policy import Policy, PolicyFault, parse
from moderation.policy.editions import Editions, load_editions
from moderation.policy.models import PolicyInForce, PolicyVersion
from moderation.policy.schooltime import midnight_of
from moderation.records import audit
from moderation.records.models import AuditEntry
from tests.moderation.cases.acts import UNKIND, draft, find
from tests.moderation.conftest import Site
from tests.moderation.policy.editing import SHIPPED, edited
from tests.moderation.test_at_once import at_once
from tests.moderation.test_commands import flask
from tests.moderation.test_policy_versions import A_NEW_KIND, change
from tests.moderation.test_submitting import HARMLESS, RUDE

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")


def text_from(day: date, label: str, text: str = SHIPPED) -> str:
    """A version of the file that starts on this day."""
    text = text.replace('version = "2017/18"', f'version = "{label}"')
    return text.replace("effective_from = 2017-09-01", f"effective_from = {day}")


SPRING, SUMMER = date(2027, 1, 4), date(2027, 6, 14)
STRICTER = parse(text_from(SPRING, "2027") + f"\n{A_NEW_KIND.replace('5.4', 'E4')}")
MILDER = edited('id = "offensive"', "counts_as_finding = true", "counts_as_finding = false")
LENIENT = parse(text_from(SPRING, "2027", MILDER))
WHY = "The version of 2027 no longer counts this kind of thing against anybody."


def put_beside(site: Site, policy: Policy, following: Policy) -> None:
    """The school has both files in place and starts the forum."""
    comes = midnight_of(following.effective_from, following)
    site.moderation._editions = Editions(policy, following, comes)
    site.moderation.record_policy()
    site.session.commit()


@pytest.fixture
def waiting(site: Site) -> Site:
    """A forum on which a stricter version waits for its day."""
    put_beside(site, site.moderation.policy, STRICTER)
    return site


def in_force_log(site: Site) -> list[tuple[str, datetime]]:
    rows = site.session.scalars(sa.select(PolicyInForce).order_by(PolicyInForce.id))
    return [(row.hash, row.since) for row in rows]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("day", "last"),
    [
        (SPRING, datetime(2027, 1, 3, 23, 59, 59, tzinfo=UTC)),
        (SUMMER, datetime(2027, 6, 13, 22, 59, 59, tzinfo=UTC)),  # midnight in London, in summer
    ],
)
def test_it_comes_into_force_at_midnight_school_time_without_a_restart(
    site: Site, time_machine: Time, day: date, last: datetime
) -> None:
    before, after = site.moderation.policy, parse(text_from(day, "2027"))
    put_beside(site, before, after)
    assert site.moderation.policy is before
    assert site.moderation.policy_to_come is after
    time_machine.move_to(last, tick=False)
    assert site.moderation.policy is before
    first = site.submit(UNKIND)
    time_machine.shift(timedelta(seconds=1))
    assert site.moderation.policy is after
    assert site.moderation.policy_to_come is None
    second = site.submit(UNKIND)
    assert [first.policy_hash, second.policy_hash] == [before.hash, after.hash]
    assert (
        "an earlier version of the policy (2017/18)"
        in site.get(f"/moderation/submissions/{first.id}").text
    )
    assert "earlier version" not in site.get(f"/moderation/submissions/{second.id}").text
    assert f"({after.version})" in site.moderation.notices_for("asha")[0].body


@pytest.mark.both_engines
def test_it_is_kept_as_soon_as_it_is_known_and_that_it_came_is_written_down_once(
    waiting: Site, time_machine: Time
) -> None:
    old, site = waiting.moderation.policy, waiting
    assert site.session.get(PolicyVersion, STRICTER.hash).source == STRICTER.source
    assert site.audited() == ["policy:in_force", "policy:to_come"]
    assert site.moderation.remind() == []
    time_machine.move_to(datetime(2027, 1, 4, 8, 0, tzinfo=UTC), tick=False)

    def remind() -> list[str]:
        done = list(site.moderation.remind())
        site.session.commit()
        return done

    found = at_once(site, *[remind] * 3)
    assert sorted(found) == [[], [], ["Version 2027 of the policy is in force now."]]
    site.moderation.record_policy()
    site.session.commit()
    assert site.audited() == ["policy:in_force", "policy:to_come", "policy:in_force"]
    hashes = [row[0] for row in in_force_log(site)]
    assert hashes == [old.hash, STRICTER.hash]
    assert in_force_log(site)[1][1] == datetime(2027, 1, 4, tzinfo=LONDON)
    entry = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.detail == {"version": "2027", "hash": STRICTER.hash}
    assert audit.verify(site.session).broken_at is None


def test_a_version_that_waits_has_its_entry_in_the_log(waiting: Site) -> None:
    verified = flask(waiting, "audit", "verify")
    assert (verified.exit_code, verified.output) == (0, "Unbroken: 2 entries.\n")


def test_a_start_after_its_day_writes_down_the_day_itself(waiting: Site, time_machine: Time) -> None:
    time_machine.move_to(datetime(2027, 1, 9, 8, 0, tzinfo=UTC), tick=False)
    waiting.moderation.record_policy()
    waiting.session.commit()
    assert in_force_log(waiting)[1] == (STRICTER.hash, datetime(2027, 1, 4, tzinfo=LONDON))
    assert waiting.moderation.note_policy_in_force() == []
    # Renaming the file changes nothing.
    change(waiting, STRICTER)
    assert len(in_force_log(waiting)) == 2


def test_what_was_posted_elsewhere_goes_by_the_version_of_its_day(
    waiting: Site, time_machine: Time
) -> None:
    old = waiting.moderation.policy
    time_machine.move_to(datetime(2027, 1, 4, 0, 5, tzinfo=UTC), tick=False)
    at = waiting.moderation.policy_hash_at
    assert at(datetime(2027, 1, 3, 23, 59, tzinfo=UTC)) == old.hash
    assert at(datetime(2027, 1, 4, 0, 1, tzinfo=UTC)) == STRICTER.hash
    assert at(datetime(2010, 1, 1, tzinfo=UTC)) == old.hash
    change(waiting, parse(text_from(date(2027, 1, 2), "2027b")))
    assert at(datetime(2027, 1, 3, 23, 59, tzinfo=UTC)) == old.hash


def test_a_version_taken_back_before_its_day_was_never_in_force(
    waiting: Site, time_machine: Time
) -> None:
    old = waiting.moderation.policy
    change(waiting, old)
    time_machine.move_to(datetime(2027, 2, 1, tzinfo=UTC), tick=False)
    assert waiting.moderation.remind() == []
    assert waiting.moderation.policy is old
    assert waiting.moderation.policy_hash_at(datetime(2027, 1, 9, tzinfo=UTC)) == old.hash
    assert [version.hash for version in waiting.moderation.policy_history()] == [old.hash]


def test_asking_which_policy_is_in_force_asks_no_database(
    waiting: Site, time_machine: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting.moderation, "_session", lambda: pytest.fail("asked the database"))
    for moment in (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)):
        time_machine.move_to(moment, tick=False)
        assert waiting.moderation.policy.version in ("2017/18", "2027")
        waiting.moderation.policy_under(STRICTER.hash)
        waiting.moderation.policy_version(STRICTER.hash[:12])


def test_the_screener_is_not_made_anew_for_a_version_with_the_same_settings(
    waiting: Site, time_machine: Time
) -> None:
    made = waiting.moderation._compiled()
    time_machine.move_to(datetime(2027, 1, 4, 0, 0, tzinfo=UTC), tick=False)
    assert waiting.moderation._compiled() is made
    words = text_from(SUMMER, "2028").replace("held_words = []", 'held_words = ["flump"]')
    change(waiting, parse(words.replace(str(SUMMER), "2027-01-03")))
    assert waiting.moderation._compiled() is not made


def files(folder: Path, current: str, following: str) -> tuple[str, str]:
    (folder / "policy.toml").write_text(current, encoding="utf-8")
    (folder / "policy-next.toml").write_text(following, encoding="utf-8")
    return str(folder / "policy.toml"), str(folder / "policy-next.toml")


def test_the_two_files_are_read_and_the_same_file_twice_is_one(tmp_path: Path) -> None:
    editions = load_editions(*files(tmp_path, SHIPPED, text_from(SPRING, "2027")))
    assert editions.following is not None
    assert (editions.following.version, editions.comes_at) == (
        "2027",
        datetime(2027, 1, 4, tzinfo=LONDON),
    )
    assert load_editions(*files(tmp_path, SHIPPED, SHIPPED)).following is None
    assert load_editions(str(tmp_path / "policy.toml"), "").following is None
    assert load_editions("", str(tmp_path / "policy-next.toml")).following is None


@pytest.mark.parametrize("day", [date(2017, 9, 1), date(2016, 1, 1)])
def test_a_next_version_has_to_start_after_the_one_it_follows(tmp_path: Path, day: date) -> None:
    following = text_from(day, "2027")
    with pytest.raises(PolicyFault, match=r"policy-next\.toml can't be used yet") as caught:
        load_editions(*files(tmp_path, SHIPPED, following))
    (fault,) = caught.value.faults
    assert (fault.where, fault.clause) == ("[policy] effective_from", "T1")
    assert following.splitlines()[fault.line - 1].startswith("effective_from")
    assert "after 2017-09-01" in fault.what


def test_a_fault_in_the_next_file_is_said_of_that_file(tmp_path: Path) -> None:
    following = text_from(SPRING, "2027").replace("urgent_hours = 4", "urgent_hours = 400")
    with pytest.raises(PolicyFault, match=r"policy-next\.toml can't be used yet"):
        load_editions(*files(tmp_path, SHIPPED, following))


@pytest.mark.both_engines
def test_a_version_put_in_place_before_its_day_does_not_start(site: Site) -> None:
    with pytest.raises(PolicyFault, match=r"version 2017/18 is in force until then") as caught:
        change(site, STRICTER)
    assert "Call this file policy-next.toml" in caught.value.faults[0].mend
    site.session.rollback()
    assert len(in_force_log(site)) == 1


def test_an_earlier_version_does_not_come_back_while_a_later_one_waits(
    waiting: Site, time_machine: Time
) -> None:
    old = waiting.moderation.policy
    time_machine.move_to(datetime(2027, 1, 9, 8, 0, tzinfo=UTC), tick=False)
    waiting.moderation.record_policy()
    waiting.session.commit()
    with pytest.raises(PolicyFault, match=r"Version 2027 is in force until then") as caught:
        put_beside(waiting, old, parse(text_from(SUMMER, "2028")))
    assert caught.value.faults[0].mend == "Put version 2027 in place of policy.toml."
    waiting.session.rollback()
    put_beside(waiting, STRICTER, parse(text_from(SUMMER, "2028")))
    assert waiting.moderation.policy is STRICTER
    # Without a version that waits, a school may well go back.
    change(waiting, old)
    assert [row[0] for row in in_force_log(waiting)] == [old.hash, STRICTER.hash, old.hash]


def test_on_a_new_forum_a_version_is_in_force_whatever_its_day(site: Site) -> None:
    for table in (PolicyInForce, PolicyVersion):
        for event in ("update", "delete", "insert"):
            site.session.execute(sa.text(f"DROP TRIGGER {table.__tablename__}_{event}"))
        site.session.execute(sa.delete(table))
    change(site, STRICTER)
    assert in_force_log(site)[0][0] == STRICTER.hash


# Which version decides


@pytest.fixture
def posted_before(site: Site, time_machine: Time) -> Callable[[Policy], object]:
    """A post of before, and a version that has come into force since."""

    def post(later: Policy) -> object:
        put_beside(site, site.moderation.policy, later)
        submission = site.submit(UNKIND)
        # As the model marks it, which these tests do without.
        submission.category, submission.clause = "offensive", "E4"
        site.session.commit()
        time_machine.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=UTC), tick=False)
        return submission

    return post


@pytest.mark.both_engines
def test_us_16_a_post_is_judged_under_the_version_it_was_posted_under(
    site: Site, posted_before: Callable
) -> None:
    old, held = site.moderation.policy, posted_before(STRICTER)
    card = site.get(f"/moderation/submissions/{held.id}").text
    assert "an earlier version of the policy (2017/18)" in card
    says = f"its part E4 says “{STRICTER.clause('E4').text}”"
    assert f"In force now is version 2027: {says}" in unescape(card)
    assert "no longer counts" not in card
    assert site.decide(held, "decline", category="spam").status_code == 422
    site.people.permissions["nia"] |= site.people.permissions["head"]
    path = f"/moderation/submissions/{held.id}/finding"
    page = site.get(path, "nia").text
    assert "posted under an earlier version of the policy (2017/18)" in page
    assert "Selling things" not in page
    finding = {
        "category": "offensive",
        "words": "useless waste of space",
        "detriment": "staff",
        "reason": "It runs her down.",
    }
    only_later = site.post(path, "nia", **{**finding, "category": "spam"})
    assert only_later.status_code == 422
    assert "Choose a part of the policy as it was when this was posted." in only_later.text
    counts_still = site.post(path, "nia", **finding, later_why=WHY)
    assert counts_still.status_code == 422
    assert "The version in force now counts this too" in counts_still.text
    assert WHY in counts_still.text
    assert site.post(path, "nia", **finding).status_code == 303
    found = site.session.scalars(sa.select(Finding)).one()
    assert (found.policy_hash, found.clause, found.state) == (old.hash, "E4", FindingState.PROPOSED)
    assert found.declined_under is None


@pytest.mark.both_engines
@pytest.mark.parametrize("by", ["a moderator", "the head"])
def test_us_16_a_later_version_may_decide_where_it_is_more_lenient_and_why_is_kept(
    site: Site, posted_before: Callable, by: str
) -> None:
    old, held = site.moderation.policy, posted_before(LENIENT)
    card = site.get(f"/moderation/submissions/{held.id}").text
    assert "It no longer counts this as a breach, and may decide a finding." in card
    finding = {
        "category": "offensive",
        "words": "useless waste of space",
        "detriment": "staff",
        "reason": "It runs her down.",
    }
    if by == "the head":
        path, who = "/moderation/people/asha/findings", "head"
        finding |= {"submission": held.id}
        assert "later_why" in site.get("/moderation/people/asha", "head").text
    else:
        path, who = f"/moderation/submissions/{held.id}/finding", "nia"
        site.people.permissions["nia"] |= site.people.permissions["head"]
    short = site.post(path, who, **finding, later_why="It is milder.")
    assert short.status_code == 422
    assert "Say why in at least 30 letters" in short.text
    assert site.post(path, who, **finding, later_why=WHY).status_code == 303
    found = site.session.scalars(sa.select(Finding)).one()
    assert (found.state, found.policy_hash, found.declined_under, found.decided_reason) == (
        FindingState.DECLINED,
        old.hash,
        LENIENT.hash,
        WHY,
    )
    entry = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.detail["policy"]) == ("finding:declined", LENIENT.hash[:12])
    assert WHY not in str(entry.detail)
    page = site.get("/moderation/people/asha", "head").text
    assert "The version 2027 of the policy decided, because it no longer counts this." in page
    # It counts for nothing, and the version of the time may still be used.
    services.record_finding(site.moderation, "asha", draft(held), admin=site.people.actor("head"))


@pytest.mark.both_engines
def test_us_16_a_milder_version_may_decide_that_a_post_shows_and_why_is_kept(
    site: Site, posted_before: Callable
) -> None:
    milder = edited('id = "offensive"', 'route = "hold"', 'route = "nudge"')
    old, held = site.moderation.policy, posted_before(parse(text_from(SPRING, "2027", milder)))
    card = site.get(f"/moderation/submissions/{held.id}").text
    assert "It would let this show, and may decide that it does." in card
    for wanting in (
        {"kind": "publish", "later_why": "It is milder."},
        {"kind": "decline", "later_why": WHY},
    ):
        refused = site.decide(held, **wanting)
        assert refused.status_code == 422
        assert wanting["later_why"] in refused.text or wanting["kind"] == "decline"
    assert site.decide(held, "publish", later_why=WHY).status_code == 303
    site.session.expire_all()
    decision = held.decisions[0]
    now = site.moderation.policy
    assert (decision.policy_hash, decision.note, held.policy_hash) == (now.hash, WHY, old.hash)
    entry = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.detail["policy"]) == ("submission:publish", now.hash[:12])
    assert WHY not in str(entry.detail)
    assert WHY not in site.moderation.notices_for("asha")[0].body


@pytest.mark.parametrize("later", [STRICTER, LENIENT])
def test_us_16_a_version_that_would_hold_it_as_well_decides_nothing(
    site: Site, posted_before: Callable, later: Policy
) -> None:
    old, held = site.moderation.policy, posted_before(later)
    assert "would let this show" not in site.get(f"/moderation/submissions/{held.id}").text
    refused = site.decide(held, "publish", later_why=WHY)
    assert refused.status_code == 422
    assert site.decide(held, "publish").status_code == 303
    site.session.expire_all()
    assert held.decisions[0].policy_hash == old.hash


def test_the_version_in_force_is_no_later_one(site: Site) -> None:
    with pytest.raises(Refused) as refusal:
        find(site, later_why=WHY)
    assert refusal.value.problems == {
        "later_why": "This was posted under the version in force now. Leave this empty."
    }
    site.session.rollback()
    assert "later_why" not in site.get("/moderation/people/asha", "head").text


def test_nothing_is_held_under_a_version_that_is_not_in_force_yet(waiting: Site) -> None:
    assert waiting.submit(HARMLESS).policy_hash != STRICTER.hash
    held = waiting.submit(RUDE)
    assert "Selling things" not in waiting.get(f"/moderation/submissions/{held.id}").text
