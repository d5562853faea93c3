"""Those who look first refer a matter or clear it; until then nobody else reads a word (E1, E6)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from moderation import State
from moderation.policy import Route
from moderation.review.deciding import Verdict, decide
from moderation.review.states import DecisionKind
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import ACCUSED, WHY, WORD, everywhere, triage, with_roll
from tests.moderation.test_submitting import RUDE, THREAT

pytestmark = pytest.mark.usefixtures("school_day")


@pytest.mark.both_engines
def test_us_17_an_allegation_is_referred_and_moderators_see_only_that(site: Site) -> None:
    with_roll(site)
    held = site.submit(ACCUSED)
    assert held.route is Route.TRIAGE
    assert site.told("dsl")
    assert site.told("head")
    assert not site.told("mo")
    refused = site.decide(held, "publish", note="Fine.")
    assert refused.status_code == 403
    assert "safeguarding lead or the head first" in refused.text
    assert triage(site, held, "referred").status_code == 303
    assert held.state is State.HELD
    queue = site.get("/moderation/").text
    assert "A post was referred today" in queue
    assert "1 for others" in queue
    card = site.get(f"/moderation/submissions/{held.id}")
    assert card.status_code == 403
    assert "referred on Tuesday 24 November 2026" in card.text
    assert WORD not in everywhere(site, "mo", held)
    assert "1 referred" in site.get("/moderation/", "head").text
    kept = site.get(f"/moderation/submissions/{held.id}", "head").text
    assert WORD in kept
    assert "services" in kept
    standing = site.moderation.standing([held.subject])[held.subject]
    assert standing.due_at is None
    assert "The school is looking" in standing.why
    entry = site.audited()[-1]
    assert entry == "triage:referred"
    # Publishing it takes two who look first, and never a moderator.
    assert site.decide(held, "publish", "dsl", override_reason=WHY).status_code == 303
    assert held.state is State.HELD
    site.session.expire_all()
    assert site.decide(held, "publish", "deputy").status_code == 303
    site.session.expire_all()
    assert held.state is State.PUBLISHED


def test_a_referred_post_no_longer_waits_on_the_queue_of_those_who_look_first(site: Site) -> None:
    held = site.submit(THREAT)
    triage(site, held, "referred")
    page = site.get("/moderation/", "dsl").text
    assert "Nothing waits for you" in page
    assert f'href="/moderation/submissions/{held.id}"' in page
    assert site.decide(held, "decline", "head", category="threat").status_code == 303


def test_what_is_cleared_is_for_moderators_as_usual(site: Site) -> None:
    held = site.submit(THREAT)
    assert triage(site, held, "cleared").status_code == 303
    assert (held.rank, held.route, held.state) == (2, Route.HOLD, State.HELD)
    assert site.audited()[-1] == "triage:cleared"
    assert "smash" in site.get("/moderation/").text
    assert site.decide(held, "publish", "mo").status_code == 303
    assert site.shown(held) == THREAT


def test_whoever_cleared_it_does_not_publish_it_as_well(site: Site) -> None:
    held = site.submit(THREAT)
    triage(site, held, "cleared")
    refused = site.decide(held, "publish", "dsl")
    assert refused.status_code == 403
    assert "You cleared this" in refused.text
    assert site.decide(held, "publish", "head").status_code == 303


@pytest.mark.parametrize("outcome", ["referred", "cleared"])
@pytest.mark.parametrize("by", ["mo", "asha"])
def test_nobody_else_may_refer_or_clear(site: Site, outcome: str, by: str) -> None:
    for held in (site.submit(THREAT), site.submit(RUDE)):
        assert triage(site, held, outcome, by).status_code == 403
        assert held.cleared_at is None
        assert held.referred_at is None
    assert "triage:referred" not in site.audited()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"referred_to": ""}, "Choose where you referred it to."),
        ({"referred_to": "The neighbours"}, "Choose where you referred it to."),
        ({"referred_at": "2027-01-01T10:00"}, "This is in the future."),
        ({"outcome": "burnt"}, "Choose to refer it or to clear it"),
        ({"note": "x" * 2001}, "at most 2,000 letters"),
    ],
)
def test_a_referral_that_lacks_something_comes_back_with_its_note(
    site: Site, fields: dict[str, str], says: str
) -> None:
    held = site.submit(THREAT)
    page = triage(site, held, "referred", **{"note": "Rang them.", **fields})
    assert page.status_code == 422
    assert says in page.text
    assert fields.get("note", "Rang them.") in page.text
    assert held.referred_at is None


def test_a_clearing_says_why(site: Site) -> None:
    held = site.submit(THREAT)
    page = triage(site, held, "cleared", note=" ")
    assert page.status_code == 422
    assert "Say in a few words why" in page.text


def test_of_two_at_once_the_second_is_told_what_the_first_did(site: Site) -> None:
    held = site.submit(THREAT)
    before = held.revision
    triage(site, held, "referred")
    late = triage(site, held, "cleared", "head", version=str(before))
    assert late.status_code == 409
    assert "Dsl referred it at 10:00. Yours was not recorded." in late.text
    decided = site.decide(held, "decline", "head", version=before, category="threat")
    assert decided.status_code == 409
    assert "Dsl referred it" in decided.text


def test_referring_what_readers_see_takes_it_out_of_their_sight(site: Site) -> None:
    shown = site.submit("Has anybody seen a scooter?")
    site.moderation.report(shown.subject, reporter=site.people.actor("ben"), reason="unkind")
    site.session.commit()
    assert triage(site, shown, "referred", referred_at="2026-11-24T09:30").status_code == 303
    assert shown.state is State.HIDDEN
    assert site.shown(shown) is None
    assert site.moderation.notices_for("asha")[0].template == "post_hidden"


def test_an_urgent_report_opens_again_what_was_cleared(site: Site) -> None:
    held = site.submit(THREAT)
    triage(site, held, "cleared")
    site.decide(held, "publish", "mo")
    site.moderation.report(held.subject, reporter=site.people.actor("ben"), reason="threat")
    site.session.commit()
    assert held.cleared_at is None
    assert site.decide(held, "publish", "mo", note="Fine").status_code == 403


def test_a_triage_is_evidence(site: Site) -> None:
    triage(site, site.submit(THREAT), "referred")
    for statement in ("DELETE FROM moderation_triage", "UPDATE moderation_triage SET note = ''"):
        with pytest.raises(DBAPIError, match="evidence"):
            site.session.execute(sa.text(statement))
        site.session.rollback()


@pytest.mark.parametrize("kind", ["send_back", "decline", "redirect"])
def test_one_person_who_looks_first_may_still_keep_it_from_readers(site: Site, kind: str) -> None:
    held = site.submit(THREAT)
    verdict = Verdict(DecisionKind(kind), held.revision, category="threat", reason="In private.")
    decide(site.moderation, held.id, verdict, moderator=site.people.actor("dsl"))
    assert not held.is_waiting
