"""What holds of every page there is: the map of addresses is walked whole."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.permissions import Role
from tests import factories
from tests.factories import Person, Place
from tests.forum.every_address import pages
from tests.forum.pages import RUDE, browser

Statements = Callable[[], AbstractContextManager[list[str]]]

QUESTIONS = ["page", "after", "before", "quote", "draft", "q", "received", "reference", "a[]"]
ODD = [
    "99999999999999999999",
    "-99999999999999999999",
    "-99999999999999999999-1",
    "1-99999999999999999999",
    "0~nan~1",
    "1~1~99999999999999999999",
    "99999999999999999999~1~1",
    "0x10",
    "a%00b",
    "%ff%fe%00%0d%0a",
    "%D9%A3",
    "&&=&%&%zz",
]


@pytest.fixture
def school(app: Flask, asha: Person, ben: Person, general: Place) -> dict[str, list[int]]:
    """A topic with replies, something held, reported, told and sent to the school."""
    topic = factories.post_topic(asha, general)
    reply = factories.post_reply(ben, topic.topic_id)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    reporter = browser(app, asha)
    reporter.post(f"/posts/{reply.id}/report", data={"reason": "unkind", "details": "Please look."})
    text = {"name": "A", "email": "a@school.example", "text": "About the swings."}
    assert reporter.post("/contact/child-at-risk", data=text).status_code == 303
    return {"topic_id": [topic.topic_id], "post_id": [topic.id, reply.id, held.id]}


@pytest.fixture
def everything(app: Flask) -> FlaskClient:
    """A browser of somebody who holds every role."""
    return browser(app, factories.make_user("Ada Admin", roles=list(Role), years=["Year 2"]))


@pytest.mark.both_engines
def test_reading_never_writes(
    app: Flask, school: dict[str, list[int]], everything: FlaskClient, ben: Person, sql: Statements
) -> None:
    for reader in (everything, browser(app, ben), app.test_client()):
        reader.get("/")
        for path in pages(app, **school):
            with sql() as statements:
                reader.get(path)
            # How far a topic was read is all that reading ever leaves behind.
            wrote = [
                each
                for each in statements
                if not each.lstrip().startswith(("SELECT", "INSERT INTO topic_reads"))
            ]
            assert not wrote, (path, wrote)


@pytest.mark.both_engines
def test_what_is_read_most_takes_at_most_seven_statements(
    app: Flask, asha: Person, ben: Person, general: Place, everything: FlaskClient, sql: Statements
) -> None:
    topic = factories.post_topic(asha, general)
    for number in range(25):
        factories.post_reply((asha, ben)[number % 2], topic.topic_id, f"Reply {number}")
        factories.post_topic((asha, ben)[number % 2], general, f"Topic {number}", "Some words")
    for number in range(12):
        factories.post_reply(ben, topic.topic_id, f"{RUDE} {number}")
    with app.test_request_context():
        last = f"/topics/{topic.topic_id}?page=last"
    author, moderator = browser(app, ben), browser(app, factories.make_user(roles=["moderator"]))
    author.post("/drafts", data={"place": f"/topics/{topic.topic_id}", "body": "Begun"})
    paths = ["/", "/boards/general", f"/topics/{topic.topic_id}", last, "/search?q=reply"]
    walks = [(author, path) for path in [*paths, "/boards/general/new"]]
    walks += [(reader, path) for reader in (moderator, everything) for path in paths]
    walks += [(reader, "/moderation/") for reader in (moderator, everything)]
    for reader, path in walks:
        reader.get(path)
        with sql() as statements:
            page = reader.get(path)
        assert page.status_code == 200
        # Whoever decides what nobody else may has to know who else there is and what waits too long.
        most = 10 if (reader, path) == (everything, "/moderation/") else 7
        # In a topic one statement finds the thanks.
        most += 1 if path.startswith("/topics/") else 0
        assert len(statements) <= most, (path, statements)
    assert moderator.get("/moderation/").text.count("data-submission=") == 10


def test_the_head_of_a_page_is_that_of_the_page_itself(
    app: Flask, school: dict[str, list[int]], everything: FlaskClient
) -> None:
    for reader in (everything, app.test_client()):
        for path in pages(app, **school):
            page, head = reader.get(path), reader.head(path)
            assert (head.status_code, head.location) == (page.status_code, page.location), path
            assert head.data == b"", path
            asked = reader.options(path)
            assert asked.status_code == 200, path
            assert "GET" in asked.headers["Allow"], path


@pytest.mark.both_engines
def test_an_odd_question_gets_an_ordinary_answer(
    app: Flask, school: dict[str, list[int]], everything: FlaskClient
) -> None:
    for path in pages(app, **school):
        usual = everything.get(path).status_code
        for odd in ODD:
            query = "&".join(f"{question}={odd}" for question in QUESTIONS)
            assert everything.get(f"{path}?{query}").status_code == usual, (path, odd)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "part", ["%00", "a%00b", "99999999999999999999", "%D9%A3%00", "-1", "%F0%9F%98%80"]
)
def test_an_address_that_cannot_be_is_not_there(app: Flask, everything: FlaskClient, part: str) -> None:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments and "<any" not in rule.rule:
            path = re.sub(r"<[^>]*>", part, rule.rule)
            assert everything.get(path).status_code == 404, path


def test_every_form_carries_its_token_and_every_page_says_where_one_is(
    app: Flask, school: dict[str, list[int]], everything: FlaskClient, ben: Person
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    parent, forms = app.test_client(), 0
    factories.sign_in(parent, ben)
    for reader in (everything, parent, app.test_client()):
        for path in pages(app, **school):
            page = reader.get(path)
            if page.mimetype != "text/html" or page.status_code in (301, 302, 303, 308):
                continue
            for form in re.findall(r'<form[^>]*method="post".*?</form>', page.text, re.DOTALL):
                assert 'name="csrf_token"' in form, path
                forms += 1
            assert page.text.count("<h1>") == 1, path
            assert re.search(r"<title>\s*\S", page.text), path
            assert 'class="way-back"' in page.text or path == "/", path
    assert forms > 100


def test_every_answer_tells_the_browser_what_it_may_do(
    app: Flask, school: dict[str, list[int]], everything: FlaskClient
) -> None:
    for path in [*pages(app, **school), "/nowhere"]:
        sent = everything.get(path)
        policy = sent.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        if sent.mimetype == "text/html":
            assert sent.headers["Cache-Control"] == "private, no-store", path
            assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", sent.text), path
