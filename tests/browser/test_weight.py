"""What a visit costs somebody on a slow telephone: the bytes that come over the line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession

from tests import factories
from tests.browser.people import Visit
from tests.browser.site import Site

pytestmark = pytest.mark.browser
FIRST_PAGE, LATER_PAGE = 60_000, 20_000  # bytes, compressed, with everything the page needs
TALK = "Does anyone know whether the coach leaves at nine or at half past? Thank you, all."


class Line:
    """Counts what comes over the line to one browser."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._bytes = 0
        session: CDPSession = visit.page.context.new_cdp_session(visit.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)

    def _count(self, finished: dict[str, float]) -> None:
        self._bytes += int(finished["encodedDataLength"])

    def cost_of(self, path: str) -> int:
        """How many bytes come when this address is opened."""
        self._bytes = 0
        self._visit.page.goto(path, wait_until="networkidle")
        return self._bytes


@pytest.mark.parametrize("phone", [True, False])
def test_a_page_is_light_enough_for_a_slow_telephone(
    site: Site, visit: Callable[..., Visit], phone: bool
) -> None:
    with site.people_and_boards():
        board = factories.make_board("general")
        asha = factories.make_user("Asha", years=["Year 2"])
        topic = factories.post_topic(asha, board, "The coach", TALK)
        for _ in range(20):
            factories.post_reply(asha, topic.topic_id, TALK)
    reader = visit(phone=phone)
    first = Line(reader).cost_of("/sign-in")
    assert 0 < first <= FIRST_PAGE
    reader.sign_in(asha)
    line = Line(reader)
    costs = {
        path: line.cost_of(path)
        for path in ("/", "/boards/general", "/topics/1", "/me", "/search?q=coach")
    }
    print(f"\nfirst page {first:,} bytes; later {costs}")
    line.cost_of("/boards/general/new")  # the composer's script comes with the first page to write on
    assert max(costs.values()) <= LATER_PAGE, costs
