"""US-23 to US-26: what a block and a restriction do, and that they end."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient

from forum.boards.models import Post
from forum.extensions import db
from forum.notifications import delivery
from forum.notifications.models import Mail
from moderation.cases.models import Measure
from moderation.records.models import AuditEntry
from tests.forum.pages import articles
from tests.forum.stories.school import CLEAN, School, missing_of

Time = time_machine.TimeMachineFixture
LONDON = ZoneInfo("Europe/London")
TEATIME = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ENDS = datetime(2027, 3, 29, 0, 0, tzinfo=LONDON)  # the clocks went forward the day before


def topic_of(school: School, post: int) -> int:
    with school.app.app_context():
        return db.session.get_one(Post, post).topic_id


def on_record(school: School, who: str) -> tuple[str, list[str]]:
    """What a case says happened, and how its ladder stands."""
    page = school.case_page(who)
    told = page.split('<ol class="timeline">')[1].split("</ol>")[0]
    return told, re.findall(r'data-measure="[^>]*>', page)


def test_us_23_a_block_meets_every_session_at_its_very_next_page(
    school: School, time_machine: Time
) -> None:
    talk = topic_of(school, school.post("asha", CLEAN))
    further = school.warned(time_machine)
    mine = school.post("ben", "The fair was lovely.", title="The fair")
    devices = [school.another_browser_of("ben"), school.another_browser_of("ben", remember="y")]
    devices[1].delete_cookie("session")  # it comes back with its remember-me cookie alone
    for device in devices:
        assert "Send reply" in device.get(f"/topics/{talk}").text
    block = school.took("block", further)
    for who, status in (("hd", 409), ("ada", 409), ("mo", 403), ("ben", 403)):
        assert school.act("approve", block, by=who).status_code in (status, 403)
    for device in devices:
        assert device.get("/boards/general").status_code == 200
    school.act("reply", block, heard_by="phone", text="It was only a joke.")
    assert school.act("approve", block, by="ada").status_code == 303
    written = school.count(Post)
    for device in devices:
        for board in ("general", "year-5"):
            _check_says_why(school, device, f"/boards/{board}")
        sent = device.post(f"/topics/{talk}/reply", data={"body": "Half-written words."})
        assert sent.status_code == 403
        assert "Half-written words." in sent.text
    assert school.count(Post) == written
    _check_a_new_password_changes_nothing(school)
    _check_ways_to_the_school_are_open(devices[0])
    page = school.as_("cara").get(f"/topics/{topic_of(school, mine)}").text
    assert "The fair was lovely." in page
    assert articles(page) == [(str(mine), "published")]
    for badge in ("blocked", "restricted", "warned", "stopped"):
        assert badge not in page.lower()


def _check_says_why(school: School, device: FlaskClient, path: str) -> None:
    refused = device.get(path)
    assert refused.status_code == 403
    block = school.newest(Measure)
    assert f'data-block="{block.reference}"' in refused.text
    assert "stopped until" in refused.text
    links = ("/policy", "/contact/complaint", "/contact/privacy", "/contact/child-at-risk")
    for link in (f"/appeal?reference={block.reference}", *links):
        assert f'href="{link}' in refused.text


def _check_a_new_password_changes_nothing(school: School) -> None:
    stranger = school.app.test_client()
    asked = {"email": school.people["ben"].email}
    assert stranger.post("/forgot-password", data=asked).status_code == 303
    link = re.search(r"http://localhost(/reset/\S+)", school.mails("ben")[-1].body)
    assert link
    new = "another-password-for-tests"
    assert stranger.post(link[1], data={"password": new}).status_code == 303
    signed_in = stranger.post("/sign-in", data={**asked, "password": new})
    assert signed_in.status_code == 303
    assert stranger.get("/boards/general").status_code == 403


def _check_ways_to_the_school_are_open(device: FlaskClient) -> None:
    ways = ("complaint", "privacy", "child-at-risk", "talk", "meeting", "individual")
    for path in ("/appeal", "/policy", "/privacy", "/contact", *(f"/contact/{way}" for way in ways)):
        assert device.get(path).status_code == 200, path
    complaint = {"name": "Ben", "email": "ben@school.example", "text": "I was not heard."}
    assert device.post("/contact/complaint", data=complaint).status_code == 303


def test_us_23_only_what_was_agreed_to_stops_anybody(school: School, time_machine: Time) -> None:
    further = school.warned(time_machine)
    for act in ("approve", "lift", "reverse"):
        assert school.act(act, 999, by="ada").status_code == 404
    block = school.took("block", further)
    school.act("reply", block, heard_by="phone", text="It was only a joke.")
    for who in ("hd", "mo", "clk"):
        first = school.act("approve", block, by=who)
        if who == "clk":
            assert first.status_code == 303
        else:
            assert first.status_code == 403
            assert school.as_("ben").get("/boards/general").status_code == 200
    assert school.as_("ben").get("/boards/general").status_code == 403


def test_us_23_mail_about_what_he_follows_stops_with_the_block_and_comes_again_after_it(
    school: School, time_machine: Time
) -> None:
    mine = school.post("ben", CLEAN, title="The fair")
    talk = topic_of(school, mine)
    assert school.as_("ben").post("/boards/general/follow", data={"level": "follow"}).status_code == 303
    further = school.warned(time_machine)
    school.limited("block", further, ends_at="2026-12-11", review_at="2026-12-08")
    before = len(_news_mailed(school))
    # Without a block, the mail of each day would go at six.
    for day in (1, 2):
        _reply_and_thank(school, talk, mine, f"Cakes on day {day}, please.")
        time_machine.move_to(TEATIME + timedelta(days=day + 2), tick=False)
        _deliver(school)
    assert len(_news_mailed(school)) == before
    assert school.as_("ben").get("/me/notifications").status_code == 403
    time_machine.move_to(datetime(2026, 12, 14, 10, 0, tzinfo=UTC), tick=False)
    _deliver(school)
    # What was due under the block is on the site, and never mailed afterwards.
    assert len(_news_mailed(school)) == before
    reader = school.another_browser_of("ben")
    assert "said thank you for your post in The fair" in reader.get("/me/notifications").text
    school._browsers.clear()
    _reply_and_thank(school, talk, mine, "Cakes again.")
    time_machine.shift(timedelta(days=1))
    _deliver(school)
    assert len(_news_mailed(school)) == before + 1


def _reply_and_thank(school: School, topic: int, post: int, body: str) -> None:
    replied = school.as_("asha").post(f"/topics/{topic}/reply", data={"body": body})
    assert replied.status_code == 303
    for said in ("no", "yes"):
        thanked = school.as_("asha").post(f"/posts/{post}/thank", data={"thank": said})
        assert thanked.status_code == 303


def _deliver(school: School) -> None:
    with school.app.app_context():
        delivery.deliver_due()


def _news_mailed(school: School) -> list[Mail]:
    """The mails with news that left for Ben."""
    return [mail for mail in school.mails("ben") if mail.recipient_id and mail.sent_at]


@pytest.mark.parametrize("by", ["ada", "hd"])
def test_us_24_the_wrong_person_has_access_an_apology_and_a_clean_record_at_once(
    school: School, time_machine: Time, by: str
) -> None:
    school.warned(time_machine, "ben")
    bens = on_record(school, "ben")
    further = school.warned(time_machine, "cara")
    block = school.limited("block", further, "cara")
    assert school.as_("cara").get("/boards/general").status_code == 403
    assert school.act("reverse", block, by=by, reason="The wrong person.").status_code == 303
    assert school.as_("cara").get("/boards/general").status_code == 200
    assert school.newest(Measure).state == "reversed"
    letter = school.notices("cara")[0]
    assert (letter.template, "We are sorry" in letter.body) == ("measure_reversed", True)
    (prompted,) = school.mails("dpl")
    assert "may have gone where it should not" in prompted.subject
    page = school.as_("dpl").get("/moderation/data-protection").text
    for words in ("Cara Holloway", "The wrong person.", "72 hours"):
        assert words in page
    answered = {"outcome": "told", "answer": "IC-1234"}
    path = "/moderation/data-protection/1/answer"
    assert school.as_("dpl").post(path, data=answered).status_code == 303
    assert school.as_("hd").get("/moderation/data-protection").status_code == 403
    with school.app.app_context():
        said = sa.select(AuditEntry.action, AuditEntry.detail).order_by(AuditEntry.id)
        acts = [action for action, detail in db.session.execute(said) if detail.get("measure") == block]
    assert acts == [
        "measure:proposed",
        "measure:replied",
        "measure:approved",
        "measure:reversed",
        "data_protection:prompted",
    ]
    assert "In force now" not in school.case_page("cara")
    assert on_record(school, "ben") == bens
    again = school.take("block", further, who="cara", reason="Another reason.")
    assert again.status_code == 303  # what was undone is no earlier block, and in nobody's way


def test_us_24_what_was_undone_counts_for_nothing(school: School, time_machine: Time) -> None:
    school.warned(time_machine, "cara")
    assert missing_of(school.case_page("cara"), "restrict") == []
    with school.app.app_context():
        warning = db.session.scalars(
            sa.select(Measure.id).where(Measure.kind == "written_warning")
        ).one()
    assert school.act("reverse", warning, reason="The wrong person.").status_code == 303
    assert missing_of(school.case_page("cara"), "restrict") == ["live_warning"]


def test_us_25_a_restriction_ends_at_its_instant_though_nothing_runs(
    school: School, time_machine: Time
) -> None:
    time_machine.move_to(datetime(2027, 3, 1, 10, 0, tzinfo=UTC), tick=False)
    further = school.warned(time_machine)
    limit = school.limited("restrict", further, limits=["premoderate"], ends_at="2027-03-28")
    assert school.newest(Measure).ends_at == ENDS == datetime(2027, 3, 28, 23, 0, tzinfo=UTC)
    time_machine.move_to(ENDS - timedelta(seconds=1), tick=False)
    school._browsers.clear()
    assert school.state("ben", school.post("ben", CLEAN)) == "held"
    time_machine.move_to(ENDS, tick=False)
    assert school.state("ben", school.post("ben", f"{CLEAN} Again.")) == "published"
    assert "measure:expired" not in school.audited()
    for _ in range(2):
        done = school.app.test_cli_runner().invoke(args=["moderation", "remind"])
        assert done.exit_code == 0, done.output
    told = [notice for notice in school.notices("ben") if notice.template == "measure_ended"]
    assert [notice.measure_id for notice in told] == [limit]
    assert school.audited().count("measure:expired") == 1


def test_us_26_a_restricted_person_reads_and_answers_but_starts_no_topic(
    school: School, time_machine: Time
) -> None:
    topic = topic_of(school, school.post("cara", CLEAN))
    school.limited("restrict", school.warned(time_machine))
    parent = school.as_("ben")
    for path in ("/", "/boards/general", "/boards/year-5", f"/topics/{topic}", "/me", "/search?q=PE"):
        assert parent.get(path).status_code == 200
    answered = parent.post(f"/topics/{topic}/reply", data={"body": "I would like to know too."})
    assert answered.status_code == 303
    assert school.state("ben", school.newest(Post).id) == "held"
    started = parent.post("/boards/general/new", data={"title": "T", "body": CLEAN})
    assert started.status_code == 403
    assert "You can reply, but not start new topics, until the end of" in started.text
    assert "About the restrict" in started.text
    assert CLEAN in started.text
    newest = school.notices("ben")[0]
    assert newest.template != "written_warning"
    for notice in school.notices("ben"):
        assert parent.get(f"/me/notices/{notice.id}").status_code == 200
