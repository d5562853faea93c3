"""Nobody sees, counts or decides what they wrote, what names them or what they reported."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from moderation.errors import ConflictOfInterest
from moderation.review.desks import check_may_decide
from moderation.review.models import Decision, Submission
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

ABOUT_MO = "Mr Owen is a load of bollocks"


def _wrote(site: Site) -> Submission:
    return site.submit(ABOUT_MO, author="mo")


def _is_named(site: Site) -> Submission:
    site.people.names_to_ids["Mr Owen"] = "mo"
    return site.submit(ABOUT_MO)


def _reported(site: Site) -> Submission:
    submission = site.submit("Mr Owen was late again, did you see")
    site.moderation.report(submission.subject, reporter=site.people.actor("mo"), reason="unkind")
    site.session.commit()
    return submission


STAKES = [(_wrote, "You wrote this"), (_is_named, "names you"), (_reported, "You reported this")]


@pytest.mark.parametrize(("concern", "why"), STAKES)
@pytest.mark.parametrize("kind", ["publish", "send_back", "decline", "redirect", "escalate"])
def test_every_verb_is_refused_to_somebody_concerned_and_changes_nothing(
    site: Site, concern: Callable[[Site], Submission], why: str, kind: str
) -> None:
    submission = concern(site)
    state = submission.state
    refused = site.decide(submission, kind, note="Fine.")
    assert refused.status_code == 403
    assert why in refused.text
    assert "someone else decides" in refused.text
    site.session.expire_all()
    assert (submission.state, submission.is_waiting) == (state, True)
    assert not site.session.scalars(sa.select(Decision)).all()
    assert site.decide(submission, kind, "nia", note="Fine.").status_code == 303


@pytest.mark.parametrize(("concern", "why"), STAKES)
def test_its_words_reach_nobody_concerned_and_only_its_number_is_counted(
    site: Site, concern: Callable[[Site], Submission], why: str
) -> None:
    submission = concern(site)
    card = site.get(f"/moderation/submissions/{submission.id}")
    assert card.status_code == 403
    assert why in card.text
    queue = site.get("/moderation/")
    for page in (card, queue):
        assert "Mr Owen" not in page.text
    assert "Nothing waits for you" in queue.text
    assert "1 for others" in queue.text
    assert f'data-submission="{submission.id}"' in queue.text
    other = site.get("/moderation/", "nia").text
    assert "1 waiting for you" in other
    assert "for others" not in other


def test_the_next_card_is_never_one_they_may_not_decide(site: Site) -> None:
    first = site.submit(RUDE)
    _wrote(site)
    site.submit(THREAT)
    done = site.decide(first, "publish")
    assert (done.status_code, done.location) == (303, "/moderation/")


def test_taking_a_name_out_does_not_let_the_person_named_read_what_stood_there(site: Site) -> None:
    first = _is_named(site)
    site.decide(first, "send_back", "nia")
    mended = site.again(first.subject, HARMLESS)
    refused = site.get(f"/moderation/submissions/{mended.id}")
    assert refused.status_code == 403
    assert "Mr Owen" not in refused.text
    assert site.decide(mended, "publish").status_code == 403
    assert "Mr Owen" in site.get(f"/moderation/submissions/{mended.id}", "nia").text


@pytest.mark.both_engines
def test_whoever_is_named_and_has_reported_it_does_not_keep_its_author_from_mending_it(
    site: Site,
) -> None:
    site.people.names_to_ids["Mr Owen"] = "mo"
    first = _reported(site)
    second = site.again(first.subject, "Mr Owen was late again, poor man")
    third = site.again(first.subject, "The bus was late again")
    for version in (second, third):
        with pytest.raises(ConflictOfInterest):
            check_may_decide(site.moderation, version, "mo")


def test_nobody_who_is_accused_is_alerted_to_it(site: Site) -> None:
    site.people.names_to_ids["Mrs Head"] = "head"
    site.submit(f"{THREAT}, Mrs Head")
    assert not site.told("head")
    assert site.told("dsl")
    assert site.told("deputy")


def test_nobody_concerned_is_asked_for_help(site: Site) -> None:
    site.people.names_to_ids["Mrs Head"] = "head"
    submission = site.submit("Mrs Head is a load of bollocks")
    site.decide(submission, "escalate")
    assert not site.told("head")
    assert site.told("deputy") == ["A moderator asks for help with a post"]
