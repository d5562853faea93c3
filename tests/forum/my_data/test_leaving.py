"""Leaving the forum by oneself, with one's name or without, and coming back."""

import pytest
from flask import Flask

from forum.accounts import queries
from forum.boards.models import Draft
from forum.extensions import db
from forum.notifications.models import Mail
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from tests import factories
from tests.factories import Person, Place
from tests.forum.accounts.test_guards import block
from tests.forum.pages import RUDE, browser, count_of


def leave(app: Flask, person: Person, name: str = "stays") -> int:
    sent = {"current_password": person.password, "name": name}
    return browser(app, person).post("/me/leave", data=sent).status_code


def test_whoever_leaves_is_gone_everywhere_and_their_posts_stay(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    elsewhere = browser(app, asha)
    elsewhere.post("/drafts", data={"place": f"/topics/{topic.topic_id}", "body": "Begun"})
    assert leave(app, asha) == 303
    assert elsewhere.get("/").status_code == 303
    assert factories.sign_in(app.test_client(), asha).status_code == 422
    assert count_of(app, Draft) == 0
    page = browser(app, ben).get(f"/topics/{topic.topic_id}").text
    assert "Asha" in page
    assert f"/members/{asha.id}" not in page
    assert browser(app, ben).get(f"/members/{asha.id}").status_code == 404
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="person:left").one()
        assert entry.detail == {"by_themselves": True, "name_stays": True}
        assert db.session.query(Mail).one().to_address == asha.email


@pytest.mark.both_engines
def test_without_the_name_only_the_office_and_the_record_know_whose_words_they_were(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    factories.post_reply(asha, topic.topic_id, RUDE)
    assert leave(app, asha, "goes") == 303
    for path in (f"/topics/{topic.topic_id}", "/boards/general", "/search?q=cake"):
        page = browser(app, ben).get(path).text
        assert "Asha" not in page, path
        assert "A parent who has left" in page, path
    admin = browser(app, factories.make_user(roles=["admin"]))
    assert "wrote as Asha" in admin.get(f"/admin/people/{asha.id}").text
    with app.app_context():
        assert {each.author_name for each in db.session.query(Submission)} == {"Asha"}
    assert admin.post(f"/admin/people/{asha.id}/return").status_code == 303
    assert factories.sign_in(app.test_client(), asha).status_code == 303
    assert "Asha" in browser(app, ben).get(f"/topics/{topic.topic_id}").text


@pytest.mark.parametrize(
    "change", [{"current_password": "a guess"}, {"current_password": ""}, {"name": "x"}]
)
def test_nobody_leaves_without_their_password_and_a_choice(
    app: Flask, asha: Person, change: dict[str, str]
) -> None:
    sent = {"current_password": asha.password, "name": "stays", **change}
    answer = browser(app, asha).post("/me/leave", data=sent)
    assert answer.status_code == 422
    assert factories.sign_in(app.test_client(), asha).status_code == 303


def test_the_last_admin_stays_until_there_is_another(app: Flask) -> None:
    ada = factories.make_user("Ada", roles=["admin"])
    client = browser(app, ada)
    answer = client.post("/me/leave", data={"current_password": ada.password, "name": "stays"})
    assert answer.status_code == 422
    assert "There must always be an admin" in answer.text
    factories.make_user("Bea", roles=["admin"])
    assert leave(app, ada) == 303


def test_somebody_blocked_can_leave_and_the_block_stays_on_record(app: Flask, asha: Person) -> None:
    client = browser(app, asha)
    block(app, asha)
    sent = {"current_password": asha.password, "name": "goes"}
    assert client.post("/me/leave", data=sent).status_code == 303
    with app.app_context():
        person = queries.person(asha.id)
        assert person is not None
        person.left_at = None
        db.session.commit()
    assert browser(app, asha).get("/").status_code == 403
