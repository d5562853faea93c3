"""What is begun and not sent is kept for its writer, even past the end of a session."""

import re

import pytest
from flask import Flask

from forum.boards.models import Draft
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser, count_of


def test_a_draft_is_kept_shown_and_forgotten(app: Flask, asha: Person, general: Place) -> None:
    author = browser(app, asha)
    place = {"place": "/boards/general/new", "title": "Half", "body": "Half a thought"}
    assert author.post("/drafts", data=place).status_code == 204
    assert "Half a thought" in author.get("/boards/general/new").text
    assert "Half" in author.get("/me").text
    author.post("/drafts", data={**place, "body": "A whole thought"})
    assert count_of(app, Draft) == 1
    author.post("/boards/general/new", data={"title": "Half", "body": "A whole thought"})
    assert count_of(app, Draft) == 0
    author.post("/drafts", data=place)
    assert author.post("/drafts/forget", data={"place": place["place"]}).status_code == 303
    assert count_of(app, Draft) == 0
    assert author.post("/drafts", data={"place": "/evil", "body": "x"}).status_code == 404


def test_an_expired_session_ends_on_the_composer_with_the_text(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    mine = factories.post_reply(asha, topic.topic_id, "First words")
    for path in (
        "/boards/general/new",
        f"/topics/{topic.topic_id}/reply",
        f"/posts/{mine.id}/edit",
    ):
        stranger = app.test_client()
        sent = stranger.post(path, data={"title": "My title", "body": "Long typed words"})
        assert sent.status_code == 303
        assert "/sign-in?next=" in sent.location
        back = stranger.post(sent.location, data={"email": asha.email, "password": asha.password})
        page = stranger.get(back.location)
        assert page.status_code == 200
        assert "Long typed words" in page.text
        key = re.search(r'name="draft"[^>]*value="([^"]+)"', page.text)
        assert key
        fields = {"title": "My title", "body": "Long typed words", "draft": key[1]}
        assert stranger.post(path, data=fields).status_code == 303
        assert count_of(app, Draft) == 0


def test_what_was_written_of_a_report_outlives_the_session(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    stranger, path = app.test_client(), f"/posts/{topic.id}/report"
    sent = stranger.post(path, data={"reason": "unkind", "details": "What I saw\x00 there"})
    assert "/sign-in?next=" in sent.location
    back = stranger.post(sent.location, data={"email": asha.email, "password": asha.password})
    form = stranger.get(back.location).text
    assert "What I saw there" in form
    key = re.search(r'name="draft"[^>]*value="([^"]+)"', form)
    assert key
    fields = {"reason": "unkind", "details": "What I saw there", "draft": key[1]}
    assert stranger.post(path, data=fields).status_code == 303
    assert count_of(app, Draft) == 0


@pytest.mark.both_engines
def test_a_draft_is_kept_whatever_is_in_it(app: Flask, asha: Person, general: Place) -> None:
    author = browser(app, asha)
    odd = {"place": "/boards/general/new", "title": "A\x00\u202eB", "body": "x" * 150_000}
    assert author.post("/drafts", data=odd).status_code == 204
    assert "x" * 100_000 in author.get("/boards/general/new").text
    assert author.post("/drafts/forget", data={"place": "\x00"}).status_code == 303
    assert author.post("/drafts", data={**odd, "title": " ", "body": "\n\u200b"}).status_code == 204
    assert count_of(app, Draft) == 0


def test_a_draft_is_read_by_nobody_else(app: Flask, asha: Person, ben: Person, general: Place) -> None:
    author, other = browser(app, asha), browser(app, ben)
    author.post("/drafts", data={"place": "/boards/general/new", "title": "Half a thought", "body": "B"})
    for path in ("/boards/general/new", "/me"):
        assert "Half a thought" in author.get(path).text
        assert "Half a thought" not in other.get(path).text
    other.post("/drafts/forget", data={"place": "/boards/general/new"})
    assert count_of(app, Draft) == 1


def test_a_kept_draft_opens_only_by_its_key_and_in_its_place(
    app: Flask, asha: Person, general: Place
) -> None:
    other = factories.make_board("other")
    sent = app.test_client().post("/boards/general/new", data={"body": "Secret words"})
    key = re.search(r"draft%3D([\w-]+)|draft=([\w-]+)", sent.location)
    assert key
    author = browser(app, asha)
    found = key[1] or key[2]
    assert "Secret words" not in author.get("/boards/general/new").text
    assert "Secret words" not in author.get(f"/boards/{other.slug}/new?draft={found}").text
    assert "Secret words" in author.get(f"/boards/general/new?draft={found}").text


def test_even_without_its_cookie_a_long_post_is_not_lost(
    csrf_app: Flask, asha: Person, general: Place
) -> None:
    stranger = csrf_app.test_client()
    lost = stranger.post(
        "/boards/general/new", data={"title": "T", "body": "Long typed words", "csrf_token": "old"}
    )
    assert lost.status_code == 400
    assert "Long typed words" in lost.text
    fields = {"title": "T", "body": "Long typed words", "csrf_token": factories.csrf_token(lost)}
    again = stranger.post("/boards/general/new", data=fields)
    assert again.status_code == 303
    signed_in = factories.submit(stranger, again.location, email=asha.email, password=asha.password)
    assert "Long typed words" in stranger.get(signed_in.location).text


def test_what_could_not_be_sent_is_a_draft_even_without_a_script(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    mine = factories.post_reply(asha, topic.topic_id, "First words")
    author = browser(app, asha)
    too_much = f"Begun {'x' * 20_000}"
    for path, at in (
        ("/boards/general/new", "/boards/general/new"),
        (f"/topics/{topic.topic_id}/reply", f"/topics/{topic.topic_id}"),
        (f"/posts/{mine.id}/edit", f"/posts/{mine.id}/edit"),
    ):
        assert author.post(path, data={"title": "T", "body": too_much}).status_code == 422
        assert "Begun xxx" in browser(app, asha).get(at).text
    assert count_of(app, Draft) == 3
    assert "Begun" in author.get("/me").text
    assert author.post(f"/topics/{topic.topic_id}/reply", data={"body": " "}).status_code == 422
    assert "Begun xxx" not in author.get(f"/topics/{topic.topic_id}").text


def test_starting_afresh_empties_the_composer_and_keeps_nothing(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    author, place = browser(app, asha), f"/topics/{topic.topic_id}"
    assert "Start afresh" not in author.get(place).text
    author.post("/drafts", data={"place": place, "body": "Half a thought"})
    assert "Start afresh" in author.get(place).text
    sent = author.post("/drafts/forget", query_string={"place": place}, data={"body": "Half a thought"})
    assert sent.status_code == 303
    page = author.get(sent.location).text
    assert "Half a thought" not in page
    assert 'id="reply"' in page
    assert count_of(app, Draft) == 0
