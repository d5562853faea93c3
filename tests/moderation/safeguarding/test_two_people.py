"""What may put somebody at risk is published by two who look first, and by nobody else (O12)."""

import pytest

from moderation import State
from moderation.review.models import Submission
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import ACCUSED, CHILD_NAMED, WHY, triage, with_roll
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

DANGEROUS = [ACCUSED, THREAT, CHILD_NAMED]


@pytest.fixture(autouse=True)
def _roll(site: Site) -> None:
    with_roll(site)


@pytest.mark.both_engines
@pytest.mark.parametrize("text", DANGEROUS)
def test_the_first_proposes_and_the_second_publishes(site: Site, text: str) -> None:
    held = site.submit(text)
    first = site.decide(held, "publish", "dsl", override_reason=WHY)
    assert first.status_code == 303
    site.session.expire_all()
    assert (held.state, site.shown(held)) == (State.HELD, None)
    assert site.told("head")[-1] == "Publishing a post takes your agreement"
    assert WHY in site.get(f"/moderation/submissions/{held.id}", "head").text
    assert site.decide(held, "publish", "head").status_code == 303
    site.session.expire_all()
    assert (held.state, site.shown(held)) == (State.PUBLISHED, text)
    assert site.audited()[-2:] == ["triage:publish_agreed", "submission:publish"]
    assert "triage:publish_proposed" in site.audited()


@pytest.mark.parametrize("text", DANGEROUS)
def test_nobody_agrees_with_themselves(site: Site, text: str) -> None:
    held = site.submit(text)
    site.decide(held, "publish", "dsl", override_reason=WHY)
    site.session.expire_all()
    again = site.decide(held, "publish", "dsl", override_reason=WHY)
    assert again.status_code == 403
    assert "somebody else has to agree" in again.text
    assert site.shown(held) is None
    assert "Somebody else has to agree" in site.get(f"/moderation/submissions/{held.id}", "dsl").text


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("reason", ["", "It is fine.", " " * 40])
def test_too_short_a_reason_is_asked_for_again(site: Site, text: str, reason: str) -> None:
    held = site.submit(text)
    page = site.decide(held, "publish", "dsl", override_reason=reason)
    assert page.status_code == 422
    assert "at least 30 letters" in page.text
    assert reason.strip() in page.text
    assert "triage:publish_proposed" not in site.audited()


def test_a_moderator_never_publishes_a_child_s_whole_name(site: Site) -> None:
    held = site.submit(CHILD_NAMED)
    card = site.get(f"/moderation/submissions/{held.id}")
    assert card.status_code == 200
    assert "whole name of a child" in card.text
    assert 'value="publish"' not in card.text
    assert site.decide(held, "publish", override_reason=WHY).status_code == 403
    assert site.decide(held, "send_back", category="privacy").status_code == 303
    mended = site.again(held.subject, HARMLESS)
    assert site.decide(mended, "publish").status_code == 303


def test_what_only_swears_takes_one_person(site: Site) -> None:
    held = site.submit(RUDE)
    assert site.decide(held, "publish").status_code == 303
    assert site.shown(held) == RUDE


def test_a_proposal_lapses_when_anything_changes(site: Site) -> None:
    held = site.submit(THREAT)
    site.decide(held, "publish", "dsl", override_reason=WHY)
    site.session.expire_all()
    assert site.decide(held, "escalate", "head", note="Hm.").status_code == 303
    site.session.expire_all()
    assert site.decide(held, "publish", "head").status_code == 422
    assert site.shown(held) is None


def test_agreeing_to_what_one_has_not_seen_proposed_is_refused(site: Site) -> None:
    held = site.submit(THREAT)
    seen = held.revision
    site.decide(held, "publish", "dsl", override_reason=WHY)
    late = site.decide(held, "publish", "head", version=seen, override_reason=WHY)
    assert late.status_code == 409
    assert "Dsl proposed to publish it" in late.text


def test_once_cleared_it_is_a_post_like_any_other(site: Site) -> None:
    held: Submission = site.submit(CHILD_NAMED)
    triage(site, held, "cleared", "head")
    assert site.decide(held, "publish", "mo").status_code == 303
    assert site.shown(held) == CHILD_NAMED
