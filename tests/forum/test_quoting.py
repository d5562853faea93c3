"""A quotation names whom and leads there; what was taken out of sight is not brought back by one."""

from html import unescape

import pytest
from flask import Flask

from forum import markup
from forum.boards.models import Post, PostState
from forum.extensions import db
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import articles, browser

WORDS = "The side gate sticks badly when it has rained all night."


@pytest.fixture
def topic(asha: Person, general: Place) -> Written:
    return factories.post_topic(asha, general)


def hide(app: Flask, written: Written, state: PostState = PostState.HIDDEN) -> None:
    with app.app_context():
        db.session.get_one(Post, written.id).state = state
        db.session.commit()


def test_a_quotation_names_whom_and_leads_to_the_post(app: Flask, ben: Person, topic: Written) -> None:
    tricky = factories.make_user("Zo] *Ray*")
    said = factories.post_reply(tricky, topic.topic_id, f"{WORDS}\n\n> older words")
    page = unescape(browser(app, ben).get(f"/topics/{topic.topic_id}?quote={said.id}").text)
    begun = f"[Zo\\] \\*Ray\\* wrote](/posts/{said.id}):\n\n> {WORDS}\n"
    assert begun in page
    assert f'data-quote="[Zo\\] \\*Ray\\* wrote](/posts/{said.id}):"' in page
    assert f'<a href="/posts/{said.id}"' in markup.render(begun)
    assert ">Zo] *Ray* wrote</a>:" in markup.render(begun)


@pytest.mark.both_engines
def test_what_shows_is_quoted_freely_and_what_was_hidden_since_waits(
    app: Flask, asha: Person, ben: Person, topic: Written
) -> None:
    said = factories.post_reply(asha, topic.topic_id, WORDS)
    quote = f"[Asha wrote](/posts/{said.id}):\n\n> {WORDS}\n\nQuite so."
    assert factories.post_reply(ben, topic.topic_id, quote).state == "published"
    for state in (PostState.HIDDEN, PostState.REMOVED):
        hide(app, said, state)
        writer = browser(app, ben)
        sent = writer.post(f"/topics/{topic.topic_id}/reply", data={"body": f"{quote} {state}"})
        assert sent.status_code == 303
        page = writer.get(sent.location).text
        assert articles(page)[-1][1] == "held"
        assert "do not show on the forum any more" in page
        # The same words with the link taken away, or only some of them.
        some = factories.post_reply(ben, topic.topic_id, f"> the side gate STICKS badly, {state}")
        assert some.state == "published"
        some = factories.post_reply(ben, topic.topic_id, f"> the side gate STICKS badly\n\n{state}")
        assert some.state == "held"
        # Saying so in one's own words is nobody's business.
        own = factories.post_reply(ben, topic.topic_id, f"That gate again, {state}")
        assert own.state == "published"


def test_a_change_that_quotes_what_is_gone_waits_too(
    app: Flask, asha: Person, ben: Person, topic: Written
) -> None:
    said = factories.post_reply(asha, topic.topic_id, WORDS)
    mine = factories.post_reply(ben, topic.topic_id)
    hide(app, said)
    writer = browser(app, ben)
    writer.post(f"/posts/{mine.id}/edit", data={"body": f"> {WORDS}\n\nThere."})
    page = browser(app, asha).get(f"/topics/{topic.topic_id}").text
    assert "Happy to help" in page
    assert "There." not in page


def test_somebody_else_s_hidden_post_cannot_be_quoted_by_its_address(
    app: Flask, asha: Person, ben: Person, topic: Written
) -> None:
    said = factories.post_reply(asha, topic.topic_id, WORDS)
    hide(app, said)
    assert WORDS not in browser(app, ben).get(f"/topics/{topic.topic_id}?quote={said.id}").text
