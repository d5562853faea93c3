"""Two topics become one. What waits goes along and goes on waiting; nothing is lost or shown anew."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import User
from forum.boards import queries
from forum.boards.looking_after import same_readers, subject_of, take_turn, why_somebody_else
from forum.boards.models import Draft, Post, Topic
from forum.boards.reader_models import Answer, TopicRead
from forum.boards.unread import mark_read
from forum.errors import NotAllowed, NotChanged, Refused
from forum.extensions import db, moderation
from forum.notifications.models import Follow


class Placed(NamedTuple):
    """One post that has or had a place: where it was, and where it is now."""

    post_id: int
    topic_id: int
    old: int
    new: int


def merge(topic: Topic, into: Topic, *, moderator: User) -> None:
    """The posts of both in one topic, in the order they were published; the old address leads there.

    What was marked as the answer to the topic that goes is marked no longer.
    """
    if refusal := why_not_merged(topic, into):
        raise Refused({"into": refusal})
    if refusal := why_somebody_else(into, moderator):
        raise NotAllowed(refusal)
    take_turn(topic, "topic:merged", moderator, into=into.id)
    if queries.topic_as_it_is_now(into).published_at is None or into.closed_at is not None:
        raise NotChanged("The other topic does not show any more, or was closed just now.")
    placed = _put_in_order(topic, into)
    moderation.audit(
        "topic:took_in",
        actor=moderator.actor,
        subject=subject_of(into),
        merged=topic.id,
        posts=[each.post_id for each in placed if each.topic_id == topic.id],
    )
    _carry_reads(topic, into, placed)
    _carry_drafts(topic, into)
    _carry_follows(topic, into)
    db.session.execute(sa.delete(Answer).where(Answer.topic_id == topic.id))
    merged_before = sa.update(Topic).where(Topic.merged_into_id == topic.id)
    db.session.execute(merged_before.values(merged_into_id=into.id))
    topic.published_at, topic.pinned_at, topic.merged_into_id = None, None, into.id
    into.last_position = len(placed)
    into.last_post_at = queries.newest_shown_at(into) or into.last_post_at
    db.session.flush()
    # Posts read before are no longer what they were.
    db.session.expire_all()


def why_not_merged(topic: Topic, into: Topic) -> str | None:
    """Why these two cannot become one; None if they can."""
    if topic.id == into.id:
        return "This is the same topic. Give the address of the other one."
    if not same_readers(topic.board, into.board):
        return (
            "The two have different readers, so one would show what was written for others. "
            "Move it first, if that is right."
        )
    if into.board.archived_at is not None or into.closed_at is not None:
        return "The other topic is closed. Open it first."
    if topic.board.staff_start != into.board.staff_start:
        return "What the school tells and what parents discuss do not become one topic."
    return None


def _put_in_order(topic: Topic, into: Topic) -> Sequence[Placed]:
    """Every post of both in the one, each in its place by time; what waits has no place yet."""
    rows = queries.places_by_time((topic.id, into.id))
    placed = [Placed(*row, new) for new, row in enumerate(rows, start=1)]
    # No two posts may have one place, not for a moment: so all stand where no place is, first.
    _change(Post.topic_id == into.id, position=-Post.position)
    _change(Post.topic_id == topic.id, opens_topic=False)
    behind = -(Post.position + into.last_position)
    _change(Post.topic_id == topic.id, topic_id=into.id, position=behind)
    if placed:
        db.session.execute(
            sa.update(Post), [{"id": each.post_id, "position": each.new} for each in placed]
        )
    return placed


def _change(which: sa.ColumnElement[bool], **values: object) -> None:
    change = sa.update(Post).where(which).values(**values)
    db.session.execute(change.execution_options(synchronize_session=False))


def _carry_reads(topic: Topic, into: Topic, placed: Sequence[Placed]) -> None:
    """Everybody goes on at the first post they have not read, in whichever of the two it was."""
    read: dict[int, dict[int, int]] = {}
    for user_id, topic_id, position in queries.reads_in((topic.id, into.id)):
        read.setdefault(user_id, {})[topic_id] = position
    both = TopicRead.topic_id.in_((topic.id, into.id))
    db.session.execute(sa.delete(TopicRead).where(both))
    for user_id, places in read.items():
        unread = (each.new for each in placed if each.old > places.get(each.topic_id, 0))
        if read_to := next(unread, len(placed) + 1) - 1:
            mark_read(into.id, read_to, reader_id=user_id)


def _carry_drafts(topic: Topic, into: Topic) -> None:
    """What people began to write goes along, unless they began something in the other as well."""
    old, new = f"/topics/{topic.id}", f"/topics/{into.id}"
    taken = queries.authors_of_drafts_at(new)
    change = sa.update(Draft).where(Draft.place == old, Draft.author_id.not_in(taken))
    db.session.execute(change.values(place=new))


def _carry_follows(topic: Topic, into: Topic) -> None:
    """Whoever follows or mutes the one follows or mutes both, as they said of the other if they did."""
    taken = queries.who_said_of(into.id)
    change = sa.update(Follow).where(Follow.topic_id == topic.id, Follow.person_id.not_in(taken))
    db.session.execute(change.values(topic_id=into.id))
    db.session.execute(sa.delete(Follow).where(Follow.topic_id == topic.id))
