"""Whoever is concerned decides nothing: the item goes to the next office up (US-13, X10)."""

from collections.abc import Callable
from itertools import product

import pytest

from moderation.connections.models import ConnectionKind
from moderation.connections.services import declare
from moderation.review.models import Submission
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import (
    HEAD_ACCUSED,
    WORD,
    everywhere,
    triage,
    with_roll,
)
from tests.moderation.test_submitting import RUDE, THREAT

pytestmark = pytest.mark.usefixtures("school_day")


def _author(site: Site, person: str, text: str) -> Submission:
    return site.submit(text, author=person)


def _named(site: Site, person: str, text: str) -> Submission:
    site.people.names_to_ids["Zaphod"] = person
    return site.submit(f"{text}, Zaphod")


def _reporter(site: Site, person: str, text: str) -> Submission:
    held = site.submit("Has anybody seen a scooter?")
    reason = "threat" if text == THREAT else "unkind"
    site.moderation.report(held.subject, reporter=site.people.actor(person), reason=reason)
    site.session.commit()
    return held


def _connected(site: Site, person: str, text: str) -> Submission:
    held = site.submit(text)
    connect(site, person, "Asha", "asha")
    return held


def connect(site: Site, person: str, name: str, other: str, kind: str = "friend") -> None:
    """Somebody declares whom they are connected to."""
    site.people.names_to_ids[name] = other
    declare(site.moderation, person, name=name, kind=ConnectionKind(kind), by=site.people.actor(person))
    site.session.commit()
    del site.people.names_to_ids[name]


STAKES: list[Callable[[Site, str, str], Submission]] = [_author, _named, _reporter, _connected]
ACTS = ["publish", "send_back", "decline", "redirect", "escalate", "referred", "cleared", "worry"]


@pytest.mark.parametrize("stake", STAKES)
@pytest.mark.parametrize(
    ("person", "text", "act"),
    [*product(["mo"], [RUDE], ACTS), *product(["dsl", "head"], [THREAT], ACTS)],
)
def test_no_act_is_open_to_anybody_concerned(
    site: Site, stake: Callable[[Site, str, str], Submission], person: str, text: str, act: str
) -> None:
    held = stake(site, person, f"{text} {WORD}" if text == RUDE else text)
    before, entries = held.revision, site.audited()
    if act in ("referred", "cleared"):
        refused = triage(site, held, act, person)
    elif act == "worry":
        refused = site.post(f"/moderation/submissions/{held.id}/worry", person, text="I worry")
    else:
        refused = site.decide(held, act, person, override_reason="x" * 40, note="Fine.")
    assert refused.status_code == 403
    site.session.expire_all()
    assert (held.revision, held.is_waiting) == (before, True)
    assert site.audited() == entries
    assert held.text not in everywhere(site, person, held).replace("&#39;", "'")
    assert "1 for others" in site.get("/moderation/", person).text


@pytest.mark.both_engines
def test_us_13_with_every_moderator_excluded_the_head_decides_and_then_the_chair(site: Site) -> None:
    with_roll(site)
    site.people.names_to_ids |= {"Mo Owen": "mo"}
    held = site.submit(f"{RUDE} {WORD} Mo Owen")
    assert site.get(f"/moderation/submissions/{held.id}", "mo").status_code == 403
    assert "1 for others" in site.get("/moderation/", "mo").text
    assert WORD in site.get("/moderation/", "nia").text
    assert not site.told("head")
    connect(site, "nia", "Asha", "asha")
    # Now nobody of the moderators is left, so those who look first are told, and why.
    assert site.told("head") == ["A post waits for you"]
    assert WORD not in everywhere(site, "nia", held)
    card = site.get(f"/moderation/submissions/{held.id}", "dsl").text
    assert "Every moderator is concerned in it, so it comes to you." in card
    assert site.get(f"/moderation/submissions/{held.id}", "chair").status_code == 403
    for person in ("head", "deputy", "dsl"):
        connect(site, person, "Asha", "asha", "household")
    assert site.told("chair") == ["A post waits for you"]
    for person in ("head", "deputy", "dsl", "mo", "nia"):
        assert WORD not in everywhere(site, person, held)
    page = site.get("/moderation/", "chair").text
    assert WORD in page
    assert "for others" not in page
    card = site.get(f"/moderation/submissions/{held.id}", "chair").text
    assert "Everybody else who could decide is concerned in it" in card
    assert site.decide(held, "send_back", "chair").status_code == 303


@pytest.mark.both_engines
@pytest.mark.parametrize("text", [HEAD_ACCUSED, f"The headteacher is stealing the trip money, {WORD}"])
def test_us_13_what_is_said_of_the_head_goes_to_the_chair_alone(site: Site, text: str) -> None:
    with_roll(site)
    held = site.submit(text)
    assert held.for_chair
    assert site.told("chair") == ["A post waits for you"]
    for person in ("head", "deputy", "dsl", "mo"):
        assert not site.told(person)
        assert WORD not in everywhere(site, person, held)
        assert site.decide(held, "decline", person, category="allegation").status_code == 403
    page = site.get("/moderation/", "chair").text
    assert WORD in page
    assert "About the head" in page
    mended = site.again(held.subject, f"I take that back, {WORD}")
    assert mended.for_chair
    assert WORD not in everywhere(site, "deputy", mended)
    assert triage(site, mended, "cleared", "chair").status_code == 303
    assert site.get(f"/moderation/submissions/{mended.id}", "head").status_code == 403
    assert site.decide(mended, "publish", "mo").status_code == 303


def test_without_a_chair_here_what_is_said_of_the_head_stays_with_the_others(site: Site) -> None:
    with_roll(site)
    del site.people.permissions["chair"]
    held = site.submit(HEAD_ACCUSED)
    assert not site.told("head")
    assert site.told("dsl")
    assert site.decide(held, "decline", "head", category="allegation").status_code == 403
    assert site.decide(held, "decline", "dsl", category="allegation").status_code == 303


def test_a_chair_who_is_connected_to_its_author_leaves_it_to_those_who_look_first(site: Site) -> None:
    with_roll(site)
    held = site.submit(HEAD_ACCUSED)
    connect(site, "chair", "Asha", "asha")
    assert site.told("dsl") == ["A post waits for you"]
    assert not site.told("head")
    assert WORD not in everywhere(site, "chair", held)
    assert WORD not in everywhere(site, "head", held)
    assert WORD in site.get("/moderation/", "deputy").text


def test_a_threat_against_the_head_is_still_for_those_who_look_first(site: Site) -> None:
    with_roll(site)
    held = site.submit(f"{THREAT}, Mrs Hargreaves")
    assert not held.for_chair
    assert site.told("dsl")
    assert not site.told("head")


def test_the_chair_decides_nothing_that_others_may(site: Site) -> None:
    with_roll(site)
    for held in (site.submit(RUDE), site.submit(THREAT)):
        assert site.get(f"/moderation/submissions/{held.id}", "chair").status_code == 403
        assert site.decide(held, "publish", "chair").status_code == 403
        assert triage(site, held, "cleared", "chair").status_code == 403
    queue = site.get("/moderation/", "chair").text
    assert "Nothing waits for you" in queue
    assert "Try a text" not in queue
