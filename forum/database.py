"""The forum's declarative base, how each engine is opened, and how an empty one is made ready."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from flask_migrate import upgrade
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

from moderation.database import NAMING

log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent.parent / "migrations"
_PREPARING = 7_205_301  # any number of our own: the key of PostgreSQL's advisory lock
is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)


class Base(DeclarativeBase):
    """What every table of the forum inherits from."""

    metadata = sa.MetaData(naming_convention=NAMING)


def init_app(app: Flask) -> None:
    """Open SQLite so that readers never wait and writers queue instead of failing."""
    from forum.extensions import db

    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            sa.event.listen(db.engine, "connect", _open_sqlite)
            sa.event.listen(db.engine, "begin", _begin_sqlite)

    @app.before_request
    def know_whether_this_request_only_reads() -> None:
        is_reading.set(request.method in {"GET", "HEAD", "OPTIONS"})


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=15000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own knows no letters beyond English ones, and people search for “école” and “Łukasz”.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its turn at the start: upgrading a read later would fail, not wait.
    connection.exec_driver_sql("BEGIN" if is_reading.get() else "BEGIN IMMEDIATE")


def insert_into(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """A new row of this table, which may say what to do where there is one already."""
    from forum.extensions import db

    if db.engine.dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


@contextmanager
def kept_if_it_can_be() -> Iterator[None]:
    """A small change after a page was only read, in a transaction of its own.

    The page is made by then. While others write for long it goes out without the change.
    """
    from forum.extensions import db

    db.session.rollback()
    reading = is_reading.set(False)
    try:
        yield
        db.session.commit()
    except OperationalError as problem:
        db.session.rollback()
        log.warning("Something small was not kept: %s", type(problem.orig).__name__)
    finally:
        is_reading.reset(reading)


def prepare(app: Flask) -> None:
    """Bring the schema to its newest version and record the policy in force.

    Safe when several workers start at once on an empty database: one works, the others wait.
    In production it raises `UnsafeConfiguration` where the demo school lives.
    """
    from forum.accounts.services import refuse_demo_accounts_in_production
    from forum.extensions import db, moderation

    with _one_at_a_time(app):
        upgrade(directory=str(MIGRATIONS))
        refuse_demo_accounts_in_production(app)
        moderation.record_policy()
        db.session.commit()


@contextmanager
def _one_at_a_time(app: Flask) -> Iterator[None]:
    from forum.extensions import db

    if db.engine.dialect.name == "sqlite":
        with (Path(app.instance_path) / "preparing.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with db.engine.connect() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(_PREPARING)))
        connection.commit()
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_PREPARING)))
