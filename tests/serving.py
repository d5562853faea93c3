"""The application as tests run it, and a client that never shares a context with its test."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.globals import _cv_app, _cv_request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum import create_app
from forum.extensions import db, limiter

PASSWORD = "a-password-for-tests"
SETTINGS: dict[str, object] = {
    "TESTING": True,
    "SECRET_KEY": "only-for-tests",
    "SITE_URL": "http://localhost",
    "WTF_CSRF_ENABLED": False,
    "REMIND_EVERY_MINUTES": 0,  # a test that moves the time reminds by itself
    "DELIVER_EVERY_SECONDS": 0,  # the same with mail that waits for its hour
    "PASSWORD_METHOD": "pbkdf2:sha256:1",  # one round: thousands of sign-ins, no secrets
}


class ApartClient(FlaskClient):
    """Sends each request in a context of its own, whatever the test itself has open.

    Flask gives a request the application context it finds, and with it `g` and the person whom
    Flask-Login remembers there: two people signed in during one test would become one.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.preserve_context:
            return super().open(*args, **kwargs)
        return copy_context().run(self._open_apart, *args, **kwargs)

    def _open_apart(self, *args: Any, **kwargs: Any) -> TestResponse:
        _cv_app.set(None)  # type: ignore[arg-type]
        _cv_request.set(None)  # type: ignore[arg-type]
        return super().open(*args, **kwargs)


def build(**overrides: object) -> Flask:
    """An application with the tests' settings; its rate limits are ready but switched off."""
    app = create_app({**SETTINGS, **overrides})
    app.test_client_class = ApartClient
    limiter.enabled = False
    return app


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """Every SQL statement sent to the application's database inside the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
