"""US-12 to US-17: what those who decide see, and what no one person decides."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.test import TestResponse

from forum.boards.models import Post
from forum.extensions import db, moderation
from moderation.notices.models import Notice
from moderation.review.models import Decision, Submission
from tests.forum.stories.school import CLEAN, ENOUGH, SNEER, School

Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")
HURT = "Mrs Hale hit a boy in our class today and nobody did anything about it."


def test_us_12_a_card_has_all_that_is_needed_and_nothing_is_chosen_beforehand(
    school: School, time_machine: Time
) -> None:
    further = school.warned(time_machine)
    school.limited("restrict", further)
    topic = school.post("asha", CLEAN, title="Wet days")
    with school.app.app_context():
        thread = f"/topics/{db.session.get_one(Post, topic).topic_id}"
    reply = {"body": f"{SNEER} And ring her on 07700 900123."}
    assert school.as_("ben").post(f"{thread}/reply", data=reply).status_code == 303
    held = school.newest(Submission)
    page = unescape(school.as_("mo").get(f"/moderation/submissions/{held.id}").text)
    assert re.search(r"<mark[^>]*>[^<]*bitch", page)
    assert re.search(r"<mark[^>]*>[^<]*07700 900123", page)
    assert "07700 900123" in page
    reasons = page.split('<ul class="reasons">')[1].split("</ul>")[0]
    assert reasons.count("<li>") >= 2
    assert CLEAN in page
    assert 'href="/policy#clause-' in page
    assert "In force for this person now" in page
    assert "Restrict until" in page
    assert "Informal discussion" not in page
    assert f'href="{thread}">Read the whole topic</a>' in page
    assert CLEAN in school.as_("mo").get(thread).text
    form = page.split('aria-label="Decide"')[1]
    assert not re.search(r"<option selected[^>]*value=\"\w", form)
    assert " checked" not in form


def test_us_12_what_a_check_held_is_published_without_a_word_and_what_was_reported_with_one(
    school: School,
) -> None:
    school.post("asha", SNEER)
    assert school.decide("mo", "publish").status_code == 303
    shown = school.post("asha", CLEAN)
    assert (
        school.as_("cara").post(f"/posts/{shown}/report", data={"reason": "unkind"}).status_code == 303
    )
    assert school.decide("mo", "publish").status_code == 422
    assert school.decide("mo", "publish", note="It asks about PE.").status_code == 303


@pytest.mark.parametrize("kind", ["decline", "send_back"])
@pytest.mark.parametrize("wanting", ["category", "reason"])
def test_us_12_declining_and_sending_back_need_a_clause_and_a_reason(
    school: School, kind: str, wanting: str
) -> None:
    school.post("asha", SNEER)
    answer = school.decide("mo", kind, **{wanting: ""})
    assert answer.status_code == 422
    assert school.newest(Submission).state == "held"


@pytest.mark.parametrize("stake", ["names mo", "written by dev"])
def test_us_13_whoever_it_is_about_or_by_never_sees_it(school: School, stake: str) -> None:
    who, author = ("mo", "asha") if stake == "names mo" else ("dev", "dev")
    school.post(author, f"{SNEER} So is Mo Khan. Quokka.")
    held = school.newest(Submission)
    reader = school.as_(who)
    assert reader.get(f"/moderation/submissions/{held.id}").status_code == 403
    queue = reader.get("/moderation/").text
    assert "1 for others" in queue
    for page in (queue, reader.get("/search?q=quokka").text, reader.get("/boards/general").text):
        assert "Quokka" not in page
    for kind in ("publish", "decline", "send_back"):
        assert school.decide(who, kind, held.id).status_code == 403
    assert school.decide("nia", "decline", held.id).status_code == 303


def test_us_14_of_two_moderators_at_once_one_decides_fifty_times_over(school: School) -> None:
    for name in ("mo", "nia"):
        school.as_(name)
    for number in range(50):
        school.post("asha", f"{SNEER} Round {number}.")
        held = school.newest(Submission)
        begin = Barrier(2)

        def decide(who: str, kind: str, begin: Barrier, held: Submission) -> TestResponse:
            said = {"category": "offensive", "reason": "Kept."} if kind == "decline" else {}
            sent = {"decision": kind, "version": held.revision, **said}
            begin.wait(timeout=10)
            return school.as_(who).post(f"/moderation/submissions/{held.id}/decide", data=sent)

        with ThreadPoolExecutor(2) as threads:
            mo = threads.submit(decide, "mo", "publish", begin, held)
            nia = threads.submit(decide, "nia", "decline", begin, held)
            published, declined = mo.result(), nia.result()
        assert {published.status_code, declined.status_code} == {303, 409}, number
        late, first = (
            (published, "Nia Price declined it")
            if published.status_code == 409
            else (declined, "Mo Khan published it")
        )
        assert first in late.text
        assert school.count(Decision, Decision.submission_id == held.id) == 1
        about = (Notice.submission_id == held.id, Notice.template != "post_held")
        assert school.count(Notice, *about) == 1


def test_us_15_time_alone_never_decides(school: School, time_machine: Time) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=LONDON), tick=False)
    post = school.post("asha", SNEER)
    held = school.newest(Submission)

    def remind() -> None:
        done = school.app.test_cli_runner().invoke(args=["moderation", "remind"])
        assert done.exit_code == 0, done.output
        for who in ("mo", "nia", "hd", "asha"):
            school._browsers[who] = school.another_browser_of(who)

    time_machine.move_to(datetime(2026, 11, 25, 9, 1, tzinfo=LONDON), tick=False)
    remind()
    for who in ("mo", "nia", "hd"):
        assert 'data-late="overdue"' in school.as_(who).get("/moderation/").text
        assert "waiting-too-long" not in school.as_(who).get("/moderation/").text
    assert [notice.template for notice in school.notices("asha")] == ["hold_late", "post_held"]
    time_machine.move_to(datetime(2026, 11, 26, 9, 1, tzinfo=LONDON), tick=False)
    remind()
    page = school.as_("hd").get("/moderation/").text
    assert 'data-list="waiting-too-long"' in page.split(f"/moderation/submissions/{held.id}")[0]
    assert "waiting-too-long" not in school.as_("mo").get("/moderation/").text
    time_machine.move_to(datetime(2026, 12, 27, 9, 1, tzinfo=LONDON), tick=False)
    remind()
    assert school.state("asha", post) == "held"
    assert school.count(Decision) == 0
    assert "useless" not in school.as_("cara").get("/boards/general").text


def test_us_17_what_is_said_of_a_teacher_and_a_pupil_is_looked_at_first_and_takes_two(
    school: School,
) -> None:
    post = school.post("asha", HURT)
    held = school.newest(Submission)
    assert held.route in ("triage", "urgent")
    for who in ("dsl", "hd"):
        assert school.mails(who)
        assert not [mail for mail in school.mails(who) if "Hale" in mail.subject + mail.body]
    refused = school.decide("mo", "publish", held.id)
    assert refused.status_code == 403
    assert "safeguarding lead or the head first" in refused.text
    referred = {
        "outcome": "referred",
        "referred_to": moderation.policy.safeguarding.referred_to[0],
        "version": held.revision,
    }
    path = f"/moderation/submissions/{held.id}/triage"
    assert school.as_("mo").post(path, data=referred).status_code == 403
    assert school.as_("dsl").post(path, data=referred).status_code == 303
    queue = school.as_("mo").get("/moderation/").text
    assert f'data-submission="{held.id}" data-route="{held.route}" class="placeholder-item"' in queue
    assert "hit a boy" not in queue
    assert "hit a boy" not in school.as_("mo").get(f"/moderation/submissions/{held.id}").text
    assert school.decide("dsl", "publish", held.id).status_code == 422
    for _ in range(2):  # the same person agrees with nobody
        school.decide("dsl", "publish", held.id, override_reason=ENOUGH)
        assert school.state("asha", post) == "held"
    assert school.decide("mo", "publish", held.id, override_reason=ENOUGH).status_code == 403
    assert school.decide("hd", "publish", held.id).status_code == 303
    assert school.state("asha", post) == "published"
    with school.app.app_context():
        deciders = db.session.scalars(sa.select(Decision.decided_by_name)).all()
    assert deciders == ["Helen Hargreaves"]
    assert school.audited().count("triage:publish_proposed") == 1


def test_us_15_in_the_holidays_the_notice_says_by_when(school: School, time_machine: Time) -> None:
    time_machine.move_to(datetime(2026, 10, 23, 15, 0, tzinfo=UTC), tick=False)
    post = school.post("asha", SNEER)
    assert school.state("asha", post) == "held"
    assert "by Tuesday 3 November 2026, 5:00 pm" in school.notices("asha")[0].body
    time_machine.shift(timedelta(days=4))
    assert school.state("asha", post) in ("held", "not there")
