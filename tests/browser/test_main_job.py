"""The whole main job in real browsers: posting, holding, deciding, and the way to a block."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from forum.permissions import Role
from moderation import clock
from tests import factories
from tests.browser.people import Visit
from tests.browser.site import Site
from tests.factories import Person

pytestmark = pytest.mark.browser

HARMLESS = "Does anyone know when the summer fair begins?"
WITH_A_NUMBER = "Ring Tom's mum on 07700 900123 if the coach is late."
MENDED = "Does anyone know which coach they are on?"
SNEER = "We all noticed who went home early from the fair."
AGAIN = "Funny how it is always the same few families who bring a cake."


@dataclass(frozen=True, slots=True)
class School:
    """Who takes part."""

    parent: Person
    other: Person
    moderator: Person
    head: Person
    deputy: Person


@pytest.fixture
def school(site: Site) -> School:
    """A board for everyone and five people."""
    with site.people_and_boards():
        factories.make_board("general")
        return School(
            parent=factories.make_user("Asha Parent", years=["Year 2"]),
            other=factories.make_user("Ben Parent", years=["Year 2"]),
            moderator=factories.make_user("Mo Moderator", roles=[Role.MODERATOR]),
            head=factories.make_user("Hana Head", roles=[Role.ADMIN]),
            deputy=factories.make_user("Dan Deputy", roles=[Role.ADMIN]),
        )


def test_from_a_harmless_post_to_a_block_and_an_appeal(
    site: Site, school: School, visit: Callable[..., Visit]
) -> None:
    parent, other = visit(school.parent), visit(school.other)
    moderator = visit(school.moderator, phone=True)

    topic = _a_harmless_post_appears_at_once(parent, other)
    held = _a_post_with_a_number_is_held(parent, other, topic)
    _it_is_sent_back_mended_and_published(parent, other, moderator, topic, held)

    reported = _reply(parent, topic, SNEER)
    assert parent.posts()[reported] == "published"
    _another_parent_reports(other, reported)
    head = visit(school.head)
    person = f"/moderation/people/{school.parent.id}"
    _the_head_takes_the_first_steps(head, person, SNEER)
    _another_parent_reports(other, _reply(parent, topic, AGAIN))  # it goes on after the refusal
    _the_head_warns_and_proposes_a_block(head, person)

    elsewhere = visit(school.parent, phone=True)  # signed in a second time, on a phone
    assert elsewhere.open(topic) == 200
    _the_parent_gives_their_side(parent)
    deputy = visit(school.deputy)
    _a_second_person_agrees(deputy, person)

    letter = _both_sessions_meet_the_page_at_their_next_click(parent, elsewhere, topic)
    _the_blocked_parent_appeals_without_signing_in(visit(), letter)

    assert reported in other.posts() or other.open(topic) == 200  # the others go on as before
    verified = site.command("moderation", "audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _a_harmless_post_appears_at_once(parent: Visit, other: Visit) -> str:
    parent.open("/boards/general/new")
    parent.fill({"title": "Summer fair", "body": HARMLESS}, parent.page.locator("form.composer"))
    parent.press("Send")
    parent.page.wait_for_url(re.compile(r"/topics/\d+"))
    parent.picture("topic")
    topic = re.search(r"/topics/\d+", parent.page.url)
    assert topic
    assert set(parent.posts().values()) == {"published"}

    other.open(topic[0])
    other.reads("Summer fair", HARMLESS)
    return topic[0]


def _reply(visit: Visit, topic: str, body: str) -> str:
    """Send a reply and come back with the id of the new post's article."""
    visit.open(topic)
    before = set(visit.posts())
    visit.fill({"body": body}, visit.form("/reply"))
    visit.press("Send reply")
    visit.page.wait_for_load_state()
    visit.open(topic)
    (new,) = set(visit.posts()) - before
    return new


def _a_post_with_a_number_is_held(parent: Visit, other: Visit, topic: str) -> str:
    held = _reply(parent, topic, WITH_A_NUMBER)
    assert parent.posts()[held] == "held"
    parent.picture("held-in-topic")

    parent.open(f"/me/posts/{held.removeprefix('post-')}")
    parent.reads("waiting for a person to look at it", "This is not a warning", "Why")
    parent.reads("A person will look by")
    parent.picture("held-as-its-author")

    other.open(topic)
    assert held not in other.posts()
    assert "07700" not in other.page.content()
    return held


def _it_is_sent_back_mended_and_published(
    parent: Visit, other: Visit, moderator: Visit, topic: str, held: str
) -> None:
    moderator.open("/moderation/")
    assert moderator.fits()
    moderator.picture("queue")
    moderator.follow("Look and decide")
    assert moderator.page.locator("mark").first.inner_text() in WITH_A_NUMBER
    assert moderator.fits()
    moderator.picture("card")
    _decide(
        moderator,
        "Send back",
        {"category": "privacy", "reason": "Please take out the number and ask the office."},
    )

    parent.open(f"/me/posts/{held.removeprefix('post-')}")
    parent.reads("Please take out the number and ask the office.")
    parent.picture("sent-back")
    parent.follow("Change it")
    composer = parent.page.locator("form.composer")
    assert composer.locator('[name="body"]').input_value() == WITH_A_NUMBER
    parent.fill({"body": MENDED}, composer)
    parent.press("Send the change")
    parent.page.wait_for_load_state()

    moderator.open("/moderation/")
    moderator.follow("Look and decide")
    moderator.reads(MENDED)
    moderator.press("Publish")
    moderator.page.wait_for_url("**/moderation/")

    other.open(topic)
    assert other.posts()[held] == "published"
    other.reads(MENDED)


def _decide(moderator: Visit, verb: str, fields: dict[str, str]) -> None:
    """Open one of the four verbs, fill in its form and press its button."""
    box = moderator.page.locator("details.verb").filter(
        has=moderator.page.locator("summary", has_text=verb)
    )
    box.locator("summary").click()
    moderator.fill(fields, box)
    moderator.press(verb, within=box)
    moderator.page.wait_for_url("**/moderation/")


def _another_parent_reports(other: Visit, post: str) -> None:
    other.open(f"/posts/{post.removeprefix('post-')}/report")
    other.page.locator('[name="reason"]').first.check()
    other.fill({"details": "That was about us."}, other.page.locator("main form"))
    other.picture("report")
    other.press("Send report")
    other.page.wait_for_load_state()
    other.reads("Thank you")


def _the_head_takes_the_first_steps(head: Visit, person: str, words: str) -> None:
    head.open(person)
    _record_finding(head, words)
    assert _missing(head, "written_warning") == {"informal_done", "asked", "refused", "continued"}
    _a_link_to_a_later_step_opens_its_fold(head, person)
    head.picture("case")

    talk = {"outcome": "held", "reason": "We spoke on the telephone about the fair."}
    _take(head, "informal_discussion", "Record the talk", talk)
    request = {"findings": "first", "reason": "Please take it down; it hurt another family."}
    _take(head, "removal_request", "Send the request", request)

    asked = head.page.locator('article[data-kind="removal_request"]')
    asked.locator("summary", has_text="Record the answer").click()
    head.fill({"answer": "refused", "reason": "They said no on the telephone."}, asked)
    head.press("Record it", within=asked)
    head.page.wait_for_load_state()
    assert _missing(head, "written_warning") == {"continued"}


def _the_head_warns_and_proposes_a_block(head: Visit, person: str) -> None:
    head.open(person)
    _record_finding(head, AGAIN)
    assert _missing(head, "written_warning") == set()
    _take(
        head,
        "written_warning",
        "Send the warning",
        {
            "findings": "all",
            "reason": "It went on after you refused.",
            "concerns": "Two families told us they stay away from the forum.",
            "warning": "If it goes on, we will consider stopping your access.",
            "removal_request": "Please take both posts down.",
        },
    )
    today = clock.now().date()
    _take(
        head,
        "block",
        "Propose it and ask for their side",
        {
            "findings": "all",
            "reason": "It goes on although you were warned.",
            "necessity": "Limits on posting would leave the posts about other families in place.",
            "ends_at": str(today + timedelta(days=60)),
            "review_at": str(today + timedelta(days=30)),
        },
    )
    head.picture("case-proposed")
    head.reads("You proposed it, so somebody else has to agree to it.")


def _the_parent_gives_their_side(parent: Visit) -> None:
    parent.open("/me")
    parent.follow("We are thinking of stopping your access to the online forum")
    parent.reads("Nothing has been decided", "Your side")
    parent.picture("asked-for-their-side")
    parent.fill({"text": "I was upset about the cakes. I will leave it."}, parent.form("/reply"))
    parent.press("Send your side")
    parent.page.wait_for_load_state()
    parent.reads("The school has your side", "I was upset about the cakes")


def _record_finding(head: Visit, words: str) -> None:
    form = head.form("/findings")
    head.page.locator("details", has=form).locator("summary").click()
    choice = form.locator('[name="submission"] option', has_text=words[:40]).first
    fields = {
        "submission": str(choice.get_attribute("value")),
        "category": "bullying",
        "words": words,
        "detriment": "parents",
        "reason": "It was aimed at another family and meant to hurt.",
    }
    head.fill(fields, form)
    head.press("Record the finding", within=form)
    head.page.wait_for_load_state()
    head.reads("The finding is on record.")


def _take(head: Visit, measure: str, button: str, fields: dict[str, str]) -> None:
    """Take one step of the ladder; `findings` is the first there is, or all of them."""
    step = head.page.locator(f'li[data-measure="{measure}"]')
    assert step.get_attribute("data-available") == "true", step.inner_text()
    step.locator("summary").first.click()
    fields = dict(fields)
    wanted = fields.pop("findings", "")
    boxes = step.locator('[name="findings"]').all()
    for box in boxes if wanted == "all" else boxes[:1] if wanted else []:
        box.check()
    head.fill(fields, step)
    head.press(button, within=step)
    head.page.wait_for_load_state()
    assert step.get_attribute("data-state") == "done", head.page.locator("main").inner_text()


def _a_link_to_a_later_step_opens_its_fold(head: Visit, person: str) -> None:
    """Both from elsewhere and on the page itself."""
    warning = head.page.locator('li[data-measure="written_warning"]')
    assert not warning.is_visible()
    head.page.evaluate("location.hash = 'step-written_warning'")
    expect(warning).to_be_in_viewport()
    head.open("/me")
    head.open(f"{person}#step-written_warning")
    expect(warning).to_be_in_viewport()
    head.open("/me")
    head.open(person)
    assert not warning.is_visible()


def _missing(head: Visit, measure: str) -> set[str]:
    step = head.page.locator(f'li[data-measure="{measure}"]')
    return set((step.get_attribute("data-missing") or "").split())


def _a_second_person_agrees(deputy: Visit, person: str) -> None:
    deputy.open(person)
    form = deputy.form("/approve")
    deputy.fill({"reason": "I read the posts and the letters, and I agree."}, form)
    deputy.reads("Their side is here", "I was upset about the cakes")
    deputy.picture("case-their-side")
    deputy.press("Decide for it", within=form)
    deputy.page.wait_for_load_state()
    assert deputy.page.locator('[data-in-force="block"]').count() == 1
    deputy.picture("case-blocked")


def _both_sessions_meet_the_page_at_their_next_click(parent: Visit, elsewhere: Visit, topic: str) -> str:
    """Each of the two browsers, wherever it goes next, says why, until when and what to do."""
    elsewhere.follow("Boards")
    for each in (elsewhere, parent):
        assert each.open(topic) == 403
        each.reads("Your access to the forum is stopped until", "Appeal", "Why")
        assert HARMLESS not in each.page.content()
        assert each.fits()
        each.picture("blocked")
    parent.follow("Your access to the online forum is stopped")
    letter = parent.page.locator("main").inner_text()
    parent.picture("letter")
    assert parent.open("/policy") == 200
    return letter


def _the_blocked_parent_appeals_without_signing_in(stranger: Visit, letter: str) -> None:
    found = re.search(r"reference (\S+) and code ([\w-]+)", letter)
    assert found, letter
    stranger.open("/appeal")
    form = stranger.form("/appeal")
    fields = {"reference": found[1], "code": found[2], "text": "Nobody asked for my side of it."}
    stranger.fill(fields, form)
    stranger.press("Send the appeal")
    stranger.page.wait_for_load_state()
    stranger.reads("Your appeal is here", "Received")
    stranger.picture("appeal-received")
