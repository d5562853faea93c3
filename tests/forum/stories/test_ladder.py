"""US-18 to US-22: a talk and a request, a warning, what cannot wait, and a block."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from forum.boards.models import Post
from forum.extensions import db
from moderation.cases.models import CaseFile, Concern, Finding, Measure
from moderation.review.models import Submission
from tests.forum.stories.school import CLEAN, ENOUGH, THREAT, School, missing_of, problems

Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("asked_on", "due"),
    [
        (datetime(2026, 11, 26, 10, 0, tzinfo=UTC), datetime(2026, 12, 1, 17, 0, tzinfo=LONDON)),
        # After half-term there is a day on which only the staff are in.
        (datetime(2026, 10, 22, 10, 0, tzinfo=UTC), datetime(2026, 11, 4, 17, 0, tzinfo=LONDON)),
        (datetime(2026, 12, 17, 10, 0, tzinfo=UTC), datetime(2027, 1, 6, 17, 0, tzinfo=LONDON)),
    ],
)
def test_us_18_a_request_is_due_in_three_days_on_which_school_is_open(
    school: School, time_machine: Time, asked_on: datetime, due: datetime
) -> None:
    time_machine.move_to(asked_on, tick=False)
    finding = school.found()
    school.took("removal_request", finding)
    asked = school.newest(Measure).due_at
    closed = {day for day in _days(asked_on, due) if not _is_school_day(day)}
    assert closed
    assert asked == due


def _days(first: datetime, last: datetime) -> list[datetime]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _is_school_day(moment: datetime) -> bool:
    from forum.extensions import moderation
    from moderation.policy.schooltime import is_school_day

    return is_school_day(moment.astimezone(LONDON).date(), moderation.policy)


def test_us_18_a_talk_and_a_request_are_told_and_pressing_remove_answers_it(school: School) -> None:
    post = school.post("ben", "Mrs Hale ran the cake stall at the fair.")
    assert school.state("ben", post) == "published"
    said = {"submission": school.newest(Submission).id, "words": "Mrs Hale"}
    assert school.record_finding("ben", **said).status_code == 303
    finding = school.newest(Finding).id
    talk = {"reason": "We talked on the telephone and agreed on a way.", "starts_at": "2026-11-23T15:30"}
    school.took("informal_discussion", **talk, concern="The bus is late every day.")
    request = school.took("removal_request", finding)
    letters = school.notices("ben")
    assert [letter.template for letter in letters] == ["removal_request", "informal_discussion"]
    assert "Monday 23 November 2026, 3:30 pm" in letters[1].body
    assert talk["reason"] in letters[1].body
    assert "by Friday 27 November 2026, 5:00 pm" in letters[0].body
    assert "“Mrs Hale”" in letters[0].body
    closing = {"closing": "resolved", "reason": "It is gone."}
    path = f"/moderation/people/{school.people['ben'].id}/close"
    assert school.as_("ben").post(f"/posts/{post}/delete").status_code == 303
    assert school.newest(Measure).id == request
    assert school.newest(Measure).outcome == "removed"
    early = school.as_("hd").post(path, data=closing)
    assert (early.status_code, "no answer yet" in early.text) == (422, True)
    with school.app.app_context():
        concern = db.session.scalars(sa.select(Concern)).one().id
    answered = {"reason": "We have spoken to the firm."}
    assert (
        school.as_("hd").post(f"/moderation/concerns/{concern}/answer", data=answered).status_code == 303
    )
    assert school.as_("hd").post(path, data=closing).status_code == 303
    with school.app.app_context():
        assert db.session.scalars(sa.select(CaseFile.closing)).one() == "resolved"


def test_us_19_each_thing_a_warning_needs_is_named_until_it_is_there(
    school: School, time_machine: Time
) -> None:
    first = school.found()
    refused = school.take("written_warning", first)
    assert refused.status_code == 422
    assert missing_of(refused.text, "written_warning") == [
        "informal_done",
        "asked",
        "refused",
        "continued",
    ]
    school.took("informal_discussion")
    request = school.took("removal_request", first)
    assert missing_of(school.case_page(), "written_warning") == ["refused", "continued"]
    school.act("record", request, outcome="refused", reason="He says it is true.")
    assert school.take("written_warning", first).status_code == 422
    assert missing_of(school.case_page(), "written_warning") == ["continued"]
    time_machine.shift(timedelta(hours=2))
    school.found("ben", "Mrs Hale is a useless waste of space and a cow, and a bitch.")
    assert missing_of(school.case_page(), "written_warning") == []
    short = school.take("written_warning", first, removal_request=" ")
    assert short.status_code == 422
    assert any("The policy asks for this part" in words for words in problems(short))
    assert school.take("written_warning", first).status_code == 303
    assert school.notices("ben")[0].template == "written_warning"


def test_us_19_acting_before_they_went_on_takes_a_reason_and_a_second_person(school: School) -> None:
    first = school.found()
    school.took("informal_discussion")
    request = school.took("removal_request", first)
    school.act("record", request, outcome="refused", reason="He says it is true.")
    short = school.take("written_warning", first, override_reason="Ten chars.")
    assert short.status_code == 422
    assert "at least 30 characters" in unescape(short.text)
    warning = school.took("written_warning", first, override_reason=ENOUGH)
    assert school.notices("ben")[0].template == "removal_request"
    assert school.act("approve", warning, by="hd").status_code == 403
    assert school.act("approve", warning, by="ada").status_code == 303
    assert school.notices("ben")[0].template == "written_warning"
    assert ENOUGH in unescape(school.case_page())
    assert school.newest(Measure).overridden == ["continued"]


def test_us_20_a_threat_is_hidden_and_told_at_once_and_nothing_goes_to_the_police(
    school: School,
) -> None:
    threat = {"title": "Her", "body": THREAT}
    answer = school.as_("ben").post("/boards/general/new", data=threat)
    post = school.newest(Post).id
    with school.app.app_context():
        topic = db.session.get_one(Post, post).topic_id
    assert school.state("ben", post) == "held"
    assert school.as_("cara").get(f"/topics/{topic}").status_code == 404
    submitted = school.newest(Submission).submitted_at
    for who in ("hd", "dsl"):
        (alert,) = school.mails(who)
        assert "ring 999" in alert.body
        assert "kill" not in alert.subject + alert.body
        card = school.as_(who).get(f"/moderation/submissions/{school.newest(Submission).id}").text
        assert "If anyone may be in immediate danger, ring 999." in card
    answer.close()  # mail goes out once the page has
    for who in ("hd", "dsl"):
        sent_at = school.mails(who)[0].sent_at
        assert sent_at is not None
        assert sent_at - submitted < timedelta(seconds=60)
    for who in ("mo", "nia"):
        assert school.mails(who) == []
    finding = _finding_of_threat(school)
    limit = school.took("interim_restriction", finding)
    assert school.state("ben", school.post("ben", CLEAN)) == "published"
    assert school.act("approve", limit, by="hd").status_code == 403
    assert school.act("approve", limit, by="ada").status_code == 303
    letter = school.notices("ben")[0]
    assert letter.template == "interim_restriction"
    assert "Please tell us your side by Tuesday 1 December 2026, 5:00 pm" in letter.body
    assert school.state("ben", school.post("ben", f"{CLEAN} I ask.")) == "held"
    page = school.case_page()
    assert missing_of(page, "police_referral") == []
    assert "telephone first" in page.lower() or "ring" in page.lower()
    addresses = {person.email for person in school.people.values()}
    with school.app.app_context():
        from forum.notifications.models import Mail

        assert set(db.session.scalars(sa.select(Mail.to_address))) <= addresses
    assert school.count(Measure, Measure.kind == "police_referral") == 0


def _finding_of_threat(school: School) -> int:
    said = {"category": "threat", "words": "I will kill Mrs Hale"}
    assert (
        school.record_finding("ben", submission=school.newest(Submission).id, **said).status_code == 303
    )
    return school.newest(Finding).id


@pytest.mark.parametrize(("ends_at", "status"), [("2026-12-08", 303), ("2026-12-09", 422)])
def test_us_20_a_limit_for_now_ends_within_ten_school_days(
    school: School, ends_at: str, status: int
) -> None:
    school.post("ben", THREAT)
    limit = school.take("interim_restriction", _finding_of_threat(school), ends_at=ends_at)
    assert limit.status_code == status


@pytest.mark.parametrize("venue", ["facebook", "school_website"])
def test_us_21_nothing_posted_elsewhere_limits_anybody_whatever_the_reason(
    school: School, time_machine: Time, venue: str
) -> None:
    here = school.warned(time_machine)
    elsewhere = _found_elsewhere(school, venue)
    for kind in ("interim_restriction", "restrict", "block"):
        for findings in ([elsewhere], [here, elsewhere]):
            for who in ("hd", "ada"):
                refused = school.take(kind, *findings, by=who, override_reason=ENOUGH)
                assert refused.status_code == 422
                assert any("(H4)" in words for words in problems(refused))
    assert school.count(Measure, Measure.kind.in_(("interim_restriction", "restrict", "block"))) == 0


@pytest.mark.parametrize("venue", ["facebook", "school_website"])
def test_us_21_alone_it_leaves_the_limits_shut_and_says_which_part_of_the_policy(
    school: School, venue: str
) -> None:
    school.post("ben", CLEAN)
    elsewhere = _found_elsewhere(school, venue)
    refused = school.take("block", elsewhere, override_reason=ENOUGH)
    assert "venue_this_forum" in missing_of(refused.text, "block")
    assert "posted on this forum (H4)" in unescape(refused.text)
    letter = school.took("host_complaint", elsewhere, override_reason=ENOUGH)
    path = f"/moderation/measures/{letter}/to-host.pdf"
    assert school.as_("clk").get(path).status_code == 404
    assert school.act("approve", letter, by="ada").status_code == 303
    draft = school.as_("clk").get(path)
    assert (draft.status_code, draft.mimetype) == (200, "application/pdf")
    addresses = {person.email for person in school.people.values()}
    with school.app.app_context():
        from forum.notifications.models import Mail

        assert set(db.session.scalars(sa.select(Mail.to_address))) <= addresses


def _found_elsewhere(school: School, venue: str) -> int:
    person = school.people["ben"].id
    incident = {
        "venue": venue,
        "address": "https://www.facebook.com/groups/milverton/posts/1",
        "posted_at": "2026-11-24T08:00",
        "text": "Mrs Hale is a useless waste of space.",
        "reporter": "A parent",
        "seen_how": "She belongs to the group.",
        "written_by": "person",
    }
    sent = school.as_("hd").post(f"/moderation/people/{person}/incidents", data=incident)
    assert sent.status_code == 303, problems(sent)
    with school.app.app_context():
        from moderation.cases.incidents.models import Incident

        newest = db.session.scalars(sa.select(sa.func.max(Incident.id))).one()
    assert school.record_finding("ben", incident=newest).status_code == 303
    return school.newest(Finding).id


def test_us_22_a_block_needs_an_end_a_necessity_their_side_and_a_second_person(
    school: School, time_machine: Time
) -> None:
    further = school.warned(time_machine)
    today = datetime(2026, 11, 26, tzinfo=UTC)
    review = (today + timedelta(days=30)).date().isoformat()

    def ends(days: int) -> str:
        return (today + timedelta(days=days)).date().isoformat()

    for wanting in (
        {"ends_at": ""},
        {"ends_at": ends(181)},
        {"necessity": " "},
        {"review_at": ""},
        {"reason": " "},
    ):
        refused = school.take("block", further, **wanting)
        assert refused.status_code == 422, wanting
    assert school.count(Measure, Measure.kind == "block") == 0
    block = school.took("block", further, ends_at=ends(180), review_at=review, override_reason=ENOUGH)
    early = school.act("approve", block, by="ada")
    assert early.status_code == 409
    assert "to give their side" in early.text
    assert school.notices("ben")[0].template == "block_proposed"
    asked = re.search(r"/me/notices/(\d+)", school.as_("ben").get("/me").text)
    assert asked
    answer = {"text": "I was cross, and I am sorry."}
    assert school.as_("ben").post(f"/me/notices/{asked[1]}/reply", data=answer).status_code == 303
    assert school.act("approve", block, by="hd").status_code == 403
    assert school.as_("ben").get("/boards/general").status_code == 200
    assert school.act("approve", block, by="ada").status_code == 303
    assert school.as_("ben").get("/boards/general").status_code == 403
    assert school.notices("ben")[0].template == "block"


def test_us_22_once_their_time_is_over_it_is_decided_without_an_answer(
    school: School, time_machine: Time
) -> None:
    block = school.took("block", school.warned(time_machine))
    hear_by = school.newest(Measure).hear_by
    assert hear_by == datetime(2026, 12, 3, 17, 0, tzinfo=LONDON)
    time_machine.move_to(hear_by - timedelta(seconds=1), tick=False)
    school._browsers.clear()
    assert school.act("approve", block, by="ada").status_code == 409
    time_machine.move_to(hear_by, tick=False)
    assert school.act("approve", block, by="ada").status_code == 303
