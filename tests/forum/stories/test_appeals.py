"""US-27 and US-28: an appeal with a letter in one's hand, and a worry about a child."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.test import TestResponse

from forum.boards.models import Post
from forum.extensions import db
from moderation.appeals.models import Appeal
from moderation.cases.models import Finding, Measure
from moderation.notices.models import Notice
from moderation.safeguarding.models import Worry
from tests.forum.stories.school import CLEAN, School

Time = time_machine.TimeMachineFixture
WHY = "That was not me; my account was open at the library."
BECAUSE = "You say it was not you. The library's book shows that you were there at ten."


@pytest.fixture
def block(school: School, time_machine: Time) -> int:
    """Ben is blocked."""
    return school.limited("block", school.warned(time_machine))


def letter(school: School) -> tuple[str, str]:
    """The reference and the code of the newest letter that can be appealed against."""
    for notice in school.notices("ben"):
        found = re.search(r"code ([0-9A-Z]{5}-[0-9A-Z]{5})", notice.body)
        if found:
            return notice.reference, found[1]
    raise AssertionError("no letter has a code")


def appeal(school: School, **given: str) -> TestResponse:
    """The form of an appeal, sent from a browser nobody is signed in with."""
    reference, code = letter(school)
    sent = {"reference": reference, "code": code, "text": WHY, **given}
    return school.app.test_client().post("/appeal", data=sent)


def test_us_27_the_letter_is_enough_and_a_wrong_code_tells_nothing(school: School, block: int) -> None:
    stranger = school.app.test_client()
    assert stranger.get("/appeal").status_code == 200
    reference, code = letter(school)
    wrong = appeal(school, code="AAAAA-AAAAA")
    unknown = appeal(school, reference="SG-2222-2222")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.text.replace(reference, "").replace("AAAAA-AAAAA", "") == (
        unknown.text.replace("SG-2222-2222", "").replace(code, "")
    )
    sent = stranger.post("/appeal", data={"reference": reference, "code": code, "text": WHY})
    assert sent.status_code == 303
    assert "Received" in stranger.get(sent.location).text
    assert school.count(Appeal) == 1
    assert school.mails("gov")[-1].subject == "An appeal has come in"
    assert WHY in school.as_("gov").get("/moderation/appeals/1").text


def test_us_27_the_sixth_wrong_try_has_to_wait(school: School, block: int) -> None:
    tries = [appeal(school, code="AAAAA-AAAAA") for _ in range(6)]
    assert [answer.status_code for answer in tries] == [422] * 5 + [429]
    assert WHY in tries[-1].text
    assert appeal(school).status_code == 429


def test_us_27_by_telephone_it_reaches_the_chair_as_well(school: School, block: int) -> None:
    rang = school.as_("clk").post(
        f"/moderation/measures/{block}/appeal", data={"route": "phone", "text": WHY}
    )
    assert rang.status_code == 303
    assert appeal(school, text=f"{WHY} And I wrote.").status_code == 303
    with school.app.app_context():
        assert db.session.scalars(sa.select(Appeal.route).order_by(Appeal.id)).all() == ["phone", "web"]
    listed = school.as_("gov").get("/moderation/appeals").text
    assert 'href="/moderation/appeals/1"' in listed
    assert 'href="/moderation/appeals/2"' in listed
    assert len([m for m in school.mails("gov") if m.subject == "An appeal has come in"]) == 2


def test_us_27_on_day_eleven_it_needs_a_word_why_and_is_then_decided(
    school: School, block: int, time_machine: Time
) -> None:
    time_machine.shift(timedelta(days=15))
    school._browsers.clear()
    assert appeal(school).status_code == 422
    assert appeal(school, why_late="I was in hospital.").status_code == 303
    decided = school.as_("gov").post(
        "/moderation/appeals/1/decide", data={"outcome": "upheld", "answer": BECAUSE}
    )
    assert decided.status_code == 303


def test_a_block_that_is_suspended_opens_the_boards_at_the_next_page_and_not_after_upheld(
    school: School, block: int
) -> None:
    assert appeal(school).status_code == 303
    devices = [school.as_("ben"), school.another_browser_of("ben")]
    assert [device.get("/boards/general").status_code for device in devices] == [403, 403]
    path, why = "/moderation/appeals/1/suspend", "It takes us a week to look into it."
    for who in ("hd", "ada", "mo", "ben"):
        assert school.as_(who).post(path, data={"reason": why}).status_code == 403
    assert school.as_("gov").post(path, data={"reason": why}).status_code == 303
    assert [device.get("/boards/general").status_code for device in devices] == [200, 200]
    told = school.newest(Notice)
    assert (told.template, why in told.body) == ("measure_suspended", True)
    assert school.mails("ben")[-1].subject == told.subject
    assert why not in school.mails("ben")[-1].body
    read = devices[0].get(f"/me/notices/{told.id}")
    assert (read.status_code, why in read.text) == (200, True)
    decided = {"outcome": "upheld", "answer": BECAUSE}
    assert school.as_("gov").post("/moderation/appeals/1/decide", data=decided).status_code == 303
    assert [device.get("/boards/general").status_code for device in devices] == [403, 403]


@pytest.mark.parametrize("outcome", ["overturned", "varied", "upheld"])
def test_us_27_somebody_who_had_no_part_decides_with_reasons(
    school: School, block: int, outcome: str
) -> None:
    assert appeal(school).status_code == 303
    path, by_hd = "/moderation/appeals/1/decide", {"outcome": "upheld", "answer": BECAUSE}
    for who in ("hd", "ada", "mo"):
        assert school.as_(who).post(path, data=by_hd).status_code == 403
    finding = school.newest(Finding).id
    more = {"ends_at": "2026-12-20"} if outcome == "varied" else {"findings": [finding]}
    sent = {"outcome": outcome, **(more if outcome != "upheld" else {})}
    assert school.as_("gov").post(path, data={**sent, "answer": " "}).status_code == 422
    before = school.newest(Measure).ends_at
    assert school.as_("gov").post(path, data={**sent, "answer": BECAUSE}).status_code == 303
    is_open = school.as_("ben").get("/boards/general").status_code == 200
    assert is_open is (outcome == "overturned")
    measure, found = school.newest(Measure), school.newest(Finding)
    assert (found.overturned_at is not None) is (outcome == "overturned")
    assert (measure.ends_at != before) is (outcome == "varied")
    told = school.newest(Notice)
    assert (told.template, BECAUSE in told.body) == ("appeal_outcome", True)
    assert school.mails("ben")[-1].subject == told.subject
    printed = school.as_("ben").get(f"/me/notices/{told.id}/letter.pdf")
    assert (printed.status_code, printed.data[:5]) == (200, b"%PDF-")
    if outcome == "overturned":
        page = school.as_("hd").get(f"/moderation/people/{school.people['ben'].id}").text
        assert f'data-finding="{found.id}"' in page
        refused = school.take("restrict", found.id, reason="Another reason.")
        assert refused.status_code == 422


@pytest.mark.parametrize("about_head", [False, True])
@pytest.mark.parametrize("by", ["cara", "mo"])
def test_us_28_a_worry_about_a_child_is_for_the_safeguarding_lead_at_once(
    school: School, by: str, about_head: bool
) -> None:
    post = school.post("asha", f"{CLEAN} Quokka.")
    words = {"text": f"{'Mrs Hargreaves knows of it.' if about_head else 'He has bruises.'} Xylophone."}
    sent = school.as_(by).post(f"/posts/{post}/worry", data=words)
    assert sent.status_code == 303
    receipt = school.as_(by).get(sent.location).text
    with school.app.app_context():
        worry = db.session.scalars(sa.select(Worry)).one()
    for number in ("999", "01632 960 001", "01632 960 002", worry.reference):
        assert number in receipt
    readers = {"gov"} if about_head else {"hd", "dsl"}
    for who in ("hd", "dsl", "gov", "mo", "nia"):
        alerts = [mail for mail in school.mails(who) if "worried about a child" in mail.subject]
        assert bool(alerts) is (who in readers)
        assert not [mail for mail in alerts if "Xylophone" in mail.body or "Quokka" in mail.body]
        card = school.as_(who).get(f"/moderation/submissions/{worry.submission_id}")
        queue = school.as_(who).get("/moderation/").text
        assert ("Xylophone" in card.text, "Quokka" in card.text) == (who in readers, who in readers)
        assert card.status_code == (200 if who in readers else 403), who
        assert ("Quokka" in queue) is (who in readers)
        if who in ("mo", "nia"):
            assert "waits with someone else" in queue
            assert "Quokka" not in school.as_(who).get("/search?q=quokka").text
    assert school.state("asha", post) == "hidden"


def test_us_28_of_a_referral_the_forum_keeps_who_and_when_and_where_to(school: School) -> None:
    post = school.post("asha", CLEAN)
    school.as_("cara").post(f"/posts/{post}/worry", data={"text": "He has bruises. Xylophone."})
    from forum.extensions import moderation
    from moderation.safeguarding.models import Triage

    with school.app.app_context():
        worry = db.session.scalars(sa.select(Worry)).one()
    held = school.submission(worry.submission_id)
    place = moderation.policy.safeguarding.referred_to[0]
    sent = {"outcome": "referred", "referred_to": place, "version": held.revision}
    path = f"/moderation/submissions/{held.id}/triage"
    assert school.as_("dsl").post(path, data=sent).status_code == 303
    with school.app.app_context():
        kept = db.session.scalars(sa.select(Triage)).one()
    assert (kept.by_name, kept.referred_to, kept.note) == ("Ruth Castle", place, "")
    log = school.as_("ada").get("/moderation/audit").text
    assert "triage referred" in log
    for words in (place, "Xylophone", CLEAN):
        assert words not in log
    card = school.as_("mo").get(f"/moderation/submissions/{held.id}")
    assert card.status_code == 403
    assert "referred on Tuesday 24 November 2026" in card.text
    assert school.count(Post) == 1
