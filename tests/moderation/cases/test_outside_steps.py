"""The steps taken outside the forum (H2, H3, H5), and a limit for now: recorded, never automatic."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader

from moderation import clock
from moderation.cases import services
from moderation.cases.models import Finding, MeasureState, Outcome
from moderation.errors import NotAllowed, Refused
from moderation.permissions import Permission
from tests.moderation.cases.acts import ENOUGH, agree, as_far_as_the_gate, find, take
from tests.moderation.cases.elsewhere import find_elsewhere, record
from tests.moderation.conftest import Site
from tests.moderation.host import ALL

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


@pytest.fixture
def finding(site: Site) -> Finding:
    """One ordinary finding, and none of the steps before the gate."""
    return find(site)


def told(site: Site) -> list[str]:
    return [notice.template for notice in site.moderation.notices_for("asha")]


def test_the_police_are_never_made_to_wait_and_never_told_by_the_forum(
    site: Site, finding: Finding
) -> None:
    before = len(site.people.told)
    referral = take(site, "police_referral", outcome=Outcome.REFERRED)
    assert referral.state is MeasureState.DECIDED
    assert referral.overridden == []
    assert referral.details["grounds"] == ["threat"]
    assert told(site)[0] == "police_referral"
    assert [to for to, *_ in site.people.told[before:]] == ["asha"]


@pytest.mark.parametrize("ground", ["denigration", "obscene"])
def test_some_grounds_alone_ask_for_a_reason_while_the_gate_is_not_met(
    site: Site, finding: Finding, ground: str
) -> None:
    with pytest.raises(Refused) as refusal:
        take(site, "police_referral", outcome=Outcome.REFERRED, grounds=frozenset({ground}))
    assert "override_reason" in refusal.value.problems
    site.session.rollback()
    both = frozenset({ground, "threat"})
    assert take(site, "police_referral", outcome=Outcome.REFERRED, grounds=both).overridden == []


def test_deciding_not_to_tell_the_police_is_on_record_and_nobody_is_told(
    site: Site, finding: Finding
) -> None:
    kept = take(site, "police_referral", outcome=Outcome.NOT_REFERRED)
    assert (kept.tells, kept.outcome) == (False, Outcome.NOT_REFERRED)
    assert told(site) == ["post_held"]
    assert site.audited()[-1] == "measure:taken"


def test_not_telling_the_parent_of_it_takes_a_reason_and_a_second_person(
    site: Site, finding: Finding
) -> None:
    with pytest.raises(Refused) as refusal:
        take(site, "police_referral", outcome=Outcome.REFERRED, tells=False)
    assert refusal.value.missing == ("telling_them",)
    site.session.rollback()
    quiet = take(
        site,
        "police_referral",
        outcome=Outcome.REFERRED,
        tells=False,
        override_code="police_or_dsl_advice",
        override_reason="The officer asked us not to speak to them yet.",
    )
    assert quiet.overridden == ["telling_them"]
    assert quiet.state is MeasureState.PROPOSED
    with pytest.raises(NotAllowed, match="somebody else"):
        agree(site, quiet, by="head")
    site.session.rollback()
    agree(site, quiet)
    assert quiet.state is MeasureState.DECIDED
    assert told(site) == ["post_held"]
    services.reverse(
        site.moderation, quiet.id, admin=site.people.actor("head"), reason="The wrong person."
    )
    assert told(site) == ["post_held"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"grounds": frozenset()}, "grounds"),
        ({"grounds": frozenset({"spite"})}, "grounds"),
        ({"details": {"facts": " "}}, "facts"),
        ({"starts_at": clock.now() + timedelta(days=9000)}, "starts_at"),
        ({"outcome": Outcome.HELD}, "outcome"),
    ],
)
def test_a_referral_says_why_what_and_what_was_decided(
    site: Site, finding: Finding, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        take(site, "police_referral", **{"outcome": Outcome.REFERRED, **given})
    assert field in refusal.value.problems


def test_legal_advice_is_for_the_head_and_the_chair_and_the_parent_is_not_told(
    site: Site, time_machine: Time
) -> None:
    as_far_as_the_gate(site, time_machine)
    site.people.permissions["deputy"] = ALL - {Permission.PRIVILEGED_READ}
    advice = take(site, "legal_advice", reason="A solicitor should look at the leaflet.")
    assert "legal_advice" not in told(site)
    services.record_answer(
        site.moderation,
        advice.id,
        admin=site.people.actor("head"),
        outcome=Outcome.NOTED,
        note="They say leave it be.",
    )
    site.session.commit()
    for words in ("leaflet", "May we write to them?", "leave it be"):
        assert words in site.get("/moderation/people/asha", "head").text
        assert words not in site.get("/moderation/people/asha", "deputy").text
    with pytest.raises(NotAllowed, match="for the head and the chair"):
        take(site, "legal_advice", by="deputy", reason="Another.")


def test_advice_waits_for_the_gate_unless_the_circumstances_warrant_it(
    site: Site, finding: Finding
) -> None:
    with pytest.raises(Refused) as refusal:
        take(site, "legal_advice")
    assert "continued" in refusal.value.missing
    site.session.rollback()
    early = {"override_code": "circumstances_warrant", "override_reason": ENOUGH}
    assert agree(site, take(site, "legal_advice", **early)).override_code == "circumstances_warrant"
    with pytest.raises(Refused) as refused:
        take(site, "written_warning", finding, **early)
    assert "override_code" in refused.value.problems


def test_a_letter_to_another_site_rests_on_what_was_posted_there(site: Site, time_machine: Time) -> None:
    first, further = as_far_as_the_gate(site, time_machine)
    with pytest.raises(Refused) as refusal:
        take(site, "host_complaint", further)
    assert refusal.value.missing == ("venue_elsewhere",)
    site.session.rollback()
    further.venue = "facebook"
    site.session.commit()
    with pytest.raises(Refused) as mixed:
        take(site, "host_complaint", first, further)
    assert "findings" in mixed.value.problems
    site.session.rollback()
    for wrong in ("", "facebook.com/groups/1", "javascript:alert(1)"):
        with pytest.raises(Refused) as unfit:
            take(site, "host_complaint", further, details={"address": wrong})
        assert "address" in unfit.value.problems
        site.session.rollback()
    letter = take(site, "host_complaint", further)
    assert told(site)[0] == "host_complaint"
    services.record_answer(
        site.moderation,
        letter.id,
        admin=site.people.actor("head"),
        outcome=Outcome.REMOVED,
        note="They took it down on the 2nd.",
    )
    assert [answer.outcome for answer in letter.answers] == [Outcome.REMOVED]


def test_us_20_a_limit_for_now_is_only_for_what_cannot_wait_and_takes_two(
    site: Site, finding: Finding
) -> None:
    for code in ("other", "parent_declined_to_meet", "nonsense", ""):
        with pytest.raises(Refused) as refusal:
            take(site, "interim_restriction", finding, override_code=code)
        assert "override_code" in refusal.value.problems
        site.session.rollback()
    limit = take(site, "interim_restriction", finding)
    assert limit.state is MeasureState.PROPOSED
    assert site.moderation.limits_for("asha").restrictions == ()
    with pytest.raises(NotAllowed):
        agree(site, limit, by="head")
    site.session.rollback()
    agree(site, limit)
    assert site.moderation.limits_for("asha").premoderate
    letter = site.moderation.notices_for("asha")[0]
    assert letter.template == "interim_restriction"
    assert "Please tell us your side by" in letter.body
    assert letter.code_hash is not None


@pytest.mark.parametrize(("days", "is_fine"), [(14, True), (15, False)])
def test_a_limit_for_now_lasts_ten_school_days_at_most(
    site: Site, finding: Finding, days: int, is_fine: bool
) -> None:
    until = clock.now() + timedelta(days=days)
    if is_fine:
        assert take(site, "interim_restriction", finding, ends_at=until)
        return
    with pytest.raises(Refused) as refusal:
        take(site, "interim_restriction", finding, ends_at=until)
    assert "10 school days" in refusal.value.problems["ends_at"]


def test_a_limit_for_now_is_renewed_at_most_once(site: Site, finding: Finding) -> None:
    for reason in ("It cannot wait.", "They have not been heard yet."):
        agree(site, take(site, "interim_restriction", finding, reason=reason))
    with pytest.raises(Refused) as refusal:
        take(site, "interim_restriction", finding, reason="Once more.")
    assert "may not be renewed" in refusal.value.problems["findings"]


def test_us_21_what_was_posted_elsewhere_never_limits_or_blocks_anybody(
    site: Site, time_machine: Time
) -> None:
    first, further = as_far_as_the_gate(site, time_machine)
    take(site, "written_warning", first)
    for venue in ("facebook", "school_website"):
        first.venue = further.venue = venue
        site.session.commit()
        for kind in ("interim_restriction", "restrict", "block"):
            with pytest.raises(Refused) as refusal:
                take(site, kind, further, override_reason=ENOUGH)
            assert "venue_this_forum" in refusal.value.missing
            site.session.rollback()


def test_another_site_gets_a_letter_and_is_asked_again_while_it_is_silent(
    site: Site, time_machine: Time
) -> None:
    _, further = as_far_as_the_gate(site, time_machine)
    further.venue = "facebook"
    site.session.commit()
    wrote = take(site, "host_complaint", further)
    path = f"/moderation/measures/{wrote.id}/to-host.pdf"
    read = PdfReader(BytesIO(site.get(path, "head").data)).pages[0].extract_text()
    for words in ("https://example.com/groups/1", "useless waste of space", "No bullying"):
        assert words in read
    assert "Asha" not in read
    assert site.get(path, "mo").status_code == 403
    assert site.get("/moderation/measures/999/to-host.pdf", "head").status_code == 404
    said = []
    for days in (6, 2, 1, 12, 2):
        time_machine.shift(timedelta(days=days))
        site.people.told.clear()
        site.moderation.remind()
        site.session.commit()
        said.append("Another site has not answered" in site.told("deputy"))
    assert said == [False, True, False, True, False]
    assert wrote.due_at is None
    assert site.audited().count("measure:chased") == 2


def test_a_letter_to_another_site_is_for_sending_only_while_it_is_decided(site: Site) -> None:
    finding = find_elsewhere(site, record(site))
    wrote = take(site, "host_complaint", finding, override_code="other", override_reason=ENOUGH)
    path = f"/moderation/measures/{wrote.id}/to-host.pdf"
    assert wrote.state is MeasureState.PROPOSED
    assert site.get(path, "head").status_code == 404
    assert path not in site.get("/moderation/people/asha", "head").text
    agree(site, wrote)
    assert site.get(path, "head").status_code == 200
    assert path in site.get("/moderation/people/asha", "head").text
    services.reverse(site.moderation, wrote.id, admin=site.people.actor("deputy"), reason="Wrong.")
    site.session.commit()
    assert site.get(path, "head").status_code == 404
