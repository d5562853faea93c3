"""What is not published, or not for this reader, is not found, not counted, and moves nothing."""

from itertools import count as numbers

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.accounts.models import User
from forum.boards import services
from forum.boards.models import Board, Post, PostState, Revision
from forum.boards.moderated import PostContent
from forum.extensions import db
from forum.permissions import Role
from forum.search import index
from forum.search.models import SearchEntry
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import RUDE, browser
from tests.forum.search.pages import count, found, reply, topic
from tests.forum.test_held import decide

pytestmark = pytest.mark.both_engines


def entries(app: Flask) -> dict[int, int]:
    """Which version of which post is in the index."""
    with app.app_context():
        rows = db.session.execute(sa.select(SearchEntry.post_id, SearchEntry.number))
        return dict(rows.all())


def published(app: Flask) -> dict[int, int | None]:
    """Which version of which post readers see."""
    with app.app_context():
        shown = sa.select(Post.id, Post.published_number).where(Post.state == PostState.PUBLISHED)
        return dict(db.session.execute(shown).all())


@pytest.fixture
def secrets(app: Flask, asha: Person, ben: Person, general: Place) -> list[str]:
    """Words of Asha's, one for every way in which words are not, or no longer, for others."""
    words = (f"quokka{number}s" for number in numbers())
    said: list[str] = []

    def secret() -> str:
        said.append(next(words))
        return said[-1]

    author, reporter = browser(app, asha), browser(app, ben)
    moderator = browser(app, factories.make_user("Mo", roles=[Role.MODERATOR]))
    base = topic(asha, general, "The fair", "Cakes, please")
    held = factories.post_topic(asha, general, secret(), f"{secret()} {RUDE}")
    assert held.state == "held"
    for decision in ("send_back", "decline"):
        post = factories.post_reply(asha, base.topic_id, f"{secret()} {RUDE}")
        decide(app, moderator, post, decision)
    withdrawn = factories.post_reply(asha, base.topic_id, f"{secret()} {RUDE}")
    author.post(f"/me/posts/{withdrawn.id}/withdraw")
    waiting = topic(asha, general, "The coach", "It leaves at nine")
    change = {"title": f"Coach {secret()}", "body": f"{secret()} {RUDE}"}
    author.post(f"/posts/{waiting.id}/edit", data=change)
    edited = topic(asha, general, f"Bus {secret()}", f"Bus at nine {secret()}")
    author.post(f"/posts/{edited.id}/edit", data={"title": "Bus", "body": "It leaves at ten"})
    deleted = topic(asha, general, secret(), f"Gone {secret()}")
    reply(ben, deleted.topic_id, "An answer that stays")
    author.post(f"/posts/{deleted.id}/delete")
    alone = reply(asha, base.topic_id, f"Gone {secret()}")
    author.post(f"/posts/{alone.id}/delete")
    hidden = reply(asha, base.topic_id, f"Hidden {secret()}")
    reporter.post(f"/posts/{hidden.id}/report", data={"reason": "child_at_risk", "details": "Look."})
    removed = topic(asha, general, secret(), f"Removed {secret()}")
    # A reply that is published, in a topic that no longer shows.
    reply(ben, removed.topic_id, f"An answer {secret()}")
    reporter.post(f"/posts/{removed.id}/report", data={"reason": "unkind", "details": "Look."})
    decide(app, moderator, removed, "decline")
    assert len(said) == 16
    return said


def test_nobody_finds_what_is_not_published_not_even_its_author(
    app: Flask, asha: Person, secrets: list[str]
) -> None:
    readers = {
        "its author": browser(app, asha),
        "a parent": browser(app, factories.make_user()),
        "somebody who may everything": browser(app, factories.make_user(roles=list(Role))),
    }
    leaks = [
        (who, asked)
        for who, reader in readers.items()
        for word in secrets
        for asked in (word, word.removesuffix("s"), f'"{word}" from:Asha')
        if "data-count" in reader.get("/search", query_string={"q": asked}).text
    ]
    assert not leaks
    # What is found is what readers see: by its author, and by days.
    for reader in readers.values():
        page = reader.get("/search?author=Asha&since=2000-01-01").text
        assert "quokka" not in page
        assert "leaves at nine" in page
        assert "leaves at ten" in page


def test_the_index_holds_what_is_published_and_nothing_else(app: Flask, secrets: list[str]) -> None:
    assert entries(app) == published(app)
    with app.app_context():
        kept = db.session.scalars(sa.select(SearchEntry.title + SearchEntry.body)).all()
    # One is left: a reply that is published itself, in a topic that is taken down.
    assert sum("quokka" in words for words in kept) == 1


def test_what_was_taken_down_and_shows_again_is_found_again(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    post = topic(asha, general, "Wombats", "Here")
    reporter = browser(app, ben)
    reporter.post(f"/posts/{post.id}/report", data={"reason": "child_at_risk", "details": "Look."})
    assert found(reporter, "wombat") == []
    with app.app_context():
        PostContent().publish(str(post.id), "Wombats\n\nHere")
        db.session.commit()
    assert found(reporter, "wombat") == [post.id]


def test_an_entry_that_should_not_be_there_is_not_found(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    base = topic(asha, general, "The fair", "Cakes, please")
    held = factories.post_reply(asha, base.topic_id, f"Quokka {RUDE}")
    author = browser(app, asha)
    author.post(f"/posts/{base.id}/edit", data={"title": "The fair", "body": f"Wallaby {RUDE}"})
    with app.app_context():
        for post_id, number in ((held.id, 1), (base.id, 2)):
            version = sa.select(Revision).where(Revision.post_id == post_id, Revision.number == number)
            index.put(db.session.get_one(Post, post_id), db.session.scalars(version).one())
        db.session.commit()
    assert entries(app) == {held.id: 1, base.id: 2}
    for reader in (author, browser(app, ben)):
        assert found(reader, "quokka") == found(reader, "wallaby") == found(reader, "cakes") == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": "hidden"},
        {"state": "deleted", "deleted_at": sa.func.current_timestamp()},
        {"published_number": 2},
        {"published_number": None, "state": "held"},
    ],
)
def test_the_database_itself_drops_what_stops_being_published(
    app: Flask, asha: Person, general: Place, change: dict[str, object]
) -> None:
    post = topic(asha, general, "Wombats", "Here")
    assert entries(app) == {post.id: 1}
    with app.app_context():
        posts = sa.table("posts", sa.column("id"), *(sa.column(name) for name in change))
        db.session.execute(sa.update(posts).where(posts.c.id == post.id).values(change))
        db.session.commit()
    assert entries(app) == {}


def test_a_version_that_is_erased_takes_its_words_with_it(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic(asha, general, "Wombats", "Here")
    with app.app_context():
        db.session.execute(sa.delete(Revision))
        db.session.commit()
    assert entries(app) == {}
    assert found(browser(app, ben), "wombats") == []


def test_another_class_and_a_closed_board_are_not_searched(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    closed, class_ = factories.make_board("closed"), factories.make_board("year-2", year_group="Year 2")
    posts = {
        board.slug: topic(asha, board, "Wombats", "Some words").id for board in (closed, class_, general)
    }
    admin = browser(app, factories.make_user(roles=[Role.ADMIN]))
    admin.post(f"/admin/boards/{closed.id}/close")
    parent = browser(app, ben)
    assert found(parent, "wombats") == [posts["general"]]
    assert count(parent, "wombats") == "1"
    assert found(parent, "wombats board:year-2") == found(parent, "wombats", board="year-2") == []
    # Whether there is such a board is not said.
    for slug in ("year-2", "no-such-board"):
        page = parent.get("/search", query_string={"q": f"wombats board:{slug}"}).text
        assert f"None of your boards is called {slug}." in page
    assert found(browser(app, asha), "wombats") == [posts["general"], posts["year-2"]]
    own_topic = {"q": "wombats", "topic": _topic_of(app, posts["year-2"])}
    assert "Only in the topic" not in parent.get("/search", query_string=own_topic).text


def test_what_somebody_does_not_read_moves_nothing_in_what_they_find(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    class_ = factories.make_board("year-2", year_group="Year 2")
    topic(asha, general, "One", "Wombat wombat wombat, once an emu")
    topic(asha, general, "Two", "Emu emu emu, once a wombat")
    topic(asha, general, "Three", "Emu wombat " + "and others " * 5)
    parent = browser(app, ben)
    before = found(parent, "wombat emu"), count(parent, "wombat emu")
    assert len(before[0]) == 3
    # A word that is common elsewhere would weigh less, if anybody's order went by how common it is.
    for number in range(12):
        topic(asha, class_, f"Wombats {number}", "Wombat")
    factories.post_topic(asha, general, f"Wombat emu {RUDE}", "Wombat emu")
    assert (found(parent, "wombat emu"), count(parent, "wombat emu")) == before


def _topic_of(app: Flask, post_id: int) -> int:
    with app.app_context():
        return db.session.get_one(Post, post_id).topic_id


def test_a_post_joins_the_index_in_the_transaction_that_publishes_it(
    app: Flask, asha: Person, general: Place
) -> None:
    with app.app_context():
        board = db.session.get_one(Board, general.id)
        author = db.session.get_one(User, asha.id)
        post = services.start_topic(board, "Wombats", "Are here", author=author)
        written = Written(post.id, post.topic_id, str(post.state))
        db.session.rollback()
    assert entries(app) == {}
    assert written.state == "published"
