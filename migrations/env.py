"""How Alembic reaches the forum's database: both packages' tables, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

import moderation
from forum.database import Base
from forum.extensions import db
from forum.search.schema import is_in_the_models
from moderation.database import UtcDateTime


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | bool:
    """Columns of moments are written as the type that keeps them aware."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from moderation.database import UtcDateTime")
        return "UtcDateTime()"
    return False


@contextmanager
def foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which its own foreign keys would forbid.

    The switch works only outside a transaction, so it goes to the driver before one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_broken_links(connection: sa.Connection) -> None:
    """Nothing is kept of a migration that would leave rows pointing nowhere."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"The migration would leave a row of {broken[0]} pointing nowhere.")


def run() -> None:
    """Apply the asked-for steps in one transaction: all of them, or none."""
    with db.engine.connect() as connection, foreign_keys_off(connection):
        context.configure(
            connection=connection,
            target_metadata=[Base.metadata, moderation.metadata],
            render_item=render_item,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
            include_name=is_in_the_models,
        )
        with context.begin_transaction():
            context.run_migrations()
            refuse_broken_links(connection)


if context.is_offline_mode():
    raise RuntimeError("The forum's migrations need a database to work on: leave out --sql.")
run()
