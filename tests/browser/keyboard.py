"""Somebody who uses the keyboard alone: they press Tab until they are where they want to be."""

from playwright.sync_api import Page

_MANY = 120  # presses; a page on which it takes more keeps people out

# What is in focus as a screen reader names it, and whether a line shows where it is.
_IN_FOCUS = """() => {
  const it = document.activeElement;
  if (it === document.body) return ["", true];  // past the last thing, before the first
  const label = it.labels && it.labels[0] ? it.labels[0].innerText : "";
  const outline = getComputedStyle(it);
  const shown = outline.outlineStyle !== "none" && parseFloat(outline.outlineWidth) >= 2;
  return [(it.getAttribute("aria-label") || label || it.innerText || it.value || "").trim(), shown];
}"""


class Keyboard:
    """One page, without a mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = page.keyboard

    def go_to(self, words: str) -> None:
        """Press Tab until what is named like this is in focus; everything passed shows its focus."""
        met: list[str] = []
        for _ in range(_MANY):
            self._keys.press("Tab")
            name, is_shown = self._page.evaluate(_IN_FOCUS)
            met.append(name)
            if name:
                assert is_shown, f"nothing shows that “{name}” is in focus on {self._page.url}"
            if name.startswith(words):
                return
        raise AssertionError(f"Tab never comes to “{words}” on {self._page.url}: {met}")

    def write(self, words: str, into: str) -> None:
        """Fill in the field with this label."""
        self.go_to(into)
        self._keys.insert_text(words)

    def choose(self, label: str, of: str) -> None:
        """Choose from a list by typing its beginning."""
        self.go_to(of)
        self._keys.type(label)

    def press(self, words: str) -> None:
        """Press the button or follow the link named like this, and wait for what comes."""
        self.go_to(words)
        with self._page.expect_navigation():
            self._keys.press("Enter")

    def unfold(self, words: str) -> None:
        """Open what is folded away under these words."""
        self.go_to(words)
        self._keys.press("Enter")
