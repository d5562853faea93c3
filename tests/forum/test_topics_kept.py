"""Moderators pin and close topics; on some boards only the school starts them, or only it replies."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.looking_after import PINNED_AT_MOST
from forum.extensions import db
from forum.permissions import Role
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import CLEAN, RUDE, browser

TITLE = "Wombat wellies"
WHY = "It has been answered, and the office has more."


@pytest.fixture
def mo(app: Flask) -> FlaskClient:
    """A moderator's browser."""
    return browser(app, factories.make_user("Mo", roles=["moderator"]))


def acts(app: Flask, topic: Written) -> list[tuple[str, str]]:
    """What the log has of a topic: what was done and by whom."""
    with app.app_context():
        entries = sa.select(AuditEntry).where(AuditEntry.subject_kind == "topic")
        mine = entries.where(AuditEntry.subject_id == str(topic.topic_id)).order_by(AuditEntry.id)
        return [(entry.action, entry.actor_name) for entry in db.session.scalars(mine)]


def titles(page: str) -> list[str]:
    """The titles of a board's topics, in order."""
    return re.findall(r'<h2><a href="/topics/\d+">([^<]+)<', page)


@pytest.mark.both_engines
def test_a_pinned_topic_stands_first_and_on_the_first_page_only(
    app: Flask, asha: Person, general: Place
) -> None:
    mo = browser(app, factories.make_user("Mo", roles=["moderator"]))
    topic = factories.post_topic(asha, general, TITLE)
    for number in range(22):
        factories.post_topic(asha, general, f"Topic {number}")
    reader = browser(app, asha)
    assert TITLE not in reader.get("/boards/general").text
    done = mo.post(f"/topics/{topic.topic_id}/pin", data={"pinned": "yes"})
    assert (done.status_code, done.location) == (303, f"/topics/{topic.topic_id}")
    first = reader.get("/boards/general").text
    assert titles(first)[:2] == [TITLE, "Topic 21"]
    assert len(titles(first)) == 20
    assert "Pinned" in first
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert titles(reader.get(older).text) == ["Topic 2", "Topic 1", "Topic 0"]
    assert mo.post(f"/topics/{topic.topic_id}/pin", data={"pinned": "yes"}).status_code == 409
    assert mo.post(f"/topics/{topic.topic_id}/pin", data={"pinned": "no"}).status_code == 303
    assert titles(reader.get("/boards/general").text)[0] == "Topic 21"
    assert mo.post(f"/topics/{topic.topic_id}/pin", data={"pinned": "no"}).status_code == 409
    assert acts(app, topic) == [("topic:pinned", "Mo"), ("topic:unpinned", "Mo")]


def test_only_a_few_topics_can_stand_first(
    app: Flask, asha: Person, general: Place, mo: FlaskClient
) -> None:
    topics = [factories.post_topic(asha, general).topic_id for _ in range(PINNED_AT_MOST + 1)]
    answers = [mo.post(f"/topics/{topic}/pin", data={"pinned": "yes"}) for topic in topics]
    assert [answer.status_code for answer in answers] == [303] * PINNED_AT_MOST + [422]
    assert "unpin one first" in answers[-1].text
    elsewhere = factories.post_topic(asha, factories.make_board("other"))
    assert mo.post(f"/topics/{elsewhere.topic_id}/pin").status_code == 303


def test_a_closed_topic_says_why_and_keeps_what_somebody_was_writing(
    app: Flask, asha: Person, ben: Person, general: Place, mo: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general, TITLE)
    path, author = f"/topics/{topic.topic_id}", browser(app, ben)
    author.post("/drafts", data={"place": path, "body": "Begun before"})
    for reason, said in ((" ", "Say why"), ("x" * 301, "at most 300")):
        answer = mo.post(f"{path}/close", data={"reason": reason})
        assert answer.status_code == 422
        assert said in answer.text
    assert mo.post(f"{path}/close", data={"reason": WHY}).status_code == 303
    page = author.get(path).text
    assert page.count(WHY) == 2
    assert 'name="body"' not in page
    assert "Begun before" in page
    assert "Closed" in author.get("/boards/general").text
    refused = author.post(f"{path}/reply", data={"body": "What I wrote meanwhile"})
    assert refused.status_code == 409
    assert WHY in refused.text
    assert "What I wrote meanwhile" in refused.text
    assert mo.post(f"{path}/close", data={"reason": "Again"}).status_code == 409
    assert mo.post(f"{path}/open").status_code == 303
    assert mo.post(f"{path}/open").status_code == 409
    assert author.post(f"{path}/reply", data={"body": CLEAN}).status_code == 303
    assert acts(app, topic) == [("topic:closed", "Mo"), ("topic:opened", "Mo")]


@pytest.mark.both_engines
def test_no_reply_comes_in_after_a_topic_is_closed(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    mo, author = browser(app, factories.make_user("Mo", roles=["moderator"])), browser(app, ben)
    for number in range(6):
        topic = factories.post_topic(asha, general, f"Topic {number}")
        path = f"/topics/{topic.topic_id}"
        with ThreadPoolExecutor(2) as threads:
            closing = threads.submit(mo.post, f"{path}/close", data={"reason": WHY})
            replying = threads.submit(author.post, f"{path}/reply", data={"body": CLEAN})
            statuses = closing.result().status_code, replying.result().status_code
        assert statuses in {(303, 303), (303, 409)}
        with app.app_context():
            newest = sa.select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)
            assert db.session.scalar(newest) == "topic:closed"


def test_nobody_looks_after_their_own_topic_or_one_that_names_them(
    app: Flask, asha: Person, general: Place, mo: FlaskClient
) -> None:
    nia = factories.make_user("Nia Moderator", roles=["moderator"])
    own = factories.post_topic(nia, general)
    about = factories.post_topic(asha, general, "Thanks", "Nia Moderator was kind to us on Friday.")
    for topic, why in ((own, "You began this topic"), (about, "This topic names you")):
        path = f"/topics/{topic.topic_id}"
        assert why in browser(app, nia).get(f"{path}/look-after").text
        for act in ("pin", "close", "open"):
            refused = browser(app, nia).post(f"{path}/{act}", data={"reason": WHY, "pinned": "yes"})
            assert refused.status_code == 403
            assert why in refused.text
        assert acts(app, topic) == []
        assert mo.post(f"{path}/close", data={"reason": WHY}).status_code == 303


def test_only_those_who_look_after_topics_do_and_only_what_shows(
    app: Flask, asha: Person, ben: Person, general: Place, mo: FlaskClient
) -> None:
    shown, held = (factories.post_topic(asha, general, body=body) for body in (CLEAN, RUDE))
    for role in Role:
        person = browser(app, factories.make_user(roles=[role]))
        may = role in {Role.MODERATOR, Role.ADMIN, Role.SAFEGUARDING_LEAD}
        page = person.get(f"/topics/{shown.topic_id}").text
        assert ("Look after this topic" in page) is may
        assert person.get(f"/topics/{shown.topic_id}/look-after").status_code == (200 if may else 403)
    for act in ("pin", "close", "open"):
        data = {"reason": WHY, "pinned": "yes"}
        assert browser(app, ben).post(f"/topics/{shown.topic_id}/{act}", data=data).status_code == 403
        assert mo.post(f"/topics/{held.topic_id}/{act}", data=data).status_code == 404
        assert mo.post(f"/topics/999/{act}", data=data).status_code == 404
    assert acts(app, shown) == []


@pytest.fixture
def news(app: Flask) -> Place:
    return factories.make_board("school-news", staff_start=True)


@pytest.mark.parametrize("role", Role)
def test_on_some_boards_only_staff_start_topics(app: Flask, news: Place, role: Role) -> None:
    person = browser(app, factories.make_user(roles=[role]))
    is_staff = role in {Role.ADMIN, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD, Role.TEACHER}
    assert ("Start a topic" in person.get("/boards/school-news").text) is is_staff
    sent = person.post("/boards/school-news/new", data={"title": "Snow day", "body": CLEAN})
    assert sent.status_code == (303 if is_staff else 403)
    assert is_staff or CLEAN in sent.text


def test_parents_reply_to_what_the_school_tells_unless_the_board_says_no(
    app: Flask, asha: Person, news: Place
) -> None:
    head = factories.make_user("Head", roles=["admin"])
    quiet = factories.make_board("notices", writers="staff")
    open_, closed = factories.post_topic(head, news), factories.post_topic(head, quiet)
    parent = browser(app, asha)
    assert parent.post(f"/topics/{open_.topic_id}/reply", data={"body": CLEAN}).status_code == 303
    assert 'name="body"' not in parent.get(f"/topics/{closed.topic_id}").text
    refused = parent.post(f"/topics/{closed.topic_id}/reply", data={"body": CLEAN})
    assert refused.status_code == 403
    assert CLEAN in refused.text
    told = browser(app, head).post(f"/topics/{closed.topic_id}/reply", data={"body": CLEAN})
    assert told.status_code == 303
    own = browser(app, head)
    assert own.post(f"/topics/{open_.topic_id}/pin", data={"pinned": "yes"}).status_code == 303


@pytest.mark.both_engines
def test_the_newest_that_the_school_tells_is_on_the_first_page(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    head = factories.make_user("Head", roles=["admin"])
    news = factories.make_board("news", staff_start=True)
    class_news = factories.make_board("year-2-news", year_group="Year 2", staff_start=True)
    factories.post_topic(asha, general, "Not from the school")
    factories.post_topic(head, class_news, "Year 2 swims")
    factories.post_topic(head, news, "Older news")
    newest = factories.post_topic(head, news, "Newer news")
    factories.post_topic(head, news, "Held news", RUDE)
    assert all(title in browser(app, asha).get("/").text for title in ("Year 2 swims", "Newer news"))
    other = browser(app, ben)
    page = other.get("/").text
    assert "Newer news" in page
    for title in ("Not from the school", "Year 2 swims", "Older news", "Held news"):
        assert title not in page
    other.post(f"/posts/{newest.id}/report", data={"reason": "child_at_risk", "details": "Look."})
    page = other.get("/").text
    assert "Newer news" not in page
    assert "Older news" in page


def test_an_admin_says_who_writes_on_a_board(app: Flask) -> None:
    admin = browser(app, factories.make_user(roles=["admin"]))
    fields = {"title": "News", "description": "", "readers": "everyone", "writers": "everyone"}
    sent = admin.post("/admin/boards", data={**fields, "staff_start": "y"})
    assert sent.status_code == 303
    assert 'name="staff_start"' in admin.get("/admin/boards/1").text
    assert "only staff start topics" in admin.get("/admin/boards").text
    admin.post("/admin/boards", data={**fields, "board": "1"})
    with app.app_context():
        entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        assert entries[-1].action == "board:changed"
        assert entries[-1].detail["staff_start"] is False
