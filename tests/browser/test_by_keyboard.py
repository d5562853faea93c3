"""The main jobs without a mouse and as a screen reader hears them."""

import re
from collections.abc import Callable

import pytest

from forum.permissions import Role
from tests import factories
from tests.browser.keyboard import Keyboard
from tests.browser.people import Visit
from tests.browser.site import Site

pytestmark = pytest.mark.browser
PAGE = (
    'link "Go to the content"',
    "banner:",
    'navigation "Main"',
    "main:",
    'heading "The coach" [level=1]',
    'article "Post by Asha Parent"',
    "Waiting for a person to look at it",
    'heading "Reply" [level=2]',
    "complementary",
    "contentinfo",
)
QUEUE = (
    'heading "Queue" [level=1]',
    "article:",
    "Asha Parent",
    "mark",
    "list:",
    'link "Look and decide on Asha Parent’s post in General"',
)
NUMBER = "Ring Tom's mum on 07700 900123 if the coach is late."


@pytest.fixture
def visits(site: Site, visit: Callable[..., Visit]) -> tuple[Visit, Visit]:
    """A parent and a moderator, each on the page after signing in."""
    with site.people_and_boards():
        factories.make_board("general")
        asha = factories.make_user("Asha Parent", years=["Year 2"])
        mo = factories.make_user("Mo Moderator", roles=[Role.MODERATOR])
    return visit(asha), visit(mo)


def test_us_03_and_us_12_posting_and_deciding_take_a_keyboard_only(visits: tuple[Visit, Visit]) -> None:
    parent, moderator = visits
    keys = Keyboard(parent.page)
    parent.open("/")
    keys.go_to("Go to the content")  # the first thing there is
    keys.press("General")
    keys.press("Start a topic")
    keys.write("The coach", into="Title")
    keys.write(NUMBER, into="Your post")
    keys.press("Send")
    parent.reads("waiting for a person to look at it", "This is not a warning")

    keys = Keyboard(moderator.page)
    moderator.open("/moderation/")
    keys.press("Look and decide")
    keys.unfold("Send back")
    keys.choose("Private", of="Which part of the policy")
    keys.write("Please take the number out.", into="What should the author know")
    keys.press("Send back")
    parent.page.reload()
    parent.reads("Please take the number out.")


def test_what_is_missing_is_announced_and_led_to(visits: tuple[Visit, Visit]) -> None:
    page = visits[0].page
    keys = Keyboard(page)
    visits[0].open("/boards/general/new")
    keys.press("Send")
    summary = page.get_by_role("alert")
    assert "A few things to mend first" in summary.inner_text()
    field = page.get_by_label("Title")
    assert field.get_attribute("aria-invalid") == "true"
    said = str(field.get_attribute("aria-describedby")).split()
    problem = page.locator(f"#{said[-1]}").inner_text()
    assert problem in summary.inner_text()
    summary.get_by_role("link", name=problem).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "title"


def test_us_27_an_appeal_takes_a_keyboard_only(visit: Callable[..., Visit]) -> None:
    stranger = visit()
    keys = Keyboard(stranger.page)
    stranger.open("/appeal")
    keys.write("SG-2345-6789", into="Reference")
    keys.write("not-the-code", into="Code")
    keys.write("Nobody asked for my side of it.", into="Why should we")
    keys.press("Send the appeal")
    stranger.reads("go together. Please check both.")


def test_a_screen_reader_hears_a_page_in_its_order(visits: tuple[Visit, Visit]) -> None:
    parent, moderator = visits
    parent.open("/boards/general/new")
    parent.fill({"title": "The coach", "body": NUMBER}, parent.page.locator("form.composer"))
    parent.press("Send")
    parent.page.wait_for_url(re.compile(r"/me/posts/\d+"))
    parent.open("/topics/1")
    heard = parent.page.locator("body").aria_snapshot()
    assert _in_order(heard, *PAGE), heard
    moderator.open("/moderation/")
    heard = moderator.page.locator("main").aria_snapshot()
    assert _in_order(heard, *QUEUE), heard


def _in_order(heard: str, *words: str) -> bool:
    at = 0
    for word in words:
        at = heard.find(word, at)
        if at < 0:
            return False
    return True
