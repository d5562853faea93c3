"""Telling people of what has just come to show, and of thanks: once, as much as they want to hear."""

import re
from collections.abc import Collection

import sqlalchemy as sa
from flask import g

from forum.accounts.models import User
from forum.boards.mentions import people_mentioned
from forum.boards.models import Post
from forum.extensions import db
from forum.notifications import following, queries
from forum.notifications.grouping import NewsKind
from forum.notifications.models import Level, News, level_of
from forum.notifications.queries import Listener
from moderation import clock

MOST_QUOTED = 10
# The link above a quotation, as the button makes it.
_QUOTED = re.compile(r"\bwrote\]\(/posts/(\d{1,9})\)")


def tell_of(post: Post, body: str) -> None:
    """Tell whoever wants to know of a post that shows for the first time. Never its author.

    Each gets one line of news; its mail is due when they want it, and only what they may see then
    goes into it.
    """
    following.follow_own(post)
    mentioned, quoted = _mentioned_in(post), _quoted_in(body, post)
    for listener in queries.listeners(post, mentioned | quoted):
        kind = _kind(post, listener, mentioned, quoted)
        if kind is None or listener.level is Level.MUTE:
            continue
        due_at = following.when_due(kind, listener.follow, listener.settings)
        person_id = listener.person.id
        db.session.add(
            News(person_id=person_id, post_id=post.id, kind=kind, told_at=clock.now(), due_at=due_at)
        )
        g.has_news = True


def untell_of(post: Post) -> None:
    """Take back what was told of a post that shows no longer, as if it had never shown."""
    for news in queries.news_of(post):
        db.session.delete(news)


def has_been_mailed(post: Post) -> bool:
    """Whether anybody has a mail about it by now."""
    return any(news.mail_id for news in queries.news_of(post))


def tell_of_thanks(post: Post, *, reader: User) -> None:
    """Tell whoever wrote a post that this reader said thank you for it; never at once by mail."""
    author = post.author
    in_topic = queries.topic_follow(author, post.topic_id)
    follow = in_topic or queries.board_follow(author, post.topic.board_id)
    if level_of(follow) is Level.MUTE:
        return
    db.session.add(
        News(
            person_id=author.id,
            post_id=post.id,
            kind=NewsKind.THANKS,
            thanked_by_id=reader.id,
            told_at=clock.now(),
            due_at=following.when_due(NewsKind.THANKS, follow, following.settings_of(author)),
        )
    )


def untell_thanks(post: Post, *, reader: User) -> None:
    """Nobody hears any more that this reader said thank you."""
    said = sa.and_(News.post_id == post.id, News.thanked_by_id == reader.id)
    db.session.execute(sa.delete(News).where(said))


def _kind(
    post: Post, listener: Listener, mentioned: Collection[int], quoted: Collection[int]
) -> NewsKind | None:
    if listener.person.id in mentioned:
        return NewsKind.MENTION
    if listener.person.id in quoted:
        return NewsKind.QUOTE
    if listener.level is not Level.FOLLOW:
        return None
    return NewsKind.TOPIC if post.opens_topic else NewsKind.REPLY


def _mentioned_in(post: Post) -> set[int]:
    return {person.id for person in people_mentioned(post)}


def _quoted_in(body: str, post: Post) -> set[int]:
    """Who wrote what a post quotes from its own topic."""
    quoted = {int(number) for number in _QUOTED.findall(body)[:MOST_QUOTED]}
    return set(queries.authors_of(quoted, post.topic)) if quoted else set()
