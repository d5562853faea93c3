"""Reading: boards, pages, tombstones, and what each person may see."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Revision
from forum.extensions import db
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, RUDE, articles, browser

Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.mark.both_engines
def test_pages_keep_their_posts_while_others_arrive(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    replies = [factories.post_reply(ben, topic.topic_id, f"Reply {n}").id for n in range(44)]
    reader, path = browser(app, asha), f"/topics/{topic.topic_id}"
    second = articles(reader.get(f"{path}?page=2").text)
    assert [int(id_) for id_, _ in second] == replies[19:39]
    assert reader.get(f"{path}?after=20").text.count("<article") == 20
    assert [int(id_) for id_, _ in articles(reader.get(f"{path}?page=last").text)] == replies[39:]
    browser(app, ben).post(f"/posts/{replies[0]}/delete")
    factories.post_reply(ben, topic.topic_id, "One more")
    assert articles(reader.get(f"{path}?page=2").text) == second
    for odd in ("page=0", "page=-3", "page=999", "page=x", "after=-1", "after=9999999", "after=x"):
        assert reader.get(f"{path}?{odd}").status_code == 200
    sent = reader.post(f"{path}/reply", data={"body": CLEAN})
    assert re.search(r"page=3#post-\d+$", sent.location)


@pytest.mark.both_engines
def test_board_pages_are_walked_without_losing_a_topic(app: Flask, asha: Person, general: Place) -> None:
    made = {factories.post_topic(asha, general, f"Topic {n}").topic_id for n in range(45)}
    reader, path, seen = browser(app, asha), "/boards/general", []
    while path:
        page = reader.get(path).text
        seen += [int(id_) for id_ in re.findall(r'<h2><a href="/topics/(\d+)"', page)]
        more = re.search(r'rel="next" href="([^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == 45
    assert set(seen) == made
    assert reader.get("/boards/general?after=nonsense").status_code == 200
    assert reader.get("/boards/general?after=99999999999999999999-1").status_code == 200


def test_a_deleted_post_leaves_a_tombstone_without_text(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    reply = factories.post_reply(ben, topic.topic_id, "Something regretted")
    author = browser(app, ben)
    assert "Delete your post?" in author.get(f"/posts/{reply.id}/delete").text
    assert author.post(f"/posts/{reply.id}/delete").status_code == 303
    for person in (asha, ben):
        page = browser(app, person).get(f"/topics/{topic.topic_id}").text
        assert (str(reply.id), "deleted") in articles(page)
        assert "Something regretted" not in page
    assert "Something regretted" not in browser(app, asha).get("/search?q=regretted").text.replace(
        'value="regretted"', ""
    )
    with app.app_context():
        kept = db.session.scalars(sa.select(Revision.body).where(Revision.post_id == reply.id))
        assert kept.all() == ["Something regretted"]
    assert author.post(f"/posts/{reply.id}/delete").status_code == 409
    assert author.post(f"/posts/{reply.id}/edit", data={"body": "Back"}).status_code == 409


def test_a_deleted_topic_goes_or_keeps_only_its_replies(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    alone = factories.post_topic(asha, general, "Quokka alone")
    answered = factories.post_topic(asha, general, "Quokka answered")
    factories.post_reply(ben, answered.topic_id, "My answer")
    author, reader = browser(app, asha), browser(app, ben)
    for topic in (alone, answered):
        assert author.post(f"/posts/{topic.id}/delete").status_code == 303
    assert reader.get(f"/topics/{alone.topic_id}").status_code == 404
    page = reader.get(f"/topics/{answered.topic_id}").text
    assert "My answer" in page
    assert "Quokka" not in page + reader.get("/boards/general").text


def test_only_the_author_changes_a_post(app: Flask, asha: Person, ben: Person, general: Place) -> None:
    topic = factories.post_topic(asha, general)
    head = factories.make_user("Head", roles=["admin", "moderator"])
    for person in (ben, head):
        other = browser(app, person)
        for path in (f"/posts/{topic.id}/edit", f"/posts/{topic.id}/delete"):
            assert other.get(path).status_code == 404
            assert other.post(path, data={"title": "Mine", "body": "Mine"}).status_code == 404


@pytest.mark.both_engines
def test_class_boards_are_for_the_class_and_staff(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    year2 = factories.make_board("year-2", year_group="Year 2")
    topic = factories.post_topic(asha, year2, "Wellies for Year 2", "Wombat wellies, please")
    inside, outside = browser(app, asha), browser(app, ben)
    moderator = browser(app, factories.make_user("Mo", roles=["moderator"]))
    for path in ("/boards/year-2", "/boards/year-2/new", f"/topics/{topic.topic_id}"):
        assert inside.get(path).status_code == 200
        assert moderator.get(path).status_code == 200
        assert outside.get(path).status_code == 404
    assert outside.get(f"/posts/{topic.id}/report").status_code == 404
    assert outside.post("/boards/year-2/new", data={"title": "x", "body": "y"}).status_code == 404
    assert "year-2" not in outside.get("/").text
    assert "Wombat" in inside.get("/search?q=wellies").text
    assert "Wombat" not in outside.get("/search?q=wellies").text


@pytest.mark.parametrize(
    "path",
    [
        "/boards/none",
        "/boards/none/new",
        "/topics/999",
        "/topics/99999999999999999999",
        "/posts/999",
        "/posts/99999999999999999999/edit",
        "/posts/999/report",
        "/posts/999/delete",
        "/me/posts/999",
        "/me/posts/99999999999999999999",
        "/me/notices/999",
        "/me/notices/99999999999999999999",
        "/me/posts/999/take-to/formal_complaint",
    ],
)
def test_what_is_not_there_gives_the_same_page(app: Flask, asha: Person, path: str) -> None:
    assert browser(app, asha).get(path).status_code == 404


def test_a_quote_is_only_of_what_shows(app: Flask, asha: Person, ben: Person, general: Place) -> None:
    topic = factories.post_topic(asha, general, body="Original words")
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    path = f"/topics/{topic.topic_id}"
    begun = browser(app, ben).get(f"{path}?quote={topic.id}").text
    assert f"[Asha wrote](/posts/{topic.id}):\n\n&gt; Original words" in begun
    for person in (asha, ben):
        page = browser(app, person).get(f"{path}?quote={held.id}").text
        assert " wrote]" not in page.partition("<textarea")[2].partition("</textarea>")[0]


@pytest.mark.both_engines
def test_pages_need_few_statements_and_write_nothing(
    app: Flask, asha: Person, ben: Person, general: Place, sql: Statements
) -> None:
    topic = factories.post_topic(asha, general)
    for n in range(30):
        factories.post_reply(ben if n % 2 else asha, topic.topic_id, f"Reply {n}")
    factories.post_reply(asha, topic.topic_id, RUDE)
    reader = browser(app, asha)
    reader.post("/drafts", data={"place": f"/topics/{topic.topic_id}", "body": "Begun"})
    reader.get("/")
    for path in ("/", "/boards/general", f"/topics/{topic.topic_id}?page=last", "/search?q=reply"):
        reader.get(path)  # what it shows is new the first time, and then kept as read
        with sql() as statements:
            assert reader.get(path).status_code == 200
        assert len(statements) <= (8 if path.startswith("/topics/") else 7), (path, statements)
        assert all(statement.lstrip().startswith("SELECT") for statement in statements), path


def test_nobody_reads_without_signing_in(client: FlaskClient, general: Place) -> None:
    for path in ("/", "/boards/general", "/search?q=cake", "/me", "/topics/1", "/posts/1"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert "/sign-in" in answer.location
