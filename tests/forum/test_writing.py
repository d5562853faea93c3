"""Sending topics, replies and reports: what is taken, held, refused, and kept."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.boards.models import Post, Revision, Topic
from forum.extensions import db
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, RUDE, articles, browser, count_of


def test_a_clean_topic_shows_at_once(app: Flask, asha: Person, ben: Person, general: Place) -> None:
    sent = browser(app, asha).post("/boards/general/new", data={"title": "PE kit", "body": CLEAN})
    assert sent.status_code == 303
    assert re.search(r"/topics/\d+\?page=1#post-\d+$", sent.location)
    reader = browser(app, ben)
    assert CLEAN in reader.get(sent.location).text
    assert "PE kit" in reader.get("/boards/general").text
    assert "1 topic ·" in reader.get("/").text


def test_a_held_topic_leaves_no_trace_for_others(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    author, reader = browser(app, asha), browser(app, ben)
    sent = author.post("/boards/general/new", data={"title": "Zebra gate", "body": RUDE})
    assert sent.status_code == 303
    assert re.search(r"/me/posts/\d+$", sent.location)
    post_id = sent.location.rsplit("/", 1)[1]
    with app.app_context():
        topic_id = db.session.get_one(Post, int(post_id)).topic_id
    for path in ("/", "/boards/general", "/search?q=Zebra", "/search?q=gate", "/me"):
        page = reader.get(path)
        assert page.status_code == 200
        assert "Zebra gate" not in page.text.replace('value="Zebra', "")
        assert RUDE not in page.text
    assert "Nothing here yet" in reader.get("/").text
    for path in (
        f"/topics/{topic_id}",
        f"/posts/{post_id}",
        f"/me/posts/{post_id}",
        f"/posts/{post_id}/edit",
        f"/posts/{post_id}/delete",
        f"/posts/{post_id}/report",
        f"/me/posts/{post_id}/take-to/formal_complaint",
    ):
        assert reader.get(path).status_code == 404, path
    for path in (f"/topics/{topic_id}/reply", f"/me/posts/{post_id}/withdraw"):
        assert reader.post(path, data={"body": CLEAN}).status_code == 404, path


def test_us_03_its_author_is_told_at_once_why_and_by_when(
    app: Flask, asha: Person, general: Place
) -> None:
    author = browser(app, asha)
    sent = author.post("/boards/general/new", data={"title": "The gate", "body": RUDE})
    page = author.get(sent.location).text
    assert 'data-state="held"' in page
    assert (
        "Your post is waiting for a person to look at it. That is all that has happened. "
        "This is not a warning."
    ) in page
    assert "Why:" in page
    assert "A person will look by" in page
    assert "/policy#" in page
    for verb in ("Change it", "Take it down", "Take it to a better place"):
        assert verb in page
    assert "The gate" in author.get("/me").text


def test_a_held_reply_is_seen_by_its_author_only(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    assert held.state == "held"
    path = f"/topics/{topic.topic_id}"
    assert (str(held.id), "held") in articles(browser(app, ben).get(path).text)
    others = browser(app, asha).get(path).text
    assert RUDE not in others
    assert articles(others) == [(str(topic.id), "published")]
    assert "0 replies" in browser(app, asha).get("/boards/general").text


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "Write something first"),
        (" \n\t\n ", "Write something first"),
        ("\x00\x07\u202e", "Write something first"),
        ("\u200b\u2800", "Write something first"),
        ("x" * 20_001, "20,001 characters"),
    ],
)
def test_a_post_that_cannot_be_is_sent_back_with_the_text_kept(
    app: Flask, asha: Person, general: Place, body: str, problem: str
) -> None:
    author = browser(app, asha)
    topic = factories.post_topic(asha, general)
    for path in ("/boards/general/new", f"/topics/{topic.topic_id}/reply"):
        answer = author.post(path, data={"title": "Kept title", "body": body})
        assert answer.status_code == 422
        assert problem in answer.text
        assert "x" * 20_001 in answer.text or len(body) < 20_000
        assert "Kept title" in answer.text or "reply" in path
    assert count_of(app, Post) == 1


def test_new_lines_count_once_and_20_000_characters_fit(
    app: Flask, asha: Person, general: Place
) -> None:
    body = "ab\r\n" * 6_666 + "ab"
    sent = browser(app, asha).post("/boards/general/new", data={"title": "Long", "body": body})
    assert sent.status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(Revision.body)).one() == body.replace("\r\n", "\n")


def test_unseen_characters_are_taken_out_and_html_stays_text(
    app: Flask, asha: Person, general: Place
) -> None:
    author = browser(app, asha)
    body = "Hel\x00lo \u202ethere <script>alert(1)</script> [x](javascript:alert(1))"
    sent = author.post("/boards/general/new", data={"title": "A\u202eB", "body": body})
    page = author.get(sent.location).text
    assert "Hello there &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "t" * 151])
def test_a_topic_needs_a_title_that_fits(app: Flask, asha: Person, general: Place, title: str) -> None:
    answer = browser(app, asha).post("/boards/general/new", data={"title": title, "body": CLEAN})
    assert answer.status_code == 422
    assert CLEAN in answer.text
    assert count_of(app, Topic) == 0


def test_the_same_form_sent_twice_makes_one_post(app: Flask, asha: Person, general: Place) -> None:
    author = browser(app, asha)
    form = author.get("/boards/general/new").text
    found = re.search(r'name="submit_key"[^>]*value="([^"]+)"', form)
    assert found
    sent = {"title": "Once", "body": CLEAN, "submit_key": found[1]}
    first = author.post("/boards/general/new", data=sent)
    second = author.post("/boards/general/new", data=sent)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    reply = {"body": CLEAN, "submit_key": "k" * 20}
    topic = first.location.split("?")[0]
    assert author.post(f"{topic}/reply", data=reply).location == (
        author.post(f"{topic}/reply", data=reply).location
    )
    assert count_of(app, Post) == 2


@pytest.mark.both_engines
def test_clicks_at_the_same_moment_make_one_post(app: Flask, asha: Person, general: Place) -> None:
    sent = {"title": "Once", "body": CLEAN, "submit_key": "k" * 20}
    clients = [browser(app, asha) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda client: client.post("/boards/general/new", data=sent), clients))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert count_of(app, Topic) == 1


def test_somebody_elses_key_is_no_key(app: Flask, asha: Person, ben: Person, general: Place) -> None:
    for person in (asha, ben):
        sent = {"title": "Same key", "body": CLEAN, "submit_key": "k" * 20}
        assert browser(app, person).post("/boards/general/new", data=sent).status_code == 303
    assert count_of(app, Post) == 2


def test_a_report_reaches_moderation_and_is_not_of_ones_own(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    reporter = browser(app, ben)
    form = reporter.get(f"/posts/{topic.id}/report").text
    reason = re.findall(r'name="reason"[^>]*value="(\w+)"', form)[-1]
    bad = reporter.post(f"/posts/{topic.id}/report", data={"reason": "x", "details": "My words"})
    assert bad.status_code == 422
    assert "My words" in bad.text
    good = reporter.post(f"/posts/{topic.id}/report", data={"reason": reason, "details": ""})
    assert good.status_code == 303
    own = browser(app, asha).post(f"/posts/{topic.id}/report", data={"reason": reason, "details": ""})
    assert own.status_code == 403


def test_posting_too_fast_is_paused_with_the_text_kept(
    limited_app: Flask, asha: Person, general: Place
) -> None:
    author = browser(limited_app, asha)
    codes = [
        author.post("/boards/general/new", data={"title": f"T{n}", "body": CLEAN}).status_code
        for n in range(10)
    ]
    assert set(codes) == {303}
    paused = author.post("/boards/general/new", data={"title": "Too soon", "body": "My eleventh"})
    assert paused.status_code == 429
    assert "My eleventh" in paused.text
    assert author.get("/boards/general/new").status_code == 200


def test_a_form_without_its_token_is_not_taken_and_the_text_is_kept(
    csrf_app: Flask, asha: Person, general: Place
) -> None:
    author = csrf_app.test_client()
    factories.sign_in(author, asha)
    for token in ({}, {"csrf_token": "wrong"}):
        answer = author.post(
            "/boards/general/new", data={"title": "T", "body": "My long words", **token}
        )
        assert answer.status_code == 400
        assert "My long words" in answer.text
    assert count_of(csrf_app, Post) == 0
