"""What was changed in a post: its author and moderators may look, and only at what they may see."""

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.boards.models import Post, PostState, Revision
from forum.boards.moderated import PostContent
from forum.differences import differences
from forum.extensions import db
from moderation import State
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import RUDE, browser


@pytest.fixture
def changed(app: Flask, asha: Person, ben: Person, general: Place) -> Written:
    """A reply by Asha, changed twice: the second change waits."""
    topic = factories.post_topic(ben, general)
    mine = factories.post_reply(asha, topic.topic_id, "The coach leaves at eight.")
    author = browser(app, asha)
    author.post(f"/posts/{mine.id}/edit", data={"body": "The coach leaves at nine."})
    author.post(f"/posts/{mine.id}/edit", data={"body": RUDE})
    return mine


@pytest.mark.both_engines
def test_its_author_sees_every_version_with_what_was_changed(
    app: Flask, asha: Person, changed: Written
) -> None:
    page = browser(app, asha).get(f"/posts/{changed.id}/history").text
    assert page.count("Version ") == 3
    assert "taken out: </span>eight</del>" in page
    assert "added: </span>nine</ins>" in page
    assert "readers can’t see it" in page


def test_a_moderator_sees_what_readers_have_seen_and_nobody_else_sees_anything(
    app: Flask, ben: Person, changed: Written
) -> None:
    moderator = browser(app, factories.make_user(roles=["moderator"]))
    page = moderator.get(f"/posts/{changed.id}/history").text
    assert page.count("Version ") == 2
    assert RUDE not in page
    assert browser(app, ben).get(f"/posts/{changed.id}/history").status_code == 404
    assert app.test_client().get(f"/posts/{changed.id}/history").status_code == 303
    topic = f"/topics/{changed.topic_id}"
    assert f"/posts/{changed.id}/history" in moderator.get(topic).text
    reader = browser(app, ben).get(topic).text
    assert "changed <time" in reader
    assert "/history" not in reader


def test_what_was_taken_out_of_sight_is_in_no_moderator_s_history(app: Flask, changed: Written) -> None:
    with app.app_context():
        PostContent().withhold(str(changed.id), State.HIDDEN)
        db.session.commit()
    moderator = browser(app, factories.make_user(roles=["moderator"]))
    assert moderator.get(f"/posts/{changed.id}/history").status_code == 404
    with app.app_context():
        PostContent().publish(str(changed.id), "The coach leaves at eight.")
        db.session.commit()
    page = moderator.get(f"/posts/{changed.id}/history").text
    assert "nine" not in page
    assert page.count("Version ") == 1


def test_a_class_s_history_is_for_who_reads_there(app: Flask, asha: Person) -> None:
    board = factories.make_board("year-2", year_group="Year 2")
    written = factories.post_topic(asha, board)
    stranger = browser(app, factories.make_user(years=["Year 5"]))
    assert stranger.get(f"/posts/{written.id}/history").status_code == 404


def test_a_deleted_post_has_no_history_for_others(app: Flask, asha: Person, changed: Written) -> None:
    browser(app, asha).post(f"/posts/{changed.id}/delete")
    moderator = browser(app, factories.make_user(roles=["moderator"]))
    assert moderator.get(f"/posts/{changed.id}/history").status_code == 404


def test_when_each_version_began_to_show_is_kept(app: Flask, changed: Written) -> None:
    with app.app_context():
        shown = db.session.scalars(
            sa.select(Revision.shown_at).where(Revision.post_id == changed.id).order_by(Revision.number)
        ).all()
        assert [bool(moment) for moment in shown] == [True, True, False]
        assert db.session.get_one(Post, changed.id).state is PostState.PUBLISHED


def test_differences_lose_nothing_even_of_the_longest_text() -> None:
    for before, after in (
        ("a b c", "a x c"),
        ("", "all new"),
        ("word " * 4_000, "word " * 3_999 + "end"),
        ("x\n" * 9_999, "y\n" * 9_999),
        ("a b " * 5_000, "b a " * 5_000),
    ):
        pieces = differences(before, after)
        assert "".join(piece.words for piece in pieces if piece.change != "taken_out") == after
        assert "".join(piece.words for piece in pieces if piece.change != "added") == before
