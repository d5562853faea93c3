"""What production demands before it starts, and what its cookies and answers carry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from forum import database
from forum.config import UnsafeConfiguration
from forum.extensions import db
from tests import factories

MakeApp = Callable[..., Flask]
GOOD = {
    "PRODUCTION": True,
    "SECRET_KEY": "x" * 32,
    "SITE_URL": "https://forum.example.sch.uk",
    "TESTING": False,
    "WTF_CSRF_ENABLED": True,
}


@contextmanager
def prepared(app: Flask) -> Iterator[None]:
    """The application as it has started, and nothing of it left behind."""
    try:
        with app.app_context():
            database.prepare(app)
        yield
    finally:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SECRET_KEY": ""}, "SCHOOLGATE_SECRET_KEY"),
        ({"SECRET_KEY": "changeme"}, "at least 32 random characters"),
        ({"SITE_URL": ""}, "SCHOOLGATE_SITE_URL"),
    ],
)
def test_production_does_not_start_without_what_keeps_it_safe(
    make_app: MakeApp, change: dict[str, object], said: str
) -> None:
    with pytest.raises(UnsafeConfiguration, match=said):
        make_app(**{**GOOD, **change})


def test_production_does_not_start_where_the_demo_school_lives(make_app: MakeApp) -> None:
    app = make_app()
    with prepared(app), factories.working_on(app):
        factories.make_user(email="head@demo.example")
    with pytest.raises(UnsafeConfiguration, match="demo school"), prepared(make_app(**GOOD)):
        pass


def test_production_sends_its_cookies_over_https_only(make_app: MakeApp) -> None:
    app = make_app(**GOOD)
    with prepared(app), factories.working_on(app):
        parent = factories.make_user()
        browser, site = app.test_client(), "https://localhost"
        fields = {
            "email": parent.email,
            "password": parent.password,
            "remember": "y",
            "csrf_token": factories.csrf_token(browser.get("/sign-in", base_url=site)),
        }
        referer = {"Referer": f"{site}/sign-in"}
        sent = browser.post("/sign-in", base_url=site, headers=referer, data=fields)
    assert sent.status_code == 303
    cookies = sent.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "remember_token"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "max-age=" in sent.headers["Strict-Transport-Security"]


def test_a_laptop_keeps_a_key_of_its_own_that_nobody_else_reads(
    make_app: MakeApp, tmp_path: Path
) -> None:
    keys = {make_app(SECRET_KEY="").config["SECRET_KEY"] for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) > 40
    assert (tmp_path / "instance" / "development-secret").stat().st_mode & 0o077 == 0
