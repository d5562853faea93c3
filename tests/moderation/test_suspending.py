"""A limit or block may be suspended while the appeal against it is looked at, and no longer."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
import time_machine

from moderation.appeals import services
from moderation.appeals.models import Appeal
from moderation.cases import services as cases
from moderation.cases.models import Closing, HeardBy, Measure
from moderation.cases.queries import measures_in_force, measures_suspended
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotChanged, NotFound, Refused
from moderation.permissions import Permission
from moderation.records.models import AuditEntry
from tests.moderation.cases.acts import agree, as_far_as_a_warning, take
from tests.moderation.conftest import Site
from tests.moderation.test_appeal_decisions import decide
from tests.moderation.test_submitting import HARMLESS
from tests.moderation.undoing.acts import enter_appeal

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
WHY = "What you say may be right, and it takes us a week to look into it."
OFFER = "Suspend it until you decide"


@pytest.fixture
def block(site: Site, time_machine: Time) -> Measure:
    """A block for 60 days that two people agreed to, and two governors who had no part in it."""
    _, further = as_far_as_a_warning(site, time_machine)
    for who in ("chair", "vice"):
        site.people.permissions[who] = frozenset({Permission.APPEAL_READ, Permission.APPEAL_DECIDE})
    return agree(site, take(site, "block", further))


@pytest.fixture
def filed(site: Site, block: Measure) -> Appeal:
    """An appeal against it."""
    return enter_appeal(site, block)


def suspend(site: Site, filed: Appeal, by: str = "chair", reason: str = WHY) -> Appeal:
    found = services.suspend(site.moderation, filed.id, reason, officer=site.people.actor(by))
    site.session.commit()
    return found


def is_blocked(site: Site) -> bool:
    site.session.expire_all()
    return site.moderation.limits_for("asha").block is not None


def told(site: Site) -> str:
    """The newest letter to the parent."""
    return site.moderation.notices_for("asha")[0].body


@pytest.mark.both_engines
def test_it_does_not_hold_from_the_next_request_and_the_person_is_told(
    site: Site, filed: Appeal, block: Measure
) -> None:
    was = (block.starts_at, block.ends_at, block.state)
    assert is_blocked(site)
    suspend(site, filed)
    assert not is_blocked(site)
    assert site.submit(HARMLESS).state == "published"
    assert (block.starts_at, block.ends_at, block.state) == was
    found = site.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "appeal:suspended"))
    entry = found.one()
    about = {"appeal": filed.id, "measure": block.id, "person": "asha"}
    assert (entry.actor_id, entry.detail) == ("chair", about)
    letter = site.moderation.notices_for("asha")[0]
    assert letter.template == "measure_suspended"
    assert WHY in letter.body
    assert "It is never longer because of this." in letter.body
    assert "Chair" in letter.body
    assert WHY not in str(site.people.told)


@pytest.mark.both_engines
@pytest.mark.parametrize("outcome", ["upheld", "withdrawn"])
def test_where_the_decision_stays_it_holds_again_for_what_is_left_of_its_own_time(
    site: Site, filed: Appeal, block: Measure, time_machine: Time, outcome: str
) -> None:
    ends = block.ends_at
    assert ends is not None
    suspend(site, filed)
    time_machine.shift(timedelta(days=7))
    assert not is_blocked(site)
    decide(site, filed, outcome)
    assert is_blocked(site)
    assert block.ends_at == ends
    assert "From now on it holds again, until " in told(site)
    time_machine.move_to(ends - timedelta(microseconds=1), tick=False)
    assert is_blocked(site)
    time_machine.move_to(ends, tick=False)
    assert not is_blocked(site)
    assert [line for line in site.moderation.remind() if "has ended" in line]


@pytest.mark.both_engines
def test_if_its_time_has_passed_meanwhile_it_has_simply_ended(
    site: Site, filed: Appeal, block: Measure, time_machine: Time
) -> None:
    suspend(site, filed)
    now = block.ends_at
    assert now is not None
    time_machine.move_to(now, tick=False)
    for find in (measures_in_force, measures_suspended):
        assert not find(site.session(), "asha", now)
    decide(site, filed, "upheld")
    assert not is_blocked(site)
    assert "it is over now" in told(site)
    # A letter that it held until now would not be true.
    assert not [line for line in site.moderation.remind() if "has ended" in line]


def test_a_changed_one_holds_again_as_it_is_now(
    site: Site, filed: Appeal, block: Measure, time_machine: Time
) -> None:
    suspend(site, filed)
    time_machine.shift(timedelta(days=2))
    assert block.ends_at is not None
    sooner = block.ends_at - timedelta(days=30)
    decide(site, filed, "varied", ends_at=sooner)
    assert is_blocked(site)
    time_machine.move_to(sooner, tick=False)
    assert not is_blocked(site)


def test_an_overturned_one_never_holds_again(site: Site, filed: Appeal) -> None:
    suspend(site, filed)
    decide(site, filed, "overturned")
    assert not is_blocked(site)
    assert "suspended" not in told(site)


def test_what_is_ended_early_while_it_is_suspended_does_not_come_back(
    site: Site, filed: Appeal, block: Measure
) -> None:
    suspend(site, filed)
    cases.lift(site.moderation, block.id, admin=site.people.actor("head"), reason="She came.")
    site.session.commit()
    decide(site, filed, "upheld")
    assert not is_blocked(site)
    assert "it is over now" in told(site)


def test_another_appeal_about_it_decided_meanwhile_leaves_it_suspended(
    site: Site, filed: Appeal, block: Measure
) -> None:
    deputy = site.people.actor("deputy")
    second = services.enter(
        site.moderation, block.id, admin=deputy, route=HeardBy.PHONE, text="Another thing."
    )
    suspend(site, filed)
    with pytest.raises(AlreadyDecided, match="suspended already"):
        suspend(site, second, by="vice")
    site.session.rollback()
    assert "because of another appeal" in site.get(f"/moderation/appeals/{second.id}", "chair").text
    decide(site, second, "upheld", by="vice")
    assert not is_blocked(site)
    decide(site, filed, "upheld")
    assert is_blocked(site)


def twice(site: Site, filed: Appeal, _: Time) -> None:
    suspend(site, filed)


def decided_before(site: Site, filed: Appeal, _: Time) -> None:
    decide(site, filed, "upheld", by="vice")


def over_by_then(_: Site, filed: Appeal, time: Time) -> None:
    assert filed.measure.ends_at is not None
    time.move_to(filed.measure.ends_at, tick=False)


def not_yet_begun(site: Site, filed: Appeal, _: Time) -> None:
    filed.measure.starts_at += timedelta(days=1)
    site.session.commit()


def lifted(site: Site, filed: Appeal, _: Time) -> None:
    head = site.people.actor("head")
    cases.lift(site.moderation, filed.measure_id, admin=head, reason="She came to see us.")
    site.session.commit()


def as_it_is(_site: Site, _filed: Appeal, _time: Time) -> None:
    """Nothing has happened since."""


@pytest.mark.parametrize(
    ("before", "by", "reason", "refusal", "words"),
    [
        (as_it_is, "head", WHY, ConflictOfInterest, "had a part"),
        (as_it_is, "deputy", WHY, ConflictOfInterest, "had a part"),
        (as_it_is, "asha", WHY, ConflictOfInterest, "about themselves"),
        (as_it_is, "chair", " ", Refused, "Say why"),
        (twice, "vice", WHY, AlreadyDecided, "suspended already"),
        (decided_before, "chair", WHY, AlreadyDecided, "Vice has already decided"),
        (over_by_then, "chair", WHY, NotChanged, "nothing to suspend"),
        (not_yet_begun, "chair", WHY, NotChanged, "nothing to suspend"),
        (lifted, "chair", WHY, NotChanged, "nothing to suspend"),
    ],
)
def test_only_what_holds_is_suspended_once_by_whoever_may_decide_with_a_reason(
    site: Site,
    filed: Appeal,
    time_machine: Time,
    before: Callable[[Site, Appeal, Time], None],
    by: str,
    reason: str,
    refusal: type[Exception],
    words: str,
) -> None:
    before(site, filed, time_machine)
    said = site.audited()
    with pytest.raises(refusal, match=words):
        suspend(site, filed, by=by, reason=reason)
    site.session.rollback()
    assert site.audited() == said


def test_a_warning_is_no_limit_and_what_is_not_there_is_not_found(site: Site, block: Measure) -> None:
    warning = site.session.scalars(sa.select(Measure).where(Measure.kind == "written_warning")).one()
    about_it = enter_appeal(site, warning)
    with pytest.raises(NotChanged, match="nothing to suspend"):
        suspend(site, about_it)
    site.session.rollback()
    assert OFFER not in site.get(f"/moderation/appeals/{about_it.id}", "chair").text
    with pytest.raises(NotFound):
        services.suspend(site.moderation, 999, WHY, officer=site.people.actor("chair"))


def test_the_chair_suspends_it_on_the_page(site: Site, filed: Appeal) -> None:
    path = f"/moderation/appeals/{filed.id}"
    assert OFFER in site.get(path, "chair").text
    assert OFFER not in site.get(path, "head").text
    wanting = site.post(f"{path}/suspend", "chair", reason=" ")
    assert (wanting.status_code, "Say why it should not hold" in wanting.text) == (422, True)
    long = site.post(f"{path}/suspend", "chair", reason="Kept words." * 1000)
    assert (long.status_code, "Kept words." in long.text) == (422, True)
    assert site.post(f"{path}/suspend", "mo", reason=WHY).status_code == 403
    assert site.post(f"{path}/suspend", "chair", reason=WHY).status_code == 303
    assert site.post(f"{path}/suspend", "vice", reason=WHY).status_code == 409
    page = site.get(path, "chair").text
    assert 'data-suspended="now"' in page
    assert WHY in page
    assert OFFER not in page
    decide(site, filed, "upheld")
    page = site.get(path, "chair").text
    assert 'data-suspended="over"' in page
    assert OFFER not in page
    assert site.post(f"{path}/suspend", "vice", reason=WHY).status_code == 409


def test_the_case_its_time_line_and_the_evidence_say_so(site: Site, filed: Appeal) -> None:
    suspend(site, filed)
    case = site.get("/moderation/people/asha", "head").text
    assert 'data-suspended="block"' in case
    assert "data-in-force" not in case
    assert WHY in case
    assert "What was appealed against was suspended until the decision" in case
    sent = {"recipient": "The council", "purpose": "They ask for it."}
    pack = site.post("/moderation/people/asha/evidence", "head", **sent)
    assert WHY in ZipFile(BytesIO(pack.data)).read(f"appeals/{filed.id}.txt").decode()
    decide(site, filed, "upheld")
    case = site.get("/moderation/people/asha", "head").text
    assert 'data-in-force="block"' in case
    assert "data-suspended" not in case


def test_a_case_is_not_closed_while_a_limit_in_it_is_suspended(site: Site, filed: Appeal) -> None:
    suspend(site, filed)
    with pytest.raises(Refused) as refusal:
        cases.close(
            site.moderation,
            "asha",
            admin=site.people.actor("head"),
            closing=Closing.NO_ACTION,
            reason="Done.",
        )
    assert "until the appeal is decided" in refusal.value.problems["closing"]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE moderation_appeal SET suspended_at = received_at",
        "UPDATE moderation_appeal SET suspended_at = received_at, suspended_by_id = 'chair'",
        "UPDATE moderation_appeal SET suspended_by_id = 'chair', suspension_reason = 'x'",
    ],
)
def test_the_database_itself_wants_a_moment_a_person_and_a_reason(
    site: Site, filed: Appeal, change: str
) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="suspended_with_a_reason"):
        site.session.execute(sa.text(change))
    site.session.rollback()
