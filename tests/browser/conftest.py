"""A real server and a real Chromium, with a browser of their own for everyone who takes part."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Visit
from tests.browser.site import Site

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; without one these tests are skipped, but never in CI."""
    if not CHROMIUM.exists():
        missing = f"There is no {CHROMIUM}: apt-get install chromium, and these tests run too."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Site]:
    """The forum as it is served, by two workers that found an empty database."""
    with Site(tmp_path / "site", make_app) as served:
        yield served


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Visit]]:
    """`visit(person)` opens a browser of its own and signs in; `phone=True` is 390 px wide.

    At the end no browser may have met a script problem or anything the content policy refused.
    """
    visits: list[Visit] = []

    def open_browser(person: object = None, *, phone: bool = False) -> Visit:
        visits.append(Visit(chromium, site.address, phone=phone))
        if person is not None:
            visits[-1].sign_in(person)
        return visits[-1]

    yield open_browser
    problems = [problem for each in visits for problem in each.problems]
    for each in visits:
        each.close()
    assert problems == []
