"""The declarative base of moderation's own tables, and the column types both packages share.

Moderation's tables ride the host's session and transaction. They point at people and content by
string id and name snapshot, so that evidence outlives both.
"""

from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table of the moderation layer inherits from."""

    metadata = sa.MetaData(naming_convention=NAMING)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC on every engine. A naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def start_writing(session: Session) -> None:
    """Let what is read from here on stay as it is until this transaction ends.

    SQLite has no locks on rows, only one writer at a time: this takes that place by changing
    nothing. Other engines lock the rows that a query asks them to.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("DELETE FROM moderation_appeal_try WHERE 0"))


def one_at_a_time(session: Session, key: int) -> None:
    """Let nobody else who asks for this key go on until this transaction ends."""
    start_writing(session)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def enum_column(kind: type[StrEnum], rule: str = "") -> sa.Enum:
    """A column of one of `kind`'s values, stored by value and checked by the database.

    `rule` names the check where a table has two columns of one kind.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=rule or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        length=40,
    )
