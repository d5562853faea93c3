"""Writing on a telephone: drafts, names, quotations, a look, and a minute's thought."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.people import Visit
from tests.browser.site import Site
from tests.factories import Person

pytestmark = pytest.mark.browser

WITH_A_NUMBER = "Ring Tom's mum on 07700 900123 if the coach is late."


@pytest.fixture
def people(site: Site) -> tuple[Person, Person, int]:
    """Two parents, and a topic by the second."""
    with site.people_and_boards():
        board = factories.make_board("general")
        asha, zoe = factories.make_user("Asha Parent"), factories.make_user("Zoë O’Brien")
        topic = factories.post_topic(zoe, board, body="The gate opens at eight and shuts at nine.")
    return asha, zoe, topic.topic_id


def test_what_is_begun_on_a_telephone_is_there_on_another_device_and_can_be_begun_afresh(
    people: tuple[Person, Person, int], visit: Callable[..., Visit]
) -> None:
    asha, _, topic = people
    phone = visit(asha, phone=True)
    phone.open(f"/topics/{topic}")
    phone.page.locator("[name=body]").fill("Half a thought")
    expect(phone.page.get_by_text("Kept as a draft a moment ago.")).to_be_visible()
    phone.page.reload()
    expect(phone.page.locator("[name=body]")).to_have_value("Half a thought")
    desk = visit(asha)
    desk.open(f"/topics/{topic}")
    expect(desk.page.locator("[name=body]")).to_have_value("Half a thought")
    desk.press("Start afresh")
    expect(desk.page.locator("[name=body]")).to_have_value("")
    assert phone.fits()


def test_a_name_is_offered_a_quotation_taken_and_the_whole_looked_at_and_sent(
    people: tuple[Person, Person, int], visit: Callable[..., Visit]
) -> None:
    asha, _, topic = people
    phone = visit(asha, phone=True)
    phone.open(f"/topics/{topic}")
    body = phone.page.locator("[name=body]")
    body.press_sequentially("Thanks @obr")
    offered = phone.page.get_by_role("button", name="Zoë O’Brien", exact=True)
    expect(offered).to_be_visible()
    body.press("ArrowDown")
    expect(offered).to_be_focused()
    phone.page.keyboard.press("Enter")
    expect(body).to_have_value("Thanks @Zoë O’Brien ")
    phone.page.evaluate(
        """() => {
          const words = document.querySelector(".post-body p").firstChild;
          const range = document.createRange();
          range.setStart(words, 0);
          range.setEnd(words, 14);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    quote = phone.page.locator("a[data-quote]").first
    quote.dispatch_event("pointerdown")
    quote.dispatch_event("click")
    expect(body).to_have_value(
        f"Thanks @Zoë O’Brien\n\n[Zoë O’Brien wrote](/posts/{topic}):\n\n> The gate opens\n\n"
    )
    phone.press("See how it looks")
    look = phone.page.locator("#look")
    expect(look.locator(".mention")).to_have_text("@Zoë O’Brien")
    expect(look.locator("blockquote")).to_have_text("The gate opens")
    assert phone.fits()
    phone.picture("look")
    phone.press("Send reply")
    phone.reads("Your post is on the forum now.")
    assert len(phone.posts()) == 2


def test_who_rests_over_words_that_might_wait_is_asked_to_think_and_sends_all_the_same(
    people: tuple[Person, Person, int], visit: Callable[..., Visit]
) -> None:
    asha, _, topic = people
    phone = visit(asha, phone=True)
    phone.open(f"/topics/{topic}")
    phone.page.locator("[name=body]").fill(WITH_A_NUMBER)
    thought = phone.page.locator("details.think-again")
    expect(thought).to_be_visible()
    assert phone.fits()
    thought.locator("summary").click()
    phone.press("Send reply")
    phone.reads("Waiting for a person to look at it")
