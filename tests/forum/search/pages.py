"""Reading a page of results."""

import re

from flask.testing import FlaskClient

from forum.boards.models import Post
from forum.boards.moderated import PostContent
from forum.extensions import db
from tests import factories
from tests.factories import Person, Place, Written


def shown(post: Written) -> Written:
    """The post, published whatever screening says of it: here only finding counts."""
    with factories.context():
        row = db.session.get_one(Post, post.id)
        if not row.is_published:
            PostContent().publish(str(post.id), row.revisions[-1].text)
            db.session.commit()
    return post


def topic(author: Person, board: Place, title: str, body: str) -> Written:
    """A topic that shows."""
    return shown(factories.post_topic(author, board, title, body))


def reply(author: Person, topic_id: int, body: str) -> Written:
    """A reply that shows."""
    return shown(factories.post_reply(author, topic_id, body))


def found(reader: FlaskClient, q: str = "", **more: object) -> list[int]:
    """The ids of the posts on the page, in their order."""
    page = reader.get("/search", query_string={"q": q, **more})
    assert page.status_code == 200, (q, more)
    return [int(post_id) for post_id in re.findall(r'data-post="(\d+)"', page.text)]


def count(reader: FlaskClient, q: str, **more: object) -> str | None:
    """How many the page says there are; none if it says nothing."""
    page = reader.get("/search", query_string={"q": q, **more}).text
    said = re.search(r'data-count="(\w+)"', page)
    return said[1] if said else None
