"""Every read of connections."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from moderation.connections.models import Connection
from moderation.records.audit import take_turn


def connections_of(session: Session, person_id: str) -> Sequence[Connection]:
    """What was declared of this person, what counts first, then the newest."""
    return session.scalars(
        sa.select(Connection)
        .where(Connection.person_id == person_id)
        .order_by(Connection.ended_at.is_not(None), Connection.id.desc())
    ).all()


def live_connection(session: Session, person_id: str, other_name: str) -> Connection | None:
    """The connection of this person to this name that counts now, if it is declared."""
    return session.scalar(
        sa.select(Connection)
        .where(
            Connection.person_id == person_id,
            sa.func.lower(Connection.other_name) == other_name.lower(),
            Connection.ended_at.is_(None),
        )
        .limit(1)
    )


def connection_to_end(session: Session, connection_id: int) -> Connection | None:
    """One connection, locked until the transaction ends."""
    take_turn(session)
    return session.scalar(
        sa.select(Connection)
        .where(Connection.id == connection_id)
        .options(selectinload(Connection.others))
        .with_for_update(of=Connection)
        .execution_options(populate_existing=True)
    )
