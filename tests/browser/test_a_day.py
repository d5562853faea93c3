"""A parent's day, a moderator's and the office's in a real browser, on a telephone and at a desk."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from forum.permissions import Role
from moderation import clock
from tests import factories
from tests.browser.people import Visit
from tests.browser.site import Site
from tests.factories import Person, Written

pytestmark = pytest.mark.browser
ASKED = "Which day is the coach to the farm?"
ANSWER = "On Thursday: the coaches leave at nine."
LIST = """email,display_name,relationship,years
nia@home.example,Nia,parent,Year 2
not-an-address,Al,parent,Year 2
"""


@dataclass(frozen=True, slots=True)
class School:
    """Two parents who talk, and who looks after them."""

    asha: Person
    ben: Person
    moderator: Person
    office: Person
    topic: Written
    answer: Written


@pytest.fixture
def school(site: Site) -> School:
    with site.people_and_boards():
        board = factories.make_board("general")
        factories.make_board("fair")
        asha = factories.make_user("Asha Parent", years=["Year 2"])
        ben = factories.make_user("Ben Parent", years=["Year 2"])
        topic = factories.post_topic(asha, board, "The farm", ASKED)
        return School(
            asha=asha,
            ben=ben,
            moderator=factories.make_user("Mo Moderator", roles=[Role.MODERATOR]),
            office=factories.make_user("Olu Office", roles=[Role.ADMIN]),
            topic=topic,
            answer=factories.post_reply(ben, topic.topic_id, ANSWER),
        )


def _settled(visit: Visit, *words: str) -> None:
    visit.page.wait_for_load_state()
    visit.reads(*words)
    assert visit.fits(), visit.page.url


def _press(visit: Visit, words: str) -> None:
    """Press a button of the page, and wait for what comes of it."""
    with visit.page.expect_navigation():
        visit.press(words, within=visit.page.locator("main"))
    assert visit.fits(), visit.page.url


@pytest.mark.parametrize("phone", [True, False])
def test_a_parent_finds_reads_thanks_and_is_told(
    school: School, visit: Callable[..., Visit], phone: bool
) -> None:
    asha = visit(school.asha, phone=phone)
    asha.open("/")
    _settled(asha, "New in 1 topic")
    asha.open("/search")
    asha.page.get_by_role("searchbox").fill("coach leaving")
    asha.press("Search", within=asha.page.locator("main"))
    _settled(asha, "The farm", "Ben Parent")
    assert asha.page.locator("main mark").first.inner_text().startswith("coach")
    asha.page.locator("main").get_by_role("link", name="The farm").first.click()
    _settled(asha, ANSWER)

    post = asha.page.locator(f"#post-{school.answer.id}")
    post.get_by_role("button", name="Thank").click()
    _settled(asha, "said thank you")
    post.get_by_role("button", name="This answered it").click()
    _settled(asha, "Answered")

    ben = visit(school.ben, phone=phone)
    ben.open("/me/notifications")
    _settled(ben, "Asha Parent")
    ben.open("/me/notifications/settings")
    ben.page.get_by_label("New posts in what I follow").select_option(label="Once a week, together")
    _press(ben, "Save")
    ben.open("/me/notifications/settings")
    chosen = ben.page.get_by_label("New posts in what I follow").locator("option:checked")
    assert chosen.inner_text() == "Once a week, together"


@pytest.mark.parametrize("phone", [True, False])
def test_a_parent_looks_after_what_is_their_own(
    school: School, visit: Callable[..., Visit], phone: bool, tmp_path: Path
) -> None:
    asha = visit(school.asha, phone=phone)
    asha.open("/me/profile")
    asha.page.get_by_label("Larger", exact=True).check()
    asha.page.get_by_label("Dark", exact=True).check()
    _press(asha, "Save")
    _settled(asha, "Your profile")
    assert asha.page.locator("html").get_attribute("data-theme") == "dark"
    asha.open("/me/devices")
    _settled(asha, "This one", "Chrome")
    asha.open("/me/data")
    with asha.page.expect_download() as copied:
        asha.press("Get my copy")
    copied.value.save_as(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy:
        facts = [json.loads(copy.read(name)) for name in copy.namelist() if name.endswith(".json")]
    assert ASKED in json.dumps(facts, ensure_ascii=False)
    assert ANSWER not in json.dumps(facts, ensure_ascii=False)


@pytest.mark.parametrize("phone", [True, False])
def test_a_moderator_pins_closes_and_moves(
    school: School, visit: Callable[..., Visit], phone: bool
) -> None:
    moderator = visit(school.moderator, phone=phone)
    look_after = f"/topics/{school.topic.topic_id}/look-after"
    moderator.open(look_after)
    _press(moderator, "Pin it")
    moderator.open("/boards/general")
    _settled(moderator, "Pinned")
    moderator.open(look_after)
    moderator.page.get_by_label("Why it is closed").fill("The trip is over. Thank you, all.")
    _press(moderator, "Close the topic")
    moderator.open(look_after)
    moderator.page.get_by_label("Move it to", exact=True).select_option(label="Fair")
    _press(moderator, "Move the topic")
    moderator.open("/boards/fair")
    _settled(moderator, "The farm", "Closed")
    reader = visit(school.ben, phone=phone)
    reader.open(f"/topics/{school.topic.topic_id}")
    _settled(reader, "The trip is over. Thank you, all.")


@pytest.mark.parametrize("phone", [True, False])
def test_the_office_invites_a_list_announces_and_moves_the_year_up(
    school: School, visit: Callable[..., Visit], phone: bool, tmp_path: Path
) -> None:
    office = visit(school.office, phone=phone)
    (tmp_path / "list.csv").write_text(LIST)
    office.open("/admin/invitations/bulk")
    office.page.get_by_label("The list, as a CSV file").set_input_files(tmp_path / "list.csv")
    _press(office, "Look at this list")
    _settled(office, "2 people on this list", "Line 3", "not-an-address")
    _press(office, "Invite the 1 good row")
    office.page.get_by_role("heading", name="Invited: 1 person").wait_for()

    office.open("/admin/announcements")
    form = office.page.locator("main form").first
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    office.fill({"text": "School is closed on Monday.", "until": tomorrow}, form)
    _press(office, "Show it")
    parent = visit(school.ben, phone=phone)
    parent.open("/")
    _settled(parent, "School is closed on Monday.")

    office.open("/admin/roll-over")
    _press(office, "Show me what would change")
    _settled(office, "Nothing has changed yet.", "Year 3")
    words = office.page.locator("#confirm-help").inner_text()
    office.page.get_by_label("Type these words to do it").fill(words)
    _press(office, "Do it")
    office.open("/admin/people")
    _settled(office, "Year 3")
