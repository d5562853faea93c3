"""US-08 to US-11: families, languages, and what other parents report."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from forum.boards.models import Post
from forum.extensions import db
from moderation.cases.models import Finding, Measure
from moderation.notices.models import Notice
from moderation.review.models import Report, Submission
from tests.forum.pages import articles
from tests.forum.stories.school import CLEAN, SNEER, School, missing_of, open_school

Time = time_machine.TimeMachineFixture
POLISH = "Dzień dobry, czy ktoś wie, o której godzinie jutro zaczyna się wycieczka do muzeum?"


def test_us_08_two_children_are_one_account_one_history_and_one_limit(
    school: School, time_machine: Time
) -> None:
    parent = school.as_("asha")
    for board in ("year-2", "year-5"):
        assert parent.get(f"/boards/{board}").status_code == 200
    further = school.warned(time_machine, "asha")
    limit = school.limited("restrict", further, "asha")
    ended = {
        "person": school.people["asha"].id,
        "roles": ["parent"],
        "years": ["Year 5"],
        "relationship": "parent",
        "roll_entry": "",
    }
    assert school.as_("clk").post("/admin/people", data=ended).status_code == 303
    assert parent.get("/boards/year-2").status_code == 404
    assert parent.get("/boards/year-5").status_code == 200
    page = school.case_page("asha")
    assert page.count(f'id="measure-{limit}"') == 1
    assert missing_of(page, "restrict") == []
    for board in ("general", "year-5"):
        started = parent.post(f"/boards/{board}/new", data={"title": "T", "body": CLEAN})
        assert started.status_code == 403
    assert school.count(Measure, Measure.kind == "restrict") == 1


def test_us_09_a_warning_is_one_persons_and_nobody_else_hears_of_it(
    school: School, time_machine: Time
) -> None:
    school.warned(time_machine)
    notices = school.notices("ben")
    assert notices[0].template == "written_warning"
    with school.app.app_context():
        everyone = set(db.session.scalars(sa.select(Notice.recipient_name)))
    assert everyone == {"Ben Holloway"}
    other = school.as_("cara")
    for notice in notices:
        for path in (f"/me/notices/{notice.id}", f"/me/notices/{notice.id}/letter.pdf"):
            assert other.get(path).status_code == 404
        replied = other.post(f"/me/notices/{notice.id}/reply", data={"text": "I read it."})
        assert replied.status_code == 404
    for path in ("/me", "/me/messages", "/", "/boards/year-5"):
        page = other.get(path).text
        assert "Holloway" not in page.replace("Cara Holloway", "")
        assert "Written warning" not in page
    assert school.mails("cara") == []
    assert school.state("cara", school.post("cara", CLEAN)) == "published"


def test_us_09_nothing_limits_a_household(school: School, time_machine: Time) -> None:
    further = school.warned(time_machine)
    for nobody in ("household", "year-5", "0", f"{school.people['ben'].id},{school.people['cara'].id}"):
        path = f"/moderation/people/{nobody}/measures"
        sent = school.as_("ada").post(path, data={"measure": "restrict", "findings": [further]})
        assert sent.status_code == 404
    theirs = school.people["cara"].id
    path = f"/moderation/people/{theirs}/measures"
    for findings in ([further], []):
        refused = school.take("restrict", *findings, who="cara")
        assert refused.status_code in (404, 422)
    more = {"household": "yes", "person_id": theirs, "people": [theirs]}
    school.limited("restrict", further, **more)
    with school.app.app_context():
        limited = set(db.session.scalars(sa.select(Measure.person_name)))
    assert limited == {"Ben Holloway"}
    assert school.state("cara", school.post("cara", CLEAN)) == "published"


@pytest.mark.parametrize("body", [POLISH, f"{POLISH} I will kill Mrs Hale."])
def test_us_10_another_language_waits_for_somebody_who_reads_it(school: School, body: str) -> None:
    post = school.post("asha", body)
    assert school.state("asha", post) == "held"
    held = school.newest(Submission)
    is_threat = body != POLISH
    assert held.route == ("urgent" if is_threat else "hold")
    for who in ("hd", "dsl"):
        assert [mail.subject.startswith("Urgent") for mail in school.mails(who)] == [True] * is_threat
    if is_threat:
        return
    told = school.notices("asha")[0].body
    assert "someone who reads" in held.why
    assert held.why in told
    assert "This is not a warning" in told
    assert POLISH in school.as_("mo").get(f"/moderation/submissions/{held.id}").text
    assert school.decide("mo", "publish").status_code == 303
    assert "<mark>muzeum</mark>" in school.as_("ben").get("/search?q=muzeum").text


def test_us_10_no_warning_rests_on_what_only_a_machine_has_read(school: School) -> None:
    school.post("ben", SNEER)
    sent = school.record_finding("ben", submission=school.newest(Submission).id, translation="machine")
    assert sent.status_code == 303
    finding = school.newest(Finding).id
    refused = school.take("written_warning", finding, override_reason="x" * 40)
    assert refused.status_code == 422
    assert "a machine’s translation is not enough" in refused.text
    assert "human_translation" in missing_of(school.case_page(), "written_warning")
    assert school.count(Measure) == 0


def test_us_11_a_report_has_a_receipt_and_the_author_never_learns_whose_it_was(
    school: School,
) -> None:
    post = school.post("asha", CLEAN)
    with school.app.app_context():
        topic = db.session.get_one(Post, post).topic_id
    reporter = school.as_("cara")
    for reason, details in (("unkind", "It is rude."), ("private", "It has her number.")):
        sent = reporter.post(f"/posts/{post}/report", data={"reason": reason, "details": details})
        assert sent.status_code == 303
        assert "A person will look at it" in reporter.get(sent.location).text
        assert articles(school.as_("ben").get(f"/topics/{topic}").text) == [(str(post), "published")]
    report = _only_report(school)
    assert (report.reason, report.details) == ("private", "It has her number.")
    assert school.decide("mo", "send_back", category="privacy").status_code == 303
    author = school.as_("asha")
    pages = [author.get(path).text for path in ("/me", f"/me/posts/{post}", "/search?q=PE")]
    pages += [notice.subject + notice.body for notice in school.notices("asha")]
    pages += [mail.subject + mail.body for mail in school.mails("asha")]
    assert not [page for page in pages if "Cara" in page or "her number" in page]
    (answer,) = school.notices("cara")
    assert answer.template == "report_answered"


def _only_report(school: School) -> Report:
    with school.app.app_context():
        return db.session.scalars(sa.select(Report)).one()


@pytest.mark.parametrize("reason", ["threat", "child_at_risk", "accuses"])
def test_us_11_the_three_urgent_reasons_hide_once_a_day_for_each_reader(
    school: School, time_machine: Time, reason: str
) -> None:
    posts = [school.post("asha", CLEAN, title=f"Question {number}") for number in range(3)]

    def report(post: int) -> str:
        sent = school.as_("cara").post(f"/posts/{post}/report", data={"reason": reason})
        assert sent.status_code == 303
        return school.state("asha", post)

    assert [report(posts[0]), report(posts[1])] == ["hidden", "published"]
    time_machine.shift(timedelta(days=1, minutes=1))
    assert report(posts[2]) == "hidden"
    card = school.as_("dsl").get(f"/moderation/submissions/{_submission_of(school, posts[2])}").text
    assert 'data-reports="3"' in card
    assert "This reader has reported 3 posts in 30 days; 0 of them stayed as they were." in card
    assert "Cara" not in card


def _submission_of(school: School, post: int) -> int:
    with school.app.app_context():
        wanted = sa.select(Submission.id).where(Submission.subject_id == str(post))
        return db.session.scalars(wanted).one()


def test_us_11_the_eleventh_report_in_an_hour_has_to_wait(
    limited_app: Flask, school_day: object, time_machine: Time
) -> None:
    school = open_school(limited_app)
    posts = []
    for number in range(11):
        time_machine.shift(timedelta(minutes=7))
        posts.append(school.post("asha", CLEAN, title=f"Question {number}"))
    reporter = school.as_("cara")

    def report(post: int, details: str = "") -> int:
        sent = {"reason": "unkind", "details": details}
        answer = reporter.post(f"/posts/{post}/report", data=sent)
        assert details in answer.text
        return answer.status_code

    assert [report(post) for post in posts[:10]] == [303] * 10
    assert report(posts[10], "Kept as I wrote it.") == 429
    assert reporter.get(f"/posts/{posts[10]}/report").status_code == 200
    time_machine.shift(timedelta(minutes=61))
    assert report(posts[10]) == 303
