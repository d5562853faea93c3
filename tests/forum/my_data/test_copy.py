"""A copy of one's own: all of it, and nothing of anybody else."""

import io
import json
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.accounts.test_guards import block
from tests.forum.pages import RUDE, browser


def copy_for(client: FlaskClient) -> tuple[dict, str]:
    """What is in the file: the data, and the page."""
    answer = client.post("/me/data")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(io.BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        return json.loads(packed.read("data.json")), packed.read("copy.html").decode()


@pytest.mark.both_engines
def test_it_holds_what_one_wrote_was_told_and_said(app: Flask, asha: Person, general: Place) -> None:
    client = browser(app, asha)
    topic = factories.post_topic(asha, general, "The fair", "First words")
    client.post(f"/posts/{topic.id}/edit", data={"title": "The fair", "body": "Second words"})
    held = factories.post_reply(asha, topic.topic_id, RUDE)
    client.post("/drafts", data={"place": f"/topics/{topic.topic_id}", "body": "Begun words"})
    told = {"name": "A", "email": "a@school.example", "text": "About the swings.", "about_head": "no"}
    assert client.post("/contact/complaint", data=told).status_code == 303
    data, page = copy_for(client)
    assert [(post["number"], post["state"]) for post in data["posts"]] == [
        (topic.id, "published"),
        (held.id, "held"),
    ]
    assert [v["text"] for v in data["posts"][0]["versions"]] == ["First words", "Second words"]
    assert [draft["text"] for draft in data["drafts"]] == ["Begun words"]
    assert [message["text"] for message in data["told_to_the_school"]] == ["About the swings."]
    assert len(data["what_you_were_told"]) == 1
    assert len(data["accepted"]) == len(data["signed_in_on"]) == 1
    assert data["account"]["classes"][0]["class"] == "Year 2"
    for words in ("First words", "Second words", "Begun words", "About the swings.", asha.email):
        assert words in page
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="person:data_copied").one()
        assert entry.actor_id == str(asha.id)


def test_it_names_no_reporter_and_holds_nobody_elses_words(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    factories.post_reply(ben, topic.topic_id, "Quite different words of Ben")
    details = {"reason": "unkind", "details": "Ben finds this sharp"}
    assert browser(app, ben).post(f"/posts/{topic.id}/report", data=details).status_code == 303
    data, page = copy_for(browser(app, asha))
    for whole in (json.dumps(data), page):
        assert "Ben" not in whole
        assert ben.email not in whole
    reported = copy_for(browser(app, ben))[0]["what_you_reported"]
    assert [report["text"] for report in reported] == ["Ben finds this sharp"]


def test_somebody_blocked_has_a_copy_and_a_step_nobody_told_them_of_is_not_in_it(
    app: Flask, asha: Person
) -> None:
    client = browser(app, asha)
    block(app, asha)
    assert "take a copy of it" in client.get("/").text
    data, _ = copy_for(client)
    # The block of this test was put on record without a letter.
    assert data["steps_you_were_told_of"] == []


def test_markup_in_a_post_is_only_text_in_the_page(app: Flask, asha: Person, general: Place) -> None:
    factories.post_topic(asha, general, "A <b>title", "<script>alert(1)</script> & more")
    _, page = copy_for(browser(app, asha))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_a_copy_is_for_whoever_is_signed_in_and_not_too_often(limited_app: Flask, asha: Person) -> None:
    assert limited_app.test_client().post("/me/data").status_code == 303
    client = browser(limited_app, asha)
    codes = [client.post("/me/data").status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]
