"""When something can't be done or does not work: what is said, and that nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from forum.boards import services
from forum.boards.models import Post
from forum.extensions import db
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, browser, count_of

NEW = "/boards/general/new"
WORDS = {"title": "My title", "body": "My long <b>typed</b> words", "submit_key": "k" * 20}
KEPT = "My long &lt;b&gt;typed&lt;/b&gt; words"


@contextmanager
def without_a_database(app: Flask) -> Iterator[None]:
    """Nothing can be read or written, not even who is signed in."""

    def refuse(*_: object) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", refuse)


def test_while_the_database_is_away_every_page_says_so_and_gives_back_what_was_typed(
    app: Flask, asha: Person, general: Place
) -> None:
    author = browser(app, asha)
    with without_a_database(app):
        for path in ("/", "/me", NEW, "/healthz"):
            assert author.get(path).status_code == 503, path
        for sender in (author, app.test_client()):
            answer = sender.post(NEW, data=WORDS)
            assert answer.status_code == 503
            assert KEPT in answer.text
            assert "Nothing you sent before is lost" in answer.text
        assert app.test_client().get("/sign-in").status_code == 200
        asked = app.test_client().post("/sign-in", data={"email": asha.email, "password": "a secret"})
        assert asked.status_code == 503
        assert "a secret" not in asked.text
    assert author.post(NEW, data=WORDS).status_code == 303
    assert author.get("/healthz").data == b"well\n"


def _break(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def broken(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(services, "start_topic", broken)


@pytest.mark.parametrize(
    ("problem", "status", "said"),
    [
        (StaleDataError("x"), 409, "Someone was first"),
        (sa.exc.IntegrityError("", {}, Exception("a secret")), 500, "It is not your doing"),
        (sa.exc.DataError("", {}, Exception("a secret")), 500, "It is not your doing"),
        (ZeroDivisionError("a secret"), 500, "It is not your doing"),
    ],
)
def test_what_breaks_gives_back_what_was_typed_and_tells_no_secrets(
    app: Flask,
    asha: Person,
    general: Place,
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    status: int,
    said: str,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    _break(monkeypatch, problem)
    answer = browser(app, asha).post(NEW, data=WORDS)
    assert answer.status_code == status
    assert said in answer.text
    assert KEPT in answer.text
    assert "a secret" not in answer.text
    assert "Traceback" not in answer.text
    assert count_of(app, Post) == 0


def test_what_was_given_back_is_sent_again_with_one_press(
    csrf_app: Flask, asha: Person, general: Place
) -> None:
    author = csrf_app.test_client()
    factories.sign_in(author, asha)
    lost = author.post(NEW, data={**WORDS, "csrf_token": "old"})
    form = re.search(r'<form method="post" class="stack">.*?</form>', lost.text, re.DOTALL)
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', form[0], re.DOTALL)
    assert dict(areas) == {"title": "My title", "body": KEPT}
    again = author.post(NEW, data={**fields, "title": "My title", "body": CLEAN})
    assert again.status_code == 303
    assert CLEAN in author.get(again.location).text


def test_a_token_missing_where_nothing_is_kept_promises_nothing(csrf_app: Flask) -> None:
    answer = csrf_app.test_client().post("/sign-in", data={"email": "a@b.example", "password": "x"})
    assert answer.status_code == 400
    assert "Please go back and try again." in answer.text
    assert "what you wrote is below" not in answer.text


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_an_address_used_the_wrong_way_says_so(app: Flask, asha: Person, method: str) -> None:
    client: FlaskClient = browser(app, asha)
    send: Callable[..., object] = getattr(client, method)
    answer = send("/search", data={"body": "My words"})
    assert answer.status_code == 405
    assert "did not arrive as it should" in answer.text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/topics/x", "/boards", "/a/b/c?d=e", "/%2e%2e/%2e%2e/etc"]
)
def test_an_address_there_is_not_has_a_way_back_for_everybody(
    app: Flask, asha: Person, path: str
) -> None:
    for reader in (app.test_client(), browser(app, asha)):
        page = reader.get(path)
        assert page.status_code == 404
        assert page.text.count("<h1>") == 1
        assert 'class="way-back"' in page.text


def test_a_pause_says_how_long_it_is(limited_app: Flask, asha: Person, general: Place) -> None:
    author = browser(limited_app, asha)
    for number in range(10):
        author.post(NEW, data={"title": "T", "body": f"Number {number}"})
    paused = author.post(NEW, data=WORDS)
    assert paused.status_code == 429
    assert "Please try again in a minute." in paused.text
    assert 0 < int(paused.headers["Retry-After"]) <= 60
    assert KEPT in paused.text
