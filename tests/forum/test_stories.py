"""Stories of the policy as people live them, through the pages, screened as a real school is."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import roll
from forum.boards.models import Post
from forum.extensions import db, moderation
from forum.notifications.models import Mail
from moderation import clock
from moderation.cases.models import Finding, Measure
from moderation.notices.models import Notice
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import articles, browser

ROLL = b"role,title,given_name,family_name,known_as,year_group,job\npupil,,Alfie,Brook,,Year 5,\n"
SNEER = "Mrs Hale is a useless waste of space and a bitch."


@pytest.fixture
def words_decide() -> None:
    """These posts are screened with the model, as a real school's are."""


@pytest.fixture
def parent(app: Flask, asha: Person) -> FlaskClient:
    return browser(app, asha)


@pytest.fixture
def head(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("Head", roles=["admin"]))


@pytest.fixture
def deputy(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("Deputy", roles=["admin"]))


def post(client: FlaskClient, body: str, title: str = "A question") -> str:
    """The state of a new topic's first post, as its author sees it."""
    sent = client.post("/boards/general/new", data={"title": title, "body": body})
    assert sent.status_code == 303, sent.text
    page = client.get(sent.location).text
    found = re.search(r'data-state="(\w+)"', page)
    return found[1] if found else "?"


def test_us_01_a_parent_is_asked_to_think_and_never_stopped(
    app: Flask, parent: FlaskClient, general: Place
) -> None:
    page = unescape(parent.get("/boards/general/new").text)
    for prompt in moderation.policy.prompts:
        assert prompt.text in page
    assert len(moderation.policy.prompts) == 4
    for channel in moderation.policy.channels.values():
        assert channel.label in page
    assert post(parent, "Is PE on Friday?") == "published"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Finding.id))) == 0


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("The council has dug up the road outside school again, what a shambles", "published"),
        ("Could the gate open five minutes earlier on wet days?", "published"),
        ("Can Miss Lee's class bring wellies?", "published"),
        ("The car park is chaos every morning and school never does a thing about it", "held"),
    ],
)
def test_us_02_ordinary_criticism_appears_and_a_complaint_is_guided(
    app: Flask, parent: FlaskClient, general: Place, body: str, state: str
) -> None:
    assert post(parent, body) == state
    if state == "held":
        with app.app_context():
            held = db.session.scalars(sa.select(Submission)).one()
            assert held.clause == "E2"
            written = db.session.scalars(sa.select(Post)).one().id
        page = parent.get(f"/me/posts/{written}").text
        for channel in ("formal_complaint", "confidential_talk", "parents_forum_meeting"):
            assert f"/take-to/{channel}" in page


@pytest.fixture
def warned(app: Flask, parent: FlaskClient, head: FlaskClient, asha: Person, general: Place) -> int:
    """The id of a finding about something Asha posted, with a talk and a warning before it."""
    findings = [_found(app, parent, head, asha, f"{SNEER} {n}") for n in (1, 2)]
    path = f"/moderation/people/{asha.id}/measures"
    talk = {"measure": "informal_discussion", "outcome": "held", "reason": "We talked."}
    assert head.post(path, data=talk).status_code == 303
    warning = {
        "measure": "written_warning",
        "findings": findings[:1],
        "reason": "It went on.",
        "concerns": "Two posts.",
        "warning": "Please stop.",
        "removal_request": "Both.",
        "override_reason": "The head and the chair agreed to go straight to this.",
    }
    assert head.post(path, data=warning).status_code == 303
    _decide(app, head, by=browser(app, factories.make_user("Second", roles=["admin"])))
    return findings[1]


def _found(app: Flask, parent: FlaskClient, head: FlaskClient, asha: Person, body: str) -> int:
    assert post(parent, body) == "held"
    with app.app_context():
        newest = db.session.scalar(sa.select(sa.func.max(Submission.id)))
    fields = {
        "submission": newest,
        "category": "offensive",
        "words": "useless waste of space",
        "detriment": "staff",
        "reason": "It runs her down.",
        "translation": "not_needed",
    }
    assert head.post(f"/moderation/people/{asha.id}/findings", data=fields).status_code == 303
    with app.app_context():
        return int(db.session.scalar(sa.select(sa.func.max(Finding.id))) or 0)


def _decide(app: Flask, _head: FlaskClient, *, by: FlaskClient) -> int:
    """The newest measure decided; its parent has given their side if they were asked for it."""
    with app.app_context():
        measure = db.session.scalars(sa.select(Measure).order_by(Measure.id.desc())).first()
        assert measure is not None
        id_, awaits = measure.id, measure.hear_by
    if awaits:
        said = {"heard_by": "phone", "text": "It was a joke."}
        assert by.post(f"/moderation/measures/{id_}/reply", data=said).status_code == 303
    done = by.post(f"/moderation/measures/{id_}/approve", data={"reason": "I agree."})
    assert done.status_code == 303, done.text
    return id_


def _propose(head: FlaskClient, asha: Person, finding: int, **given: object) -> None:
    day = (clock.now() + timedelta(days=20)).date().isoformat()
    fields = {
        "findings": [finding],
        "reason": "It went on after the warning.",
        "necessity": "A warning was not enough.",
        "ends_at": day,
        "review_at": (clock.now() + timedelta(days=10)).date().isoformat(),
        "override_reason": "The head and the chair agreed to go straight to this.",
        **given,
    }
    sent = head.post(f"/moderation/people/{asha.id}/measures", data=fields)
    assert sent.status_code == 303, sent.text


def test_us_09_nobody_else_ever_hears_of_somebodys_warning(app: Flask, ben: Person, warned: int) -> None:
    with app.app_context():
        notices = list(db.session.scalars(sa.select(Notice)))
        assert {notice.recipient_name for notice in notices} == {"Asha"}
        ids = [notice.id for notice in notices]
    other = browser(app, ben)
    for notice_id in ids:
        assert other.get(f"/me/notices/{notice_id}").status_code == 404
        assert other.get(f"/me/notices/{notice_id}/letter.pdf").status_code == 404
    assert "warning" not in other.get("/me").text.lower().replace("that is not a warning", "")


def test_us_22_a_block_needs_their_side_reasons_two_people_and_dates(
    app: Flask, head: FlaskClient, deputy: FlaskClient, asha: Person, warned: int
) -> None:
    path = f"/moderation/people/{asha.id}/measures"
    whole = {
        "measure": "block",
        "findings": [warned],
        "reason": "It went on.",
        "necessity": "A limit was not enough.",
        "review_at": (clock.now() + timedelta(days=10)).date().isoformat(),
        "ends_at": (clock.now() + timedelta(days=20)).date().isoformat(),
        "override_reason": "The head and the chair agreed to go straight to this.",
    }
    too_late = (clock.now() + timedelta(days=182)).date().isoformat()
    for wanting in ({"ends_at": ""}, {"ends_at": too_late}, {"necessity": " "}):
        assert head.post(path, data={**whole, **wanting}).status_code == 422
    assert head.post(path, data=whole).status_code == 303
    with app.app_context():
        block = db.session.scalar(sa.select(sa.func.max(Measure.id)))
    early = deputy.post(f"/moderation/measures/{block}/approve", data={"reason": "Yes."})
    assert early.status_code == 409
    said = {"heard_by": "letter", "text": "It was a joke."}
    assert head.post(f"/moderation/measures/{block}/reply", data=said).status_code == 303
    alone = head.post(f"/moderation/measures/{block}/approve", data={"reason": "Yes."})
    assert alone.status_code == 403
    both = deputy.post(f"/moderation/measures/{block}/approve", data={"reason": "Yes."})
    assert both.status_code == 303


def test_us_23_a_block_meets_every_session_and_leaves_the_ways_to_the_school_open(
    app: Flask, head: FlaskClient, deputy: FlaskClient, asha: Person, warned: int
) -> None:
    sessions = [browser(app, asha), browser(app, asha)]
    _propose(head, asha, warned, measure="block")
    _decide(app, head, by=deputy)
    for session in sessions:
        assert session.get("/boards/general").status_code == 403
        sent = session.post("/boards/general/new", data={"title": "T", "body": "Kept words."})
        assert sent.status_code == 403
        assert "Kept words." in sent.text
    open_to_all = ("/appeal", "/policy", *(f"/contact/{way}" for way in ("complaint", "privacy")))
    for path in (*open_to_all, "/contact/child-at-risk"):
        assert sessions[0].get(path).status_code == 200
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Post.id))) == 2


def test_us_24_the_wrong_person_gets_access_and_an_apology_at_once(
    app: Flask, head: FlaskClient, deputy: FlaskClient, asha: Person, warned: int
) -> None:
    lead = factories.make_user("Data Lead", roles=["data_protection_lead"])
    parent = browser(app, asha)
    _propose(head, asha, warned, measure="block")
    block = _decide(app, head, by=deputy)
    assert parent.get("/boards/general").status_code == 403
    undone = head.post(f"/moderation/measures/{block}/reverse", data={"reason": "The wrong person."})
    assert undone.status_code == 303
    assert parent.get("/boards/general").status_code == 200
    with app.app_context():
        newest = db.session.scalars(sa.select(Notice).order_by(Notice.id.desc())).first()
        assert newest is not None
        assert newest.template == "measure_reversed"
        assert "We are sorry" in newest.body
        mails = db.session.scalars(sa.select(Mail).where(Mail.to_address == lead.email)).all()
        assert ["may have gone where it should not" in mail.subject for mail in mails] == [True]
        log = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert {"measure:approved", "measure:reversed"} <= set(log)
        assert log[-1] == "data_protection:prompted"
    prompts = browser(app, lead).get("/moderation/data-protection").text
    assert "Asha" in prompts
    assert "The wrong person." in prompts
    assert "72 hours" in prompts
    said = {"outcome": "told", "answer": "IC-1234"}
    answered = browser(app, lead).post("/moderation/data-protection/1/answer", data=said)
    assert answered.status_code == 303
    assert head.get("/moderation/data-protection").status_code == 403


def test_us_26_a_restricted_person_reads_and_replies_but_starts_no_topic(
    app: Flask,
    head: FlaskClient,
    deputy: FlaskClient,
    asha: Person,
    ben: Person,
    general: Place,
    warned: int,
) -> None:
    topic = factories.post_topic(ben, general).topic_id
    _propose(head, asha, warned, measure="restrict", limits=["premoderate", "no_new_topics"])
    _decide(app, head, by=deputy)
    parent = browser(app, asha)
    assert parent.get("/boards/general").status_code == 200
    started = parent.post("/boards/general/new", data={"title": "T", "body": "Is PE on Friday?"})
    assert started.status_code == 403
    assert "not start new topics" in started.text
    replied = parent.post(f"/topics/{topic}/reply", data={"body": "I would like to know too."})
    assert replied.status_code == 303
    assert articles(parent.get(f"/topics/{topic}").text)[-1][1] == "held"


def test_us_07_a_childs_name_waits_and_is_taken_out_by_its_author_alone(
    app: Flask, parent: FlaskClient, head: FlaskClient, general: Place
) -> None:
    with app.app_context():
        roll.replace_roll(roll.people_in(ROLL), admin=None)
        db.session.commit()
    assert post(parent, "Alfie Brook in Y5 hit my son again today.") == "held"
    with app.app_context():
        written = db.session.scalars(sa.select(Post)).one().id
        held = db.session.scalars(sa.select(Submission)).one()
        assert held.route in ("triage", "urgent")
    assert "Alfie Brook" in parent.get(f"/me/posts/{written}").text
    assert head.post(f"/posts/{written}/edit", data={"body": "Somebody hit my son."}).status_code in (
        403,
        404,
    )
    changed = parent.post(
        f"/posts/{written}/edit", data={"title": "Today", "body": "My son had a better day."}
    )
    assert changed.status_code == 303, changed.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Finding.id))) == 0
