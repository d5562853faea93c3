"""Worried about a child? One button: those who look after it are told at once, and it is locked."""

import pytest
import sqlalchemy as sa

from moderation import State
from moderation.policy import Route
from moderation.review.models import Submission
from moderation.safeguarding.models import Worry
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import WORD, everywhere, triage, with_roll
from tests.moderation.test_submitting import HARMLESS, RUDE

pytestmark = pytest.mark.usefixtures("school_day")
HELD = f"{RUDE}, {WORD}"
BRUISES = "The boy it speaks of came in with bruises. xylophone"
URGENT = "URGENT: someone is worried about a child"


def press(site: Site, submission: Submission, by: str = "mo", text: str = BRUISES):
    """The form behind a card's button, sent."""
    answer = site.post(f"/moderation/submissions/{submission.id}/worry", by, text=text)
    site.session.expire_all()
    return answer


def worry(site: Site) -> Worry:
    """The newest worry."""
    return site.session.scalars(sa.select(Worry).order_by(Worry.id.desc())).first()


def alerted(site: Site, person: str) -> bool:
    """Whether somebody was told that it is urgent."""
    return any(subject.startswith(URGENT) for subject in site.told(person))


@pytest.mark.both_engines
def test_us_28_a_moderator_presses_and_the_post_is_locked_to_all_but_those_who_look_first(
    site: Site,
) -> None:
    with_roll(site)
    held = site.submit(HELD)
    for page in (site.get("/moderation/"), site.get(f"/moderation/submissions/{held.id}")):
        assert f'href="/moderation/submissions/{held.id}/worry"' in page.text
    sent = press(site, held)
    assert sent.status_code == 303
    receipt = site.get(sent.location).text
    school = site.moderation.policy
    for number in ("999", school.school.office_phone, school.safeguarding.lead_phone):
        assert number in receipt
    assert worry(site).reference in receipt
    assert alerted(site, "dsl")
    assert alerted(site, "head")
    assert not alerted(site, "chair")
    assert all(
        WORD not in words and "xylophone" not in words
        for _, subject, body, path in site.people.told
        for words in (subject, body, path)
    )
    assert (held.rank, held.route, held.state) == (0, Route.URGENT, State.HELD)
    for person in ("mo", "nia"):
        seen = everywhere(site, person, held)
        assert WORD not in seen
        assert "bollocks" not in seen
        assert site.decide(held, "publish", person).status_code == 403
    assert "xylophone" not in everywhere(
        site, "nia", held, f"/moderation/worries/{worry(site).reference}"
    )
    for person in ("dsl", "head"):
        card = site.get(f"/moderation/submissions/{held.id}", person).text
        assert WORD in card
        assert "xylophone" in card
    assert "worry:told" in site.audited()
    assert triage(site, held, "referred").status_code == 303
    assert WORD not in everywhere(site, "nia", held)


@pytest.mark.both_engines
def test_us_28_about_the_head_it_goes_to_the_chair_and_never_to_the_head(site: Site) -> None:
    with_roll(site)
    held = site.submit(HELD)
    press(site, held, text="Mrs Hargreaves was told and did nothing. xylophone")
    assert alerted(site, "chair")
    for person in ("head", "deputy", "dsl"):
        assert not alerted(site, person)
        seen = everywhere(site, person, held, f"/moderation/worries/{worry(site).reference}")
        assert WORD not in seen
        assert "xylophone" not in seen
        assert triage(site, held, "cleared", person).status_code == 403
    page = site.get(f"/moderation/submissions/{held.id}", "chair").text
    assert WORD in page
    assert "xylophone" in page
    assert "about the head" in page
    assert worry(site).reference in site.get("/moderation/", "chair").text
    assert triage(site, held, "referred", "chair").status_code == 303


def test_a_moderator_s_press_hides_what_readers_see(site: Site) -> None:
    shown = site.submit(HARMLESS)
    site.moderation.worry(shown.subject, BRUISES, by=site.people.actor("mo"))
    site.session.commit()
    assert (shown.state, site.shown(shown)) == (State.HIDDEN, None)
    assert site.moderation.notices_for("asha")[0].template == "post_hidden"


def test_a_reader_hides_at_most_one_post_a_day_as_with_any_urgent_report(site: Site) -> None:
    posts = [site.submit(HARMLESS) for _ in range(3)]
    for post in posts:
        site.moderation.worry(post.subject, BRUISES, by=site.people.actor("ben"))
        site.session.commit()
    assert [post.state for post in posts] == [State.HIDDEN, State.PUBLISHED, State.PUBLISHED]
    assert all(post.rank == 0 and post.is_waiting for post in posts)
    assert site.told("dsl").count(site.told("dsl")[0]) == 1  # one mail for each, by its reference
    assert len(site.told("dsl")) == 3


def test_its_author_never_learns_who_was_worried_or_what_about(site: Site) -> None:
    shown = site.submit(HARMLESS)
    site.moderation.worry(shown.subject, BRUISES, by=site.people.actor("ben"))
    site.session.commit()
    told = "".join(notice.subject + notice.body for notice in site.moderation.notices_for("asha"))
    standing = site.moderation.standing([shown.subject])[shown.subject]
    for words in (told, standing.why, standing.message):
        assert "Ben" not in words
        assert "xylophone" not in words
        assert "worried" not in words


def test_whoever_told_it_is_not_the_one_to_triage_it(site: Site) -> None:
    shown = site.submit(HARMLESS)
    site.moderation.worry(shown.subject, BRUISES, by=site.people.actor("dsl"))
    site.session.commit()
    assert triage(site, shown, "cleared", "dsl").status_code == 403
    assert not alerted(site, "dsl")
    assert triage(site, shown, "cleared", "head").status_code == 303


def test_a_worry_needs_words_and_keeps_them(site: Site) -> None:
    held = site.submit(HELD)
    assert press(site, held, text=" ").status_code == 422
    long = press(site, held, text="x" * 20_001)
    assert long.status_code == 422
    assert "xxx" in long.text
    assert worry(site) is None
    assert held.rank == 2


def test_nobody_who_may_not_decide_it_can_press_on_a_card(site: Site) -> None:
    held = site.submit(HELD, author="mo")
    assert press(site, held).status_code == 403
    assert press(site, held, "asha").status_code == 403
    assert site.get(f"/moderation/submissions/{held.id}/worry").status_code == 403
    assert site.post("/moderation/submissions/999/worry", text="x").status_code == 404


def test_one_person_takes_it_on_and_a_second_is_told(site: Site) -> None:
    press(site, site.submit(HELD))
    address = f"/moderation/worries/{worry(site).reference}"
    assert site.post(f"{address}/take-on", "mo").status_code == 404
    assert site.post(f"{address}/take-on", "dsl").status_code == 303
    late = site.post(f"{address}/take-on", "head")
    assert late.status_code == 409
    assert "Dsl is acting on this already" in late.text
    assert "worry:taken_on" in site.audited()
    assert worry(site).reference not in site.get("/moderation/", "head").text


def test_from_a_case_it_is_told_without_a_post(site: Site) -> None:
    with_roll(site)
    site.submit(HELD)
    assert "/moderation/people/asha/worry" in site.get("/moderation/people/asha", "head").text
    sent = site.post("/moderation/people/asha/worry", "head", text=BRUISES)
    assert sent.status_code == 303
    assert alerted(site, "dsl")
    assert "xylophone" in site.get(sent.location, "dsl").text
    assert site.get(sent.location, "mo").status_code == 404
    about_head = site.post("/moderation/people/asha/worry", "deputy", text="Ask the headteacher why")
    assert site.get(about_head.location, "chair").status_code == 200
    assert site.get(about_head.location, "head").status_code == 404
    assert "They have been told" in site.get(about_head.location, "deputy").text


@pytest.mark.both_engines
def test_a_worry_is_evidence(site: Site) -> None:
    press(site, site.submit(HELD))
    for statement in ("DELETE FROM moderation_worry", "UPDATE moderation_worry SET text = 'x'"):
        with pytest.raises(sa.exc.DBAPIError, match="evidence"):
            site.session.execute(sa.text(statement))
        site.session.rollback()
