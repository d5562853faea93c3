"""What every test may ask for: the application on a fresh, migrated database, clients, the time.

The forum is imported only inside the fixtures that need it: moderation's own tests run without it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from tests.databases import Database

# What the shell happens to export must not change what is tested.
for name in [name for name in os.environ if name.startswith("SCHOOLGATE_")]:
    del os.environ[name]

A_SCHOOL_DAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday in term


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both_engines` runs once on SQLite and once on PostgreSQL."""
    if metafunc.definition.get_closest_marker("both_engines"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def words_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held goes by words and shapes, so that training the model anew changes no test.

    What the model itself holds is tested in tests/moderation/screening and tests/schoolcheck.
    """
    from moderation.screening import pipeline

    monkeypatch.setattr(pipeline, "_shipped", pipeline.rules)


@pytest.fixture(autouse=True)
def no_minute_to_undo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is told is told at once, as with `[undo] seconds = 0`, so that no test has to wait.

    A test marked `a_minute_to_undo` goes by the shipped policy.
    """
    from moderation.undoing import keeping

    if request.node.get_closest_marker("a_minute_to_undo") is None:
        monkeypatch.setattr(keeping, "grace", lambda _policy: timedelta(0))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def _databases(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], "Database"]]:
    """Each engine's database of this worker, opened when the first test wants it."""
    from tests.databases import PostgresDatabase, SqliteDatabase

    opened: dict[str, Database] = {}

    def database(engine: str) -> "Database":
        if engine not in opened:
            folder = tmp_path_factory.mktemp(engine)
            opened[engine] = (
                SqliteDatabase(folder)
                if engine == "sqlite"
                else PostgresDatabase(folder, f"worker_{worker_id}")
            )
        return opened[engine]

    yield database
    for each in opened.values():
        each.close()


@pytest.fixture
def database(engine: str, _databases: Callable[[str], "Database"]) -> "Database":
    """This worker's database on the test's engine; `database.empty()` gives one without tables."""
    return _databases(engine)


@pytest.fixture
def app(database: "Database") -> Iterator[Flask]:
    """The application on a database as fresh migrations leave it. No CSRF, no rate limits."""
    from forum import database as forum_database
    from forum.extensions import limiter, moderation
    from tests import factories

    application = database.fresh_app()
    settings = dict(application.config)
    bound = {**database.bound, "_screener": None}
    vars(moderation).clear()
    vars(moderation).update(bound)
    # What a test reads between two requests must not hold SQLite's one place for writers.
    reading = forum_database.is_reading.set(True)
    with factories.working_on(application):
        yield application
    forum_database.is_reading.reset(reading)
    application.config.clear()
    application.config.update(settings)
    vars(moderation).clear()
    vars(moderation).update(bound)
    limiter.enabled = False


@pytest.fixture
def csrf_app(app: Flask) -> Flask:
    """The application with CSRF tokens asked for, as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.fixture
def limited_app(app: Flask) -> Flask:
    """The application with its rate limits on, all of them unused."""
    from forum.extensions import limiter

    limiter.enabled = True
    limiter.reset()
    return app


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Another application of a test's own: `make_app(POLICY_FILE=...)`; its database is empty."""
    from forum.extensions import limiter, moderation
    from tests.serving import SETTINGS, build

    bound, enabled = dict(vars(moderation)), limiter.enabled

    def make(**overrides: object) -> Flask:
        return build(**{"INSTANCE_PATH": str(tmp_path / "instance"), **SETTINGS, **overrides})

    yield make
    vars(moderation).clear()
    vars(moderation).update(bound)
    limiter.enabled = enabled


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of somebody not signed in; `app.test_client()` gives another."""
    return app.test_client()


@pytest.fixture
def sql(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with sql() as statements: client.get(...)` collects every statement the pages send."""
    from tests.serving import statements_of

    return lambda: statements_of(app)


@pytest.fixture
def school_day(time_machine: time_machine.TimeMachineFixture) -> datetime:
    """The time stands still on a Tuesday morning in term; `time_machine.move_to` moves it."""
    time_machine.move_to(A_SCHOOL_DAY, tick=False)
    return A_SCHOOL_DAY


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Which of the parallel processes this is; "main" when there is only one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
