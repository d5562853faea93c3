"""Somebody at a browser: what they open, fill in and press, in the words that the pages use."""

import os
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from tests.factories import Person

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


class Visit:
    """One browser, with its own cookies: one person at one device."""

    def __init__(self, browser: Browser, address: str, *, phone: bool = False) -> None:
        self._context = browser.new_context(
            base_url=address,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self._context.set_default_timeout(15_000)
        self.page: Page = self._context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda problem: self.problems.append(str(problem)))
        self.page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def close(self) -> None:
        """The browser is put away, with its cookies."""
        self._context.close()

    def sign_in(self, person: Person) -> None:
        """Signed in as this person, on the page that comes after it."""
        self.open("/sign-in")
        self.page.get_by_label("Email").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(person.password)
        self.press("Sign in", within=self.page.locator("main"))

    def open(self, path: str) -> int:
        """Go to an address, as by a link or a bookmark; the status of what came."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def follow(self, words: str) -> None:
        """Press the link with these words."""
        self.page.get_by_role("link", name=words).first.click()

    def press(self, words: str, within: Locator | None = None) -> None:
        """Press the button with exactly these words."""
        (within or self.page).get_by_role("button", name=words, exact=True).click()

    def fill(self, fields: dict[str, str], within: Locator) -> None:
        """Fill in a form's fields by their names, whatever kind of field each is."""
        for name, value in fields.items():
            field = within.locator(f'[name="{name}"]:not([type="hidden"])').first
            kind = field.evaluate("field => field.type")
            if kind == "select-one":
                field.select_option(value)
            elif kind in ("checkbox", "radio"):
                within.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                field.fill(value)

    def form(self, path: str) -> Locator:
        """The page's form that is sent to this address."""
        return self.page.locator(f'form[action$="{path}"]')

    def reads(self, *words: str) -> None:
        """The page shows all of this; if it does not, the test fails with what it shows."""
        shown = " ".join(self.page.locator("body").inner_text().split())
        for word in words:
            assert word in shown, f"{word!r} is not on {self.page.url}:\n{shown}"

    def posts(self) -> dict[str, str]:
        """Each post on the page, by its id attribute, with its state."""
        found = self.page.locator("article[id^=post-]").all()
        return {str(post.get_attribute("id")): str(post.get_attribute("data-state")) for post in found}

    def fits(self) -> bool:
        """Whether nothing on the page makes it scroll sideways."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        )

    def picture(self, name: str) -> None:
        """Keep how the page looks, where SCREENSHOTS names a folder."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
