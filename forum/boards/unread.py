"""Remembering how far each person has read; a row a topic, and one for a whole board at a time."""

import sqlalchemy as sa

from forum.accounts.models import User
from forum.boards.models import Board
from forum.boards.reader_models import BoardRead, TopicRead
from forum.database import insert_into
from forum.extensions import db
from forum.notifications import following
from moderation import clock


def mark_read(topic_id: int, position: int, *, reader_id: int) -> None:
    """This person has been shown everything up to this place; a later look never takes it back."""
    shown = insert_into(TopicRead).values(user_id=reader_id, topic_id=topic_id, position=position)
    further = shown.on_conflict_do_update(
        index_elements=[TopicRead.user_id, TopicRead.topic_id],
        set_={"position": position},
        where=TopicRead.position < sa.literal(position),
    )
    db.session.execute(further)


def mark_board_read(board: Board, *, reader: User) -> None:
    """Nothing that shows on this board now is new to this person any more, nor news."""
    now = clock.now()
    called_read = insert_into(BoardRead).values(user_id=reader.id, board_id=board.id, read_at=now)
    db.session.execute(
        called_read.on_conflict_do_update(
            index_elements=[BoardRead.user_id, BoardRead.board_id], set_={"read_at": now}
        )
    )
    following.call_board_read(board, person=reader)
