"""The queue and the card, as the contract describes them to a script."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation.review.queries import CARDS_A_PAGE
from tests.moderation.cases.acts import as_far_as_a_warning
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
ALLEGATION = "The headteacher is stealing the trip money"


def cards(page: str) -> list[tuple[int, str]]:
    """Every article of the queue that can be opened: its submission and its route."""
    shown = page.split('class="elsewhere"')[0]
    return [
        (int(id_), route)
        for id_, route in re.findall(r'<article data-submission="(\d+)" data-route="(\w+)"', shown)
    ]


@pytest.mark.both_engines
def test_urgent_comes_first_then_triage_then_the_oldest_promise(site: Site, time_machine: Time) -> None:
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    time_machine.move_to(monday, tick=False)
    reported = site.submit(HARMLESS)
    old = site.submit(RUDE)
    time_machine.shift(timedelta(days=1))
    newer = site.submit(RUDE)
    allegation = site.submit(ALLEGATION)
    threat = site.submit(THREAT)
    time_machine.shift(timedelta(days=1))
    # Published on Monday, and promised only now that somebody reports it.
    site.moderation.report(reported.subject, reporter=site.people.actor("ben"), reason="unkind")
    site.session.commit()
    assert cards(site.get("/moderation/", "dsl").text) == [
        (threat.id, "urgent"),
        (allegation.id, "triage"),
        (old.id, "hold"),
        (newer.id, "hold"),
        (reported.id, "hold"),
    ]
    page = site.get("/moderation/", "mo").text
    assert cards(page) == [(old.id, "hold"), (newer.id, "hold"), (reported.id, "hold")]
    assert "3 waiting for you" in page
    assert "2 for others" in page
    assert page.count("Late:") == 1


@pytest.mark.both_engines
def test_a_long_queue_is_walked_page_by_page_without_losing_one(site: Site) -> None:
    waiting = [site.submit(f"{RUDE}, for the {number}th time") for number in range(CARDS_A_PAGE + 3)]
    first = site.get("/moderation/").text
    more = re.search(r'href="(/moderation/\?after=[^"]+)"', first)
    assert more
    second = site.get(more[1]).text
    assert [id_ for id_, _ in cards(first) + cards(second)] == [each.id for each in waiting]
    assert "after=" not in second


@pytest.mark.both_engines
def test_reading_takes_few_statements_and_writes_nothing(site: Site, time_machine: Time) -> None:
    first, _ = as_far_as_a_warning(site, time_machine)
    for number in range(CARDS_A_PAGE + 1):
        site.submit(f"{RUDE} {number}")
    site.submit(THREAT)
    sent: list[str] = []
    sa.event.listen(
        site.session.get_bind(), "before_cursor_execute", lambda *given: sent.append(given[2])
    )
    # One of each is for what can be undone; two of a case for appeals and what they suspend.
    for path, most in (
        ("/moderation/", 6),
        (f"/moderation/submissions/{first.submission_id}", 11),
        ("/moderation/people/asha", 20),
        ("/moderation/audit", 2),
        ("/moderation/appeals", 2),
        ("/appeal", 1),
        ("/moderation/try", 1),
    ):
        site.session.expunge_all()
        sent.clear()
        assert site.get(path, "head").status_code == 200
        assert len(sent) <= most, (path, sent)
        assert all(statement.lstrip().startswith("SELECT") for statement in sent)
        assert not any("FOR UPDATE" in statement for statement in sent)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "after",
    [
        "",
        "x",
        "0~1",
        "9~1~1",
        "1~nan~1",
        "1~inf~1",
        f"1~1~{9**30}",
        f"{9**30}~1~1",
        "1~1e300~1",
        "²~1~1",
    ],
)
def test_a_beginning_that_makes_no_sense_is_the_first_page(site: Site, after: str) -> None:
    held = site.submit(RUDE)
    page = site.get(f"/moderation/?after={after}")
    assert page.status_code == 200
    assert cards(page.text) == [(held.id, "hold")]


@pytest.mark.both_engines
@pytest.mark.parametrize("number", ["0", "999", "2147483648", "9" * 30])
def test_a_submission_there_is_not_is_not_found(site: Site, number: str) -> None:
    assert site.get(f"/moderation/submissions/{number}").status_code == 404
    sent = {"decision": "publish", "version": "1"}
    assert site.post(f"/moderation/submissions/{number}/decide", **sent).status_code == 404


def test_the_card_marks_what_was_matched_and_gives_every_reason_and_the_clause(site: Site) -> None:
    held = site.submit(RUDE)
    page = site.get(f"/moderation/submissions/{held.id}").text
    assert f'<article data-submission="{held.id}" data-route="hold"' in page
    assert ">bollocks</mark>" in page
    assert held.matches[0].why.split("“")[-1].split("”")[-1] in page
    assert f"Part {held.clause}" in page
    assert site.moderation.policy.clause(str(held.clause)).text[:40] in page
    for verb in ("publish", "send_back", "decline", "redirect", "escalate"):
        assert f'name="decision" value="{verb}"' in page
    assert not re.search(r"<option selected[^>]* value=\"\w", page)


def test_whoever_may_not_read_the_queue_is_refused_and_told_why(site: Site) -> None:
    held = site.submit(RUDE)
    for path in ("/moderation/", f"/moderation/submissions/{held.id}", "/moderation/try"):
        refused = site.get(path, "asha")
        assert refused.status_code == 403
        assert "for the people at school" in refused.text
        assert "bollocks" not in refused.text
        assert site.app.test_client().get(path).status_code == 401
    assert site.decide(held, "publish", "asha").status_code == 403


def test_a_text_is_tried_without_keeping_any_of_it(site: Site) -> None:
    before = site.audited()
    page = site.post("/moderation/try", text=RUDE)
    assert page.status_code == 200
    assert 'data-route="hold"' in page.text
    assert ">bollocks</mark>" in page.text
    assert site.post("/moderation/try", text="  ").status_code == 422
    too_long = site.post("/moderation/try", text="Long words " * 2_000)
    assert too_long.status_code == 422
    assert "Long words" in too_long.text
    assert site.audited() == before
    assert "Nothing waits for you" in site.get("/moderation/").text
