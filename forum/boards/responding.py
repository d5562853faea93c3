"""What readers do with somebody else's post besides replying: thank, and say that it answered them."""

import sqlalchemy as sa

from forum.accounts.models import User
from forum.boards import queries
from forum.boards.looking_after import subject_of
from forum.boards.models import Board, Post, Topic
from forum.boards.reader_models import Answer, Thank
from forum.boards.refusing import why_not_changed_on
from forum.database import insert_into
from forum.errors import NotAllowed, NotChanged, NotFound
from forum.extensions import db, moderation
from forum.notifications.telling import tell_of_thanks, untell_thanks
from forum.permissions import Permission, may
from moderation import clock


def thank(post: Post, *, reader: User) -> None:
    """This person's thanks are with the post; saying it twice says it once."""
    if post.author_id == reader.id:
        raise NotAllowed("This is your own post; others can say thank you for it.")
    _check_open(post.topic.board)
    limits = moderation.limits_for(str(reader.id))
    if refusal := limits.refusal(opens_thread=False, area=post.topic.board.slug):
        raise NotAllowed(refusal)
    said = insert_into(Thank).values(post_id=post.id, user_id=reader.id, thanked_at=clock.now())
    first_time = said.on_conflict_do_nothing().returning(Thank.post_id)
    if db.session.scalar(first_time):
        tell_of_thanks(post, reader=reader)


def take_thanks_back(post: Post, *, reader: User) -> None:
    """This person's thanks are no longer with the post."""
    mine = sa.and_(Thank.post_id == post.id, Thank.user_id == reader.id)
    db.session.execute(sa.delete(Thank).where(mine))
    untell_thanks(post, reader=reader)


def may_mark_answer(topic: Topic, person: User) -> bool:
    """Whether this person may say which reply answered: who asked, or who looks after topics."""
    return topic.author_id == person.id or may(person.roles, Permission.LOOK_AFTER_TOPICS)


def mark_answer(post: Post, *, by: User) -> None:
    """This reply answered what its topic asked; another marked before no longer does."""
    topic = post.topic
    _check_may_mark(topic, by)
    if post.opens_topic:
        raise NotFound("Only a reply can be the answer.")
    if post.author_id == by.id != topic.author_id:
        raise NotAllowed("This is your own reply, so whoever asked says if it answered them.")
    moderation.audit("topic:answered", actor=by.actor, subject=subject_of(topic), post=post.id)
    # Whoever hides, deletes or moves the post at this moment was first if that is to be seen here.
    if not queries.locked(post).is_published or post.topic_id != topic.id:
        raise NotChanged("This reply does not show here any more.")
    now = clock.now()
    marked = {"post_id": post.id, "marked_by_id": by.id, "marked_at": now}
    db.session.execute(
        insert_into(Answer)
        .values(topic_id=topic.id, **marked)
        .on_conflict_do_update(index_elements=[Answer.topic_id], set_=marked)
    )


def unmark_answer(topic: Topic, *, by: User) -> None:
    """Nothing is marked as the answer any more."""
    _check_may_mark(topic, by)
    if (answer := queries.answer_of(topic)) is None:
        raise NotChanged("Nothing is marked as the answer any more.")
    moderation.audit(
        "topic:answer_unmarked", actor=by.actor, subject=subject_of(topic), post=answer.post_id
    )
    db.session.execute(sa.delete(Answer).where(Answer.topic_id == topic.id))


def _check_may_mark(topic: Topic, person: User) -> None:
    if not may_mark_answer(topic, person):
        raise NotAllowed("Whoever asked says which reply answered them, or a moderator does.")
    _check_open(topic.board)


def _check_open(board: Board) -> None:
    if refusal := why_not_changed_on(board):
        raise NotAllowed(refusal)
