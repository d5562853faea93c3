"""The migrations make exactly what the models say, on both engines, down and up again."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

import moderation
from moderation.records.triggers import create_triggers

if TYPE_CHECKING:
    from tests.databases import Database

pytestmark = pytest.mark.both_engines
ROOT = Path(__file__).parent.parent


@pytest.fixture
def bare_app(database: "Database", make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database without a single table."""
    from forum.extensions import db

    app = make_app(SQLALCHEMY_DATABASE_URI=database.empty())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _engine() -> sa.Engine:
    from forum.extensions import db

    return db.engine


def _differences() -> list[object]:
    """What would have to change for the database to be as the models say."""
    from forum.database import Base
    from forum.search.schema import is_in_the_models

    with _engine().connect() as connection:
        opts = {"compare_type": True, "include_name": is_in_the_models}
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, [Base.metadata, moderation.metadata])


def _triggers() -> set[str]:
    with _engine().connect() as connection:
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return set(connection.scalars(sa.text(query)))


def _all_triggers() -> set[str]:
    from forum.search.schema import TRIGGERS

    return _expected_triggers() | set(TRIGGERS[_engine().dialect.name])


def _expected_triggers() -> set[str]:
    """Moderation's own, which keep evidence as it was."""
    statements = create_triggers(_engine().dialect.name)
    return {statement.split()[2] for statement in statements if statement.startswith("CREATE TRIGGER")}


def _tables() -> set[str]:
    return set(sa.inspect(_engine()).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_what_the_models_say_down_and_up_again(bare_app: Flask) -> None:
    upgrade()
    assert _differences() == []
    assert _triggers() == _all_triggers()

    downgrade(revision="base")
    assert _tables() == set()
    assert _triggers() == set()

    upgrade()
    assert _differences() == []
    assert _triggers() == _all_triggers()


def test_each_step_goes_down_by_itself(bare_app: Flask) -> None:
    upgrade()
    while _tables():
        downgrade(revision="-1")
    assert _triggers() == set()
    upgrade()
    assert _differences() == []


def test_a_site_that_makes_the_tables_from_the_metadata_gets_the_same(bare_app: Flask) -> None:
    moderation.metadata.create_all(_engine())
    made = _described()
    assert _triggers() == _expected_triggers()
    moderation.metadata.drop_all(_engine())

    upgrade()
    assert _described() == made


def _described() -> dict[str, object]:
    """Moderation's tables as the database has them: columns, links, indexes, rules."""
    look = sa.inspect(_engine())
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table),
            "links": _by_name(look.get_foreign_keys(table)),
            "indexes": _by_name(look.get_indexes(table)),
            "unique": _by_name(look.get_unique_constraints(table)),
            "rules": _by_name(look.get_check_constraints(table)),
        }
        for table in moderation.metadata.tables
    }


def _by_name(described: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {each["name"]: " ".join(_plain(each).split()) for each in described}


def _plain(value: object) -> str:
    """A description whose SQL expressions are their text, so that two of them can be compared."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(value[key])}" for key in sorted(value))
    return str(value)


def test_what_was_published_before_there_was_an_index_is_in_it(bare_app: Flask) -> None:
    from forum.database import prepare
    from forum.extensions import db
    from tests import factories

    prepare(bare_app)
    with factories.working_on(bare_app):
        author, board = factories.make_user(), factories.make_board()
        topic = factories.post_topic(author, board, "The summer fair", "Cakes, please")
        factories.post_reply(author, topic.topic_id, "Two *cakes* from us")
        factories.post_reply(author, topic.topic_id, "Ring me on 07700 900123 about it.")
    db.session.remove()  # what it has read would keep PostgreSQL from changing the tables
    before = _entries()
    assert {post_id for post_id, *_ in before} == {1, 2}
    downgrade(revision=_before("search"))
    upgrade()
    assert _entries() == before
    assert _found("fair") == [1]
    assert _found("cake") == [1, 2]


def _before(name: str) -> str:
    """The number of the step before the one with this name."""
    (step,) = (ROOT / "migrations" / "versions").glob(f"*_{name}.py")
    return f"{int(step.name[:4]) - 1:04}"


def _entries() -> list[tuple[object, ...]]:
    with _engine().connect() as connection:
        query = "SELECT post_id, number, title, body FROM search_entries ORDER BY post_id"
        return [tuple(row) for row in connection.execute(sa.text(query))]


def _found(word: str) -> list[int]:
    """The posts that the engine's own index has this word of."""
    with _engine().connect() as connection:
        query = (
            "SELECT rowid FROM search_index WHERE search_index MATCH :word ORDER BY rowid"
            if connection.dialect.name == "sqlite"
            else "SELECT post_id FROM search_entries WHERE vector @@ CAST(:word AS tsquery) ORDER BY 1"
        )
        return list(connection.scalars(sa.text(query), {"word": word}))


def test_two_servers_starting_at_once_on_an_empty_database_both_succeed(
    database: "Database", tmp_path: Path
) -> None:
    settings = {
        "SCHOOLGATE_SQLALCHEMY_DATABASE_URI": database.empty(),
        "SCHOOLGATE_INSTANCE_PATH": str(tmp_path),
    }
    servers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", "import wsgi"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [server.communicate(timeout=240)[0] for server in servers]
    assert [server.returncode for server in servers] == [0, 0], "\n".join(said)
