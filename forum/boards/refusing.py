"""Why somebody may not write at a place, in words for its page; the services refuse by the same."""

from forum.accounts.models import User
from forum.boards import queries
from forum.boards.models import Board, Topic


def why_not_on(board: Board, person: User, *, opens_topic: bool) -> str | None:
    """Why this person may not write on this board, as it is kept; None if they may."""
    if refusal := why_not_changed_on(board):
        return refusal
    if not queries.writes(person, board):
        return f"On this board only {board.who_writes} can write. You can read it."
    if opens_topic and board.staff_start and not person.is_staff:
        return "Only the school starts topics on this board."
    return None


def why_not_changed_on(board: Board) -> str | None:
    """Why nothing on this board can be changed any more; None if it can."""
    if board.archived_at is None:
        return None
    return "This board is closed: you can read it, but nobody can add to it."


def why_closed(topic: Topic) -> str | None:
    """Why nobody can reply in this topic any more, as whoever closed it told; None if anybody can."""
    return f"This topic is closed. Why: {topic.closed_reason}" if topic.closed_at else None
