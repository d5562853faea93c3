"""Thanks by name, and the reply that answered: only of what shows, and never a word of what does not."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Board
from forum.boards.reader_models import Answer, Thank
from forum.extensions import db
from moderation import clock
from moderation.cases.models import Measure
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import RUDE, browser, count_of
from tests.forum.test_held import restrict

Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def asked(asha: Person, general: Place) -> Written:
    """Asha asks."""
    return factories.post_topic(asha, general, "When is PE?", "Is it on Friday?")


@pytest.fixture
def reply(ben: Person, asked: Written) -> Written:
    """Ben replies."""
    return factories.post_reply(ben, asked.topic_id, "It is on Thursday.")


def thanks(page: str) -> list[str]:
    """Who said thank you, as a page has it."""
    return re.findall(r'class="thanks">(?:<summary>)?([^<]+)<', page)


def acts(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        entries = sa.select(AuditEntry).where(AuditEntry.subject_kind == "topic")
        return [(e.action, e.actor_name) for e in db.session.scalars(entries.order_by(AuditEntry.id))]


@pytest.mark.both_engines
def test_thanks_are_by_name_and_can_be_taken_back(
    app: Flask, asha: Person, ben: Person, asked: Written, reply: Written
) -> None:
    path, reader = f"/topics/{asked.topic_id}", browser(app, asha)
    for _ in range(2):  # once more is no more
        said = reader.post(f"/posts/{reply.id}/thank", data={"thank": "yes"})
        assert (said.status_code, said.location) == (303, f"{path}?page=1#post-{reply.id}")
    assert thanks(reader.get(path).text) == ["You said thank you"]
    assert thanks(browser(app, ben).get(path).text) == ["Asha said thank you"]
    nia = browser(app, factories.make_user("Nia"))
    nia.post(f"/posts/{reply.id}/thank")
    assert thanks(nia.get(path).text) == ["You and Asha said thank you"]
    browser(app, factories.make_user("Omar")).post(f"/posts/{reply.id}/thank")
    page = browser(app, ben).get(path).text
    assert thanks(page) == ["Asha and 2 others said thank you"]
    assert "<p>Asha, Nia, Omar</p>" in page
    assert "Take thanks back" in nia.get(path).text
    nia.post(f"/posts/{reply.id}/thank", data={"thank": "no"})
    nia.post(f"/posts/{reply.id}/thank", data={"thank": "no"})
    assert thanks(nia.get(path).text) == ["Asha and Omar said thank you"]


@pytest.mark.both_engines
def test_two_presses_at_once_are_one_thank_you(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    presses = [browser(app, ben) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        sent = [threads.submit(each.post, f"/posts/{topic.id}/thank") for each in presses]
        assert [each.result().status_code for each in sent] == [303, 303]
    assert count_of(app, Thank) == 1


def test_nobody_thanks_themselves_or_for_what_does_not_show(
    app: Flask, asha: Person, ben: Person, asked: Written, reply: Written
) -> None:
    held = factories.post_reply(asha, asked.topic_id, RUDE)
    elsewhere = factories.post_topic(asha, factories.make_board("year-2", year_group="Year 2"))
    own, other = browser(app, asha), browser(app, ben)
    assert own.post(f"/posts/{asked.id}/thank").status_code == 403
    for client, post in ((other, held), (own, held), (other, elsewhere)):
        assert client.post(f"/posts/{post.id}/thank").status_code == 404
    assert other.post("/posts/999/thank").status_code == 404
    assert app.test_client().post(f"/posts/{reply.id}/thank").status_code == 303
    before_the_reply = own.get(f"/topics/{asked.topic_id}").text.partition(f"post-{reply.id}")[0]
    assert ">Thank<" not in before_the_reply
    assert count_of(app, Thank) == 0


def test_thanks_go_with_the_post_and_come_back_with_it(
    app: Flask, asha: Person, ben: Person, asked: Written, reply: Written
) -> None:
    nia = browser(app, factories.make_user("Nia"))
    nia.post(f"/posts/{reply.id}/thank")
    reported = {"reason": "child_at_risk", "details": "Please look."}
    assert nia.post(f"/posts/{reply.id}/report", data=reported).status_code == 303
    for person in (asha, ben):
        page = browser(app, person).get(f"/topics/{asked.topic_id}").text
        assert thanks(page) == []
    assert nia.post(f"/posts/{reply.id}/thank").status_code == 404


def test_whoever_may_not_reply_may_not_thank_but_others_with_limits_may(
    app: Flask, asked: Written
) -> None:
    path = f"/posts/{asked.id}/thank"
    quiet, watched = factories.make_user("Quiet"), factories.make_user("Watched")
    restrict(app, quiet, no_replies=True)
    with app.app_context():
        db.session.query(Measure).update({"reference": "SG-TEST-0002"})
        db.session.commit()
    restrict(app, watched, premoderate=True, no_new_topics=True)
    refused = browser(app, quiet).post(path)
    assert refused.status_code == 403
    assert "not reply, until" in refused.text
    assert ">Thank<" not in browser(app, quiet).get(f"/topics/{asked.topic_id}").text
    assert browser(app, watched).post(path).status_code == 303
    with app.app_context():
        db.session.query(Board).update({"archived_at": clock.now()})
        db.session.commit()
    assert browser(app, factories.make_user()).post(path).status_code == 403


@pytest.mark.both_engines
def test_whoever_asked_says_which_reply_answered(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    asked = factories.post_topic(asha, general, "When is PE?")
    first, second = (factories.post_reply(ben, asked.topic_id, f"On {day}") for day in ("Mon", "Tue"))
    path, asker, reader = f"/topics/{asked.topic_id}", browser(app, asha), browser(app, ben)
    assert "This answered it" in asker.get(path).text
    assert "This answered it" not in reader.get(path).text
    for reply in (first, second):
        marked = asker.post(f"{path}/answer", data={"post": reply.id})
        assert (marked.status_code, marked.location) == (303, f"{path}?page=1#post-{reply.id}")
    page = reader.get(path).text
    assert f'data-answer="{second.id}"' in page
    assert page.count("The answer<") == 1
    assert "Answered" in reader.get("/boards/general").text
    assert asker.post(f"{path}/answer/undo").status_code == 303
    assert asker.post(f"{path}/answer/undo").status_code == 409
    assert "data-answer" not in reader.get(path).text
    assert "Answered" not in reader.get("/boards/general").text
    assert acts(app) == [("topic:answered", "Asha")] * 2 + [("topic:answer_unmarked", "Asha")]


def test_only_whoever_asked_or_a_moderator_marks_and_only_a_reply_of_this_topic(
    app: Flask, asha: Person, ben: Person, general: Place, asked: Written, reply: Written
) -> None:
    other = factories.post_topic(asha, general, "Another")
    held = factories.post_reply(asha, asked.topic_id, RUDE)
    path, asker = f"/topics/{asked.topic_id}/answer", browser(app, asha)
    assert browser(app, ben).post(path, data={"post": reply.id}).status_code == 403
    assert asker.post(f"/topics/{other.topic_id}/answer", data={"post": reply.id}).status_code == 404
    for post in (asked.id, held.id, other.id, 999, 0, -1, "x", 2**31, ""):
        assert asker.post(path, data={"post": post}).status_code == 404, post
    mo = factories.make_user("Mo", roles=["moderator"])
    own = factories.post_reply(mo, asked.topic_id, "Mine is right.")
    moderator = browser(app, mo)
    assert moderator.post(path, data={"post": own.id}).status_code == 403
    assert count_of(app, Answer) == 0
    assert moderator.post(path, data={"post": reply.id}).status_code == 303
    assert acts(app) == [("topic:answered", "Mo")]


def test_an_answer_that_no_longer_shows_is_no_answer_until_it_shows_again(
    app: Flask, asha: Person, ben: Person, asked: Written, reply: Written
) -> None:
    path, asker = f"/topics/{asked.topic_id}", browser(app, asha)
    asker.post(f"{path}/answer", data={"post": reply.id})
    reader = browser(app, factories.make_user("Nia"))
    assert reader.get(path).text.count("tag-done") == 2
    browser(app, ben).post(f"/posts/{reply.id}/delete")
    for client in (asker, reader, browser(app, ben)):
        for page in (path, "/boards/general"):
            assert "tag-done" not in client.get(page).text
        assert "data-answer" not in client.get(path).text


def test_a_page_takes_as_many_statements_however_many_said_thank_you(
    app: Flask, asha: Person, asked: Written, reply: Written, sql: Statements
) -> None:
    reader, sent = browser(app, asha), []
    reader.get(f"/topics/{asked.topic_id}")
    for _ in range(2):
        with sql() as statements:
            reader.get(f"/topics/{asked.topic_id}")
        sent.append(len(statements))
        for number in range(4):
            person: FlaskClient = browser(app, factories.make_user(f"Person {number}"))
            person.post(f"/posts/{reply.id}/thank")
    assert sent[0] == sent[1]
