"""US-01 to US-07: what a parent posts, changes and takes back."""

import hashlib
from html import unescape

import pytest
import sqlalchemy as sa

from forum.boards.models import Post, PromptEvent, Revision
from forum.channels.models import Concern
from forum.extensions import db, moderation
from moderation.cases.models import CaseFile, Finding
from moderation.review.models import MatchRecord, Submission
from tests.forum.pages import articles
from tests.forum.stories.school import CLEAN, SNEER, THREAT, School

CHANNELS = ("individual", "parents_forum_meeting", "confidential_talk", "formal_complaint")


def test_us_01_a_parent_is_asked_to_think_and_never_stopped(school: School) -> None:
    parent = school.as_("asha")
    page = unescape(parent.get("/boards/year-5/new").text)
    assert [prompt.clause for prompt in moderation.policy.prompts] == ["C4", "C5", "C8", "C9"]
    for prompt in moderation.policy.prompts:
        assert prompt.text in page
    assert '<details class="prompts" open>' in page
    places = unescape(parent.get("/contact").text)
    assert 'href="/contact' in page
    for channel in moderation.policy.channels.values():
        assert channel.label in page
    for way in ("individual", "meeting", "talk", "complaint"):
        assert f'href="/contact/{way}' in places
    post = school.post("asha", "Is PE on Friday?", board="year-5")
    assert school.state("asha", post) == "published"
    with school.app.app_context():
        shown = db.session.scalars(sa.select(PromptEvent)).one()
    assert (shown.occasion, shown.author_id) == ("first_post", school.people["asha"].id)
    for kept in (Finding, CaseFile, MatchRecord):
        assert school.count(kept) == 0


@pytest.mark.parametrize(
    "body",
    [
        "The council has dug up the road outside school again, what a shambles",
        "Could the gate open five minutes earlier on wet days?",
        "Can Miss Lee's class bring wellies?",
    ],
)
def test_us_02_ordinary_criticism_and_a_teacher_s_name_appear(school: School, body: str) -> None:
    post = school.post("asha", body)
    assert school.state("asha", post) == "published"
    held = school.newest(Submission)
    assert (held.due_at, held.rank) == (None, 3)


def test_us_02_a_complaint_waits_and_is_offered_all_four_better_places(school: School) -> None:
    post = school.post(
        "asha", "The car park is chaos every morning and school never does a thing about it"
    )
    assert school.state("asha", post) == "held"
    held = school.newest(Submission)
    assert (held.category, held.clause) == ("complaint", "E2")
    page = school.as_("asha").get(f"/me/posts/{post}").text
    for channel in CHANNELS:
        assert f"/me/posts/{post}/take-to/{channel}" in page
    assert school.count(Finding) == 0
    refused = school.record_finding("asha", submission=held.id, category="complaint", words="chaos")
    assert refused.status_code == 422
    assert "is never held against anyone" in refused.text


def test_us_03_a_held_post_says_why_and_by_when_and_nobody_else_reads_it(school: School) -> None:
    post = school.post("asha", SNEER, board="year-5")
    with school.app.app_context():
        topic = db.session.get_one(Post, post).topic_id
    other = school.as_("ben")
    for path in (
        f"/topics/{topic}",
        f"/posts/{post}/edit",
        f"/posts/{post}/report",
        f"/me/posts/{post}",
    ):
        assert other.get(path).status_code == 404
    for path in ("/", "/boards/year-5", "/search?q=waste"):
        assert "useless" not in other.get(path).text
    own = unescape(school.as_("asha").get(f"/me/posts/{post}").text)
    assert 'data-state="held"' in own
    assert "Rude or hurtful remarks about a particular pupil or member of staff" in own
    assert 'A person will look by <time datetime="2026-11-25T17:00:00+00:00"' in own
    for verb in (f"/posts/{post}/edit", f"/me/posts/{post}/withdraw"):
        assert verb in own
    for channel in ("confidential_talk", "formal_complaint"):
        assert f"/me/posts/{post}/take-to/{channel}" in own
    (notice,) = school.notices("asha")
    assert notice.template == "post_held"
    assert school.mails("asha")
    assert not [m for m in school.mails("asha") if "useless" in m.subject + m.body]
    assert school.count(CaseFile) == 0


def test_us_04_whoever_moderates_sees_of_a_complaint_only_that_it_went_there(school: School) -> None:
    post = school.post("asha", SNEER)
    path = f"/me/posts/{post}/take-to/formal_complaint"
    sent = school.as_("asha").post(path)
    assert sent.status_code == 303
    receipt = school.as_("asha").get(sent.location).text
    with school.app.app_context():
        complaint = db.session.scalars(sa.select(Concern)).one()
    assert complaint.reference in receipt
    assert "24 November 2026" in receipt
    assert school.state("asha", post) == "redirected"
    assert "useless" in school.as_("clk").get(f"/admin/messages/{complaint.id}").text
    held = school.newest(Submission)
    moderator = school.as_("mo")
    assert f'data-submission="{held.id}"' not in moderator.get("/moderation/").text
    card = moderator.get(f"/moderation/submissions/{held.id}").text
    assert 'data-state="redirected"' in card
    assert "Its author has taken it to a better place." in card
    assert "useless" not in card
    assert "useless" in school.as_("hd").get(f"/moderation/submissions/{held.id}").text
    for page in (card, moderator.get("/admin/messages").text):
        assert complaint.reference not in page
    assert school.decide("mo", "decline").status_code == 409
    assert school.count(Finding) == 0


@pytest.mark.parametrize(("changed", "route"), [(SNEER, "hold"), (THREAT, "urgent")])
def test_us_05_a_change_waits_while_readers_keep_the_words_before_it(
    school: School, changed: str, route: str
) -> None:
    post = school.post("asha", CLEAN)
    with school.app.app_context():
        topic = db.session.get_one(Post, post).topic_id
    sent = school.as_("asha").post(f"/posts/{post}/edit", data={"title": "A question", "body": changed})
    assert (sent.status_code, sent.location.endswith(f"/me/posts/{post}")) == (303, True)
    page = school.as_("ben").get(f"/topics/{topic}").text
    assert CLEAN in page
    assert changed not in page
    assert articles(page) == [(str(post), "published")]
    with school.app.app_context():
        versions = db.session.scalars(sa.select(Revision.body).order_by(Revision.number)).all()
        judged = db.session.scalars(sa.select(Submission).order_by(Submission.id)).all()
    assert versions == [CLEAN, changed]
    assert [kept.text.endswith(body) for kept, body in zip(judged, versions, strict=True)] == [True] * 2
    assert judged[1].route == route
    for who in ("hd", "dsl"):
        alerts = [mail for mail in school.mails(who) if mail.subject.startswith("Urgent")]
        assert len(alerts) == (1 if route == "urgent" else 0)
        assert not [mail for mail in alerts if "kill" in mail.body]


def test_us_05_a_clean_change_shows_at_once_and_says_when(school: School) -> None:
    post = school.post("asha", CLEAN)
    changed = {"title": "A question", "body": "Is PE on Thursday this week?"}
    assert school.as_("asha").post(f"/posts/{post}/edit", data=changed).status_code == 303
    with school.app.app_context():
        topic = db.session.get_one(Post, post).topic_id
    page = school.as_("ben").get(f"/topics/{topic}").text
    assert changed["body"] in page
    assert 'changed <time datetime="2026-11-24T10:00' in page


def test_us_06_a_held_post_is_taken_back_and_the_head_can_still_read_what_it_said(
    school: School,
) -> None:
    post = school.post("asha", SNEER)
    held = school.newest(Submission)
    before = hashlib.sha256(held.text.encode()).hexdigest()
    assert school.as_("asha").post(f"/me/posts/{post}/withdraw").status_code == 303
    assert school.state("asha", post) == "withdrawn"
    assert f'data-submission="{held.id}"' not in school.as_("mo").get("/moderation/").text
    card = school.as_("hd").get(f"/moderation/submissions/{held.id}").text
    assert "Already settled" in card
    assert "taken it down" in card
    assert "useless waste of space" in card
    assert hashlib.sha256(school.submission(held.id).text.encode()).hexdigest() == before
    assert "submission:withdrawn" in school.audited()
    assert school.count(Finding) == 0
    for who in ("asha", "ben"):
        assert "useless" not in school.as_(who).get("/boards/general").text


def test_us_06_a_threat_that_is_taken_back_stays_urgent(school: School) -> None:
    post = school.post("asha", THREAT)
    held = school.newest(Submission)
    alerts = {who: len(school.mails(who)) for who in ("hd", "dsl")}
    assert all(alerts.values())
    assert school.as_("asha").post(f"/me/posts/{post}/withdraw").status_code == 303
    assert school.state("asha", post) == "withdrawn"
    for who in ("hd", "dsl"):
        assert (
            f'data-submission="{held.id}" data-route="urgent"'
            in school.as_(who).get("/moderation/").text
        )
        card = school.as_(who).get(f"/moderation/submissions/{held.id}").text
        assert "ring 999" in card
        assert "Its author has taken down this version" in card
    assert school.decide("dsl", "publish", held.id, override_reason="x" * 40).status_code == 422
    assert school.decide("dsl", "decline", held.id, category="threat").status_code == 303


def test_us_06_a_reported_post_that_is_deleted_leaves_its_place_and_the_evidence(
    school: School,
) -> None:
    post = school.post("asha", CLEAN)
    with school.app.app_context():
        topic = db.session.get_one(Post, post).topic_id
    school.as_("cara").post(f"/topics/{topic}/reply", data={"body": "Yes, in the hall at nine."})
    reported = school.as_("ben").post(f"/posts/{post}/report", data={"reason": "unkind"})
    assert reported.status_code == 303
    assert school.as_("asha").post(f"/posts/{post}/delete").status_code == 303
    page = school.as_("ben").get(f"/topics/{topic}").text
    assert articles(page)[0] == (str(post), "deleted")
    assert CLEAN not in page
    kept = next(each for each in _versions(school) if CLEAN in each.text)
    assert CLEAN in school.as_("hd").get(f"/moderation/submissions/{kept.id}").text
    assert f'data-submission="{kept.id}"' in school.as_("mo").get("/moderation/").text


def _versions(school: School) -> list[Submission]:
    with school.app.app_context():
        return list(db.session.scalars(sa.select(Submission)))


def test_us_07_a_childs_name_waits_and_its_author_is_asked_to_leave_it_out(school: School) -> None:
    post = school.post("asha", "Alfie Brook in Y5 hit my son again today.", title="Today")
    assert school.state("asha", post) == "held"
    held = school.newest(Submission)
    assert "child_named" in {match["detector"] for match in _matches(school, held.id)}
    asked = "It may identify a child, so please leave the name out here"
    (notice,) = school.notices("asha")
    own = school.as_("asha").get(f"/me/posts/{post}").text
    for told in (notice.body, own):
        assert asked in " ".join(told.split())
    assert f"/me/posts/{post}/take-to/confidential_talk" in own
    everybodys = [mail for who in school.people for mail in school.mails(who)]
    assert not [mail for mail in everybodys if "Alfie" in mail.subject + mail.body]
    assert not moderation.policy.categories["privacy"].counts_as_finding
    for who in ("mo", "hd"):
        changed = {"title": "Today", "body": "Somebody hit my son."}
        assert school.as_(who).post(f"/posts/{post}/edit", data=changed).status_code == 404
    assert school.count(Revision) == 1


def _matches(school: School, submission: int) -> list[dict[str, str]]:
    with school.app.app_context():
        wanted = sa.select(MatchRecord).where(MatchRecord.submission_id == submission)
        return [{"detector": match.detector, "why": match.why} for match in db.session.scalars(wanted)]


def test_us_07_without_the_name_a_moderator_may_let_it_show_and_nothing_is_found(
    school: School,
) -> None:
    post = school.post("asha", "Happy birthday to Alfie Brook, 14 Mill Lane, today!", title="Today")
    assert school.state("asha", post) == "held"
    assert school.decide("mo", "publish").status_code == 403
    assert school.decide("mo", "send_back", category="privacy").status_code == 303
    better = {"title": "Today", "body": "Happy birthday to a boy in our class today!"}
    assert school.as_("asha").post(f"/posts/{post}/edit", data=better).status_code == 303
    assert school.state("asha", post) == "held"
    assert school.decide("mo", "publish").status_code == 303
    assert school.state("asha", post) == "published"
    assert school.count(Finding) == 0
    assert "<mark>birthday</mark> to a boy" in school.as_("ben").get("/search?q=birthday").text
