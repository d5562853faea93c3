"""What moderators do with a topic: put it first, close it, move it. Each act is in the audit log."""

from forum import markup
from forum.accounts.models import User
from forum.boards import queries
from forum.boards.models import REASON_MAX, Board, Topic
from forum.errors import NotAllowed, NotChanged, Refused
from forum.extensions import moderation
from moderation import Subject, clock

PINNED_AT_MOST = 5  # on one board; more would push aside what is new


def pin(topic: Topic, *, moderator: User) -> None:
    """The topic stands first on its board."""
    take_turn(topic, "topic:pinned", moderator)
    if topic.pinned_at is not None:
        raise NotChanged("It is pinned already.")
    if queries.count_of_pinned(topic.board_id) >= PINNED_AT_MOST:
        raise Refused(
            {"pin": f"{PINNED_AT_MOST} topics are pinned on this board already. Please unpin one first."}
        )
    topic.pinned_at = clock.now()


def unpin(topic: Topic, *, moderator: User) -> None:
    """The topic stands where its newest post puts it."""
    take_turn(topic, "topic:unpinned", moderator)
    if topic.pinned_at is None:
        raise NotChanged("It is not pinned any more.")
    topic.pinned_at = None


def close(topic: Topic, reason: str, *, moderator: User) -> None:
    """Nobody can reply any more; readers are told why."""
    reason = markup.tidy_line(reason)
    if markup.is_blank(reason):
        raise Refused({"reason": "Say why, in a sentence. Everybody who reads the topic reads this."})
    if len(reason) > REASON_MAX:
        raise Refused({"reason": f"Please use at most {REASON_MAX} characters."})
    take_turn(topic, "topic:closed", moderator)
    if topic.closed_at is not None:
        raise NotChanged("It is closed already.")
    topic.closed_at, topic.closed_reason = clock.now(), reason


def open_again(topic: Topic, *, moderator: User) -> None:
    """People can reply again."""
    take_turn(topic, "topic:opened", moderator)
    if topic.closed_at is None:
        raise NotChanged("It is open already.")
    topic.closed_at = topic.closed_reason = None


def move(topic: Topic, board: Board, *, readers_may_change: bool, moderator: User) -> None:
    """The topic is on another board, and whoever reads that board reads it."""
    old = topic.board
    if refusal := _why_not_there(topic, board):
        raise Refused({"board": refusal})
    if not same_readers(board, old) and not readers_may_change:
        raise Refused(
            {
                "readers_change": f"{old.title} is read by {old.who_reads}, {board.title} by "
                f"{board.who_reads}. What was written for the ones would be read by the others. "
                "Tick this if that is right."
            }
        )
    take_turn(topic, "topic:moved", moderator, moved_from=old.slug, moved_to=board.slug)
    if topic.board_id != old.id:
        raise NotChanged("Somebody else has moved it just now.")
    topic.board, topic.pinned_at = board, None


def _why_not_there(topic: Topic, board: Board) -> str | None:
    if board.id == topic.board_id:
        return "It is on this board already."
    if board.archived_at is not None:
        return "This board is closed, so nothing can be moved there."
    if not queries.writes(topic.author, board) or (board.staff_start and not topic.author.is_staff):
        return "Whoever began this topic may not begin one on that board."
    return None


def same_readers(one: Board, other: Board) -> bool:
    """Whether exactly the same people read both boards."""
    return (one.readers, one.reading_years) == (other.readers, other.reading_years)


def why_somebody_else(topic: Topic, moderator: User) -> str | None:
    """Why another moderator has to look after this topic; None if this one may.

    Nobody decides on what they began or what names them. What the school itself tells, on a board
    where only staff start topics, whoever tells it may also look after.
    """
    if topic.board.staff_start:
        return None
    if topic.author_id == moderator.id:
        return "You began this topic, so somebody else looks after it."
    if str(moderator.id) in moderation.who_is_named(queries.opening_words(topic)).ids:
        return "This topic names you, so somebody else looks after it."
    return None


def take_turn(topic: Topic, act: str, moderator: User, **detail: object) -> None:
    """Write the act down, then look at the topic again: of two at once, the second sees the first."""
    if refusal := why_somebody_else(topic, moderator):
        raise NotAllowed(refusal)
    moderation.audit(act, actor=moderator.actor, subject=subject_of(topic), **detail)
    if queries.topic_as_it_is_now(topic).published_at is None:
        raise NotChanged("This topic does not show any more.")


def subject_of(topic: Topic) -> Subject:
    """The topic as the audit log knows it."""
    return Subject("topic", str(topic.id))
