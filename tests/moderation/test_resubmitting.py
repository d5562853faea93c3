"""A post that was sent back comes again, and no change takes a post past those who must see it."""

import pytest

from moderation import State
from moderation.errors import NotChanged
from moderation.policy import Route
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

MENDED = "What a pity that was"


@pytest.mark.both_engines
def test_what_was_sent_back_comes_again_to_the_queue_and_whoever_sent_it_back_is_told(
    site: Site,
) -> None:
    first = site.submit(RUDE)
    site.decide(first, "send_back", "nia")
    assert first.state is State.RETURNED
    mended = site.again(first.subject, MENDED)
    assert (mended.state, mended.route, mended.mends_id) == (State.HELD, Route.HOLD, first.id)
    assert (first.state, first.is_waiting) == (State.SUPERSEDED, False)
    assert site.told("nia") == ["A post you sent back has been changed"]
    assert not site.told("mo")
    card = site.get(f"/moderation/submissions/{mended.id}").text
    assert "What the author wrote first" in card
    assert "Please put it more kindly." in card
    assert site.decide(mended, "publish").status_code == 303
    assert site.shown(mended) == MENDED


def test_nobody_is_told_of_a_change_that_names_them(site: Site) -> None:
    first = site.submit(RUDE)
    site.decide(first, "send_back", "nia")
    site.people.names_to_ids["Nia"] = "nia"
    site.again(first.subject, "Nia would not let me say so")
    assert not site.told("nia")


@pytest.mark.parametrize("sent_back", [False, True])
def test_mending_a_threat_never_brings_it_or_its_words_before_a_volunteer(
    site: Site, sent_back: bool
) -> None:
    first = site.submit(THREAT)
    if sent_back:
        site.decide(first, "send_back", "dsl", category="threat")
    mended = site.again(first.subject, HARMLESS)
    assert (mended.state, mended.route) == (State.HELD, Route.TRIAGE)
    card = site.get(f"/moderation/submissions/{mended.id}")
    assert card.status_code == 403
    assert "smash" not in card.text
    assert site.decide(mended, "publish").status_code == 403
    assert "smash" in site.get(f"/moderation/submissions/{mended.id}", "dsl").text
    again = site.again(first.subject, f"{HARMLESS} Please say")
    assert again.route is Route.TRIAGE
    assert site.decide(again, "publish", "dsl").status_code == 303
    assert site.shown(again) == again.text


def test_a_hidden_post_that_is_changed_still_goes_to_those_who_look_first(site: Site) -> None:
    first = site.submit(HARMLESS)
    site.moderation.report(first.subject, reporter=site.people.actor("ben"), reason="threat")
    mended = site.again(first.subject, MENDED)
    assert (mended.state, mended.route) == (State.HELD, Route.TRIAGE)
    assert site.shown(mended) is None


@pytest.mark.both_engines
def test_changing_a_reported_post_does_not_take_it_out_of_the_queue(site: Site) -> None:
    first = site.submit("Year 2 parents are late again")
    site.moderation.report(first.subject, reporter=site.people.actor("ben"), reason="unkind")
    promised = first.due_at
    changed = site.again(first.subject, "Year 2 parents are late again!")
    assert (changed.state, changed.is_waiting, changed.due_at) == (State.PUBLISHED, True, promised)
    assert (first.state, first.is_waiting) == (State.SUPERSEDED, False)
    card = site.get(f"/moderation/submissions/{changed.id}").text
    assert "Readers can see this now." in card
    assert "Another parent reported this" in card
    assert "What the author wrote first" in card
    assert site.decide(changed, "decline").status_code == 303
    assert site.shown(changed) is None
    assert site.moderation.notices_for("ben")[0].template == "report_answered"


@pytest.mark.parametrize("settled", ["withdrawn", "declined"])
def test_a_change_that_came_to_nothing_leaves_the_published_post_open_to_another(
    site: Site, settled: str
) -> None:
    first = site.submit(HARMLESS)
    change = site.again(first.subject, RUDE)
    if settled == "withdrawn":
        site.moderation.withdraw(change.subject, author=site.people.actor("asha"))
    else:
        site.decide(change, "decline")
    assert site.shown(first) == HARMLESS
    other = site.again(first.subject, MENDED)
    # What a person has turned down is read by a person again; what its author took back is not.
    assert other.state is (State.PUBLISHED if settled == "withdrawn" else State.HELD)


def test_what_readers_no_longer_see_is_settled(site: Site) -> None:
    first = site.submit(RUDE)
    site.decide(first, "decline")
    with pytest.raises(NotChanged):
        site.again(first.subject, HARMLESS)
    site.session.rollback()
    assert site.shown(first) is None
