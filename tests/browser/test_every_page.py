"""Every page as everybody sees it is judged by axe, in the light and the dark, narrow and wide."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.site import Site
from tests.browser.walk import Seen, pages_of
from tests.forum.every_address import pages

pytestmark = pytest.mark.browser

PASSWORD = "schoolgate-demo"
WHO = ("nobody", "parent2", "parent22", "moderator1", "teacher1", "head", "dsl", "dpo", "chair")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast", "link-in-text-block"]  # what changes with the light alone
MANY = 50  # addresses at least; fewer would mean that the walk has lost its way
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
# A form sent with nothing in it, and pages that are not there or not for this person.
SENT_EMPTY = {
    "nobody": ("/sign-in", "/forgot-password", "/contact/complaint", "/appeal"),
    "parent2": ("/boards/general/new", "/topics/1", "/posts/1/report", "/posts/1/worry"),
    "moderator1": ("/moderation/connections",),
    "head": ("/admin/invitations", "/admin/boards"),
}
WITH_FIELDS = "main form[method=post]:has(input:not([type=hidden]), textarea, select)"
REFUSED = {"nobody": ("/not-there",), "parent2": ("/not-there", "/moderation/", "/admin")}


@pytest.fixture
def school(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Site]:
    """The demo school, served."""
    with Site(tmp_path / "site", make_app) as served:
        made = served.command("forum", "demo")
        assert made.returncode == 0, made.stderr
        yield served


def test_no_page_keeps_anybody_out(
    school: Site, chromium: Browser, make_app: Callable[..., Flask]
) -> None:
    app = make_app()
    met: set[str] = set()
    shapes: set[str] = set()
    problems: list[str] = []
    for who in WHO:
        context = _signed_in(chromium, school.address, who)
        page = context.pages[0]
        for seen in pages_of(who, context.request, app, ["/", *pages(app)]):
            met.add(seen.endpoint)
            if seen.shape not in shapes:
                shapes.add(seen.shape)
                page.goto(seen.path)
                problems += _problems(page, seen)
        for seen in _refused(page, who):
            problems += _problems(page, seen)
        context.close()
    _lay_out()
    print(f"\n{len(shapes)} pages of different make at {len(met)} addresses: {', '.join(sorted(met))}")
    assert not problems, "\n".join(problems)
    assert len(met) >= MANY


def _signed_in(chromium: Browser, address: str, who: str) -> BrowserContext:
    """A browser in which nothing moves: what is judged is how a page looks once it has come."""
    context = chromium.new_context(base_url=address, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    if who != "nobody":
        page.goto("/sign-in")
        page.fill("[name=email]", f"{who}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
    return context


def _refused(page: Page, who: str) -> Iterator[Seen]:
    """Pages that say no, each in turn on the screen."""
    for path in REFUSED.get(who, ()):
        page.goto(path)
        yield Seen(who, "refused", path, path.strip("/"))
    for path in SENT_EMPTY.get(who, ()):
        page.goto(path)
        page.locator(f"{WITH_FIELDS} button[type=submit]").first.click()
        page.locator(".error-summary, .field-problem").first.wait_for()
        yield Seen(who, "sent-empty", path, path.replace("/", "-"))


def _problems(page: Page, seen: Seen) -> Iterator[str]:
    page.evaluate(AXE_SCRIPT)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="light")
    yield from _judged(page, seen, "narrow, light", WCAG)
    if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
        yield f"{seen.path} ({seen.who}): it scrolls sideways at {NARROW['width']} px"
    _keep(page, seen, "narrow")
    page.emulate_media(color_scheme="dark")
    yield from _judged(page, seen, "narrow, dark", CONTRAST)
    page.set_viewport_size(WIDE)
    yield from _judged(page, seen, "wide, dark", WCAG)
    page.emulate_media(color_scheme="light")
    yield from _judged(page, seen, "wide, light", CONTRAST)
    _keep(page, seen, "wide")


def _judged(page: Page, seen: Seen, how: str, rules: list[str]) -> Iterator[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    for problem in page.evaluate("options => axe.run(options)", options)["violations"]:
        where = "; ".join(node["html"][:160] for node in problem["nodes"][:3])
        yield f"{seen.path} ({seen.who}, {how}): {problem['id']}: {problem['help']}: {where}"


def _keep(page: Page, seen: Seen, how: str) -> None:
    """Keep how it looks, where CONTACT_SHEET names a folder."""
    folder = os.environ.get("CONTACT_SHEET")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        name = f"{seen.endpoint}-{seen.who}-{seen.shape[:6]}-{how}.jpg"
        page.screenshot(path=Path(folder) / name, full_page=True, type="jpeg", quality=60)


def _lay_out() -> None:
    """One page with every picture on it, to be looked at."""
    if kept := os.environ.get("CONTACT_SHEET"):
        folder = Path(kept)
        shots = sorted(shot.name for shot in folder.glob("*.jpg"))
        figures = [
            f'<figure><img src="{shot}" width="320"><figcaption>{shot}</figcaption></figure>'
            for shot in shots
        ]
        style = (
            "body{display:flex;flex-wrap:wrap;gap:1rem;font:14px system-ui}figure{margin:0;width:320px}"
        )
        (folder / "index.html").write_text(
            f"<!doctype html><title>Every page</title><style>{style}</style>{''.join(figures)}"
        )
