"""Putting what is published into the index. What stops being published leaves it by itself."""

import sqlalchemy as sa

from forum import markup
from forum.boards.models import Post, Revision
from forum.extensions import db
from forum.search.models import SearchEntry
from forum.search.words import terms_of


def put(post: Post, revision: Revision) -> None:
    """Let this version, which readers see from now on, be found; any other of the post is not."""
    # The database drops the entry of what stops being published as the post itself changes.
    db.session.flush()
    entries = sa.delete(SearchEntry).where(SearchEntry.post_id == post.id)
    db.session.execute(entries.execution_options(synchronize_session=False))
    words = words_to_find(revision.title, revision.html)
    db.session.execute(sa.insert(SearchEntry).values(post_id=post.id, number=revision.number, **words))


def words_to_find(title: str | None, html: str) -> dict[str, str]:
    """The two columns of an entry: the words of a title, and those of a text as somebody reads it."""
    return {"title": in_a_row(terms_of(title or "")), "body": in_a_row(terms_of(markup.words(html)))}


def in_a_row(terms: tuple[str, ...]) -> str:
    """These words as an entry keeps them, each between two spaces of its own."""
    return "".join(f" {term} " for term in terms)
