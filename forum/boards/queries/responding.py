"""Which reply answered a topic, and who said thank you: only of posts that show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import User
from forum.boards.models import Post, PostState, Topic
from forum.boards.reader_models import Answer, Thank
from forum.extensions import db

answering = aliased(Post)
answerer = aliased(User)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """The reply that answered a topic: where it stands and whose it is."""

    post_id: int
    position: int
    author_name: str


@dataclass(frozen=True, slots=True)
class Thanked:
    """Who said thank you for one post, the reader first as “You”, then in the order they did."""

    names: Sequence[str]
    by_reader: bool

    @property
    def words(self) -> str:
        """The same in a few words; how many is never the point."""
        first, *others = self.names
        if len(others) > 1:
            return f"{first} and {len(others)} others said thank you"
        return f"{' and '.join(self.names)} said thank you"


def answer_shows() -> sa.ColumnElement[bool]:
    """How to join `answering` to an `Answer` and its topic: a reply that shows, in that topic."""
    return sa.and_(
        answering.id == Answer.post_id,
        answering.topic_id == Topic.id,
        answering.state == PostState.PUBLISHED,
    )


def is_answered() -> sa.ColumnElement[bool]:
    """Whether the row's topic has an answer that shows."""
    query = sa.select(Answer.topic_id).join(answering, answer_shows())
    return query.where(Answer.topic_id == Topic.id).correlate(Topic).exists()


def answer_of(topic: Topic) -> Answer | None:
    """What was marked as the answer, whether it shows or not."""
    return db.session.get(Answer, topic.id)


def thanks_for(viewer: User, post_ids: Collection[int]) -> Mapping[int, Thanked]:
    """Who said thank you for each of these posts; one statement."""
    rows = db.session.execute(
        sa.select(Thank.post_id, User.id, User.display_name)
        .join(User, User.id == Thank.user_id)
        .where(Thank.post_id.in_(post_ids))
        .order_by(Thank.post_id, User.id != viewer.id, Thank.thanked_at, User.id)
    )
    names: dict[int, list[str]] = {}
    own = set()
    for post_id, user_id, name in rows:
        names.setdefault(post_id, []).append("You" if user_id == viewer.id else name)
        own |= {post_id} if user_id == viewer.id else set()
    return {post_id: Thanked(each, post_id in own) for post_id, each in names.items()}
