"""What people show of themselves, what they may be called, and how they want pages."""

import re

import pytest
from flask import Flask

from forum.accounts import queries, roll
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import RUDE, browser

ROLL = b"""role,title,given_name,family_name,known_as,year_group,job
staff,Mrs,Helen,Okafor,,,Headteacher
pupil,,Alfie,Brook,,Year 5,
"""
AS_IT_IS = {"shows_relation": "y", "languages": "", "text_size": "normal", "theme": "system"}


@pytest.fixture
def on_roll(app: Flask) -> None:
    with app.app_context():
        roll.replace_roll(roll.people_in(ROLL), admin=None)
        db.session.commit()


def name_now(app: Flask, person: Person) -> str:
    with app.app_context():
        found = queries.person(person.id)
        assert found is not None
        return found.display_name


def test_a_new_name_is_the_one_beside_every_post(app: Flask, asha: Person, general: Place) -> None:
    topic = factories.post_topic(asha, general)
    client = browser(app, asha)
    sent = {**AS_IT_IS, "display_name": "Asha  Rahman "}
    assert client.post("/me/profile", data=sent).status_code == 303
    assert "Asha Rahman</bdi></a>" in client.get(f"/topics/{topic.topic_id}").text
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="person:name_changed").one()
        assert (entry.actor_name, entry.subject_id) == ("Asha", str(asha.id))


@pytest.mark.usefixtures("on_roll")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "the name that other parents know you by"),
        ("Bén", "called that already"),
        ("B.E.N.", "called that already"),
        ("Mrs Okafor", "as if the school were writing"),
        ("helen okafor", "as if the school were writing"),
        ("Ada, Moderator", "as if the school were writing"),
        ("Head Teacher", "as if the school were writing"),
        ("Shitty School", "rather not put this name"),
        ("x" * 81, "at most 80"),
        ("Asha@home", "letters, spaces"),
    ],
)
def test_a_name_that_does_not_do_is_refused_kindly(
    app: Flask, asha: Person, ben: Person, name: str, said: str
) -> None:
    answer = browser(app, asha).post("/me/profile", data={**AS_IT_IS, "display_name": name})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="display_name-problem"' in answer.text
    assert name_now(app, asha) == "Asha"


def test_the_name_of_staff_is_vouched_for_and_stays(app: Flask) -> None:
    moderator = factories.make_user("Mo Moderator", roles=["parent", "moderator"])
    client = browser(app, moderator)
    assert "the office changes it" in client.get("/me/profile").text
    sent = {**AS_IT_IS, "display_name": "Somebody Else", "theme": "dark"}
    assert client.post("/me/profile", data=sent).status_code == 303
    assert name_now(app, moderator) == "Mo Moderator"
    assert '<html lang="en-GB" data-theme="dark">' in client.get("/").text


def test_pages_look_as_somebody_wants_them_on_every_device(app: Flask, asha: Person) -> None:
    client = browser(app, asha)
    assert '<html lang="en-GB">' in client.get("/").text
    sent = {**AS_IT_IS, "display_name": "Asha", "text_size": "larger", "theme": "light"}
    assert client.post("/me/profile", data=sent).status_code == 303
    assert (
        '<html lang="en-GB" data-theme="light" data-text="larger">' in browser(app, asha).get("/").text
    )


@pytest.mark.parametrize("change", [{"text_size": "huge"}, {"theme": "pink"}, {"languages": "x" * 201}])
def test_what_was_not_offered_is_not_taken(app: Flask, asha: Person, change: dict[str, str]) -> None:
    sent = {**AS_IT_IS, "display_name": "Asha", **change}
    assert browser(app, asha).post("/me/profile", data=sent).status_code == 422


def test_what_somebody_would_rather_not_show_is_shown_to_nobody_else(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    reader = browser(app, ben)
    assert "(parent, Year 2)" in reader.get(f"/topics/{topic.topic_id}").text
    sent = {"display_name": "Asha", "languages": "Bengali", "text_size": "normal", "theme": "system"}
    assert browser(app, asha).post("/me/profile", data=sent).status_code == 303
    for path in (f"/topics/{topic.topic_id}", f"/members/{asha.id}"):
        page = reader.get(path).text
        assert "Year 2" not in page
        assert "Bengali" not in page
    moderator = browser(app, factories.make_user(roles=["moderator"]))
    assert "Bengali" in moderator.get(f"/members/{asha.id}").text
    admin = browser(app, factories.make_user(roles=["admin"]))
    page = admin.get(f"/admin/people/{asha.id}").text
    assert "Bengali" in page


@pytest.mark.both_engines
def test_a_members_page_has_what_the_reader_may_read_and_nothing_else(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    year2 = factories.make_board("year-2", year_group="Year 2")
    shown = factories.post_topic(asha, general)
    factories.post_topic(asha, year2, "Only Year 2", "For us alone")
    held = factories.post_reply(asha, shown.topic_id, RUDE)
    deleted = factories.post_reply(asha, shown.topic_id, "Soon gone")
    browser(app, asha).post(f"/posts/{deleted.id}/delete")
    page = browser(app, ben).get(f"/members/{asha.id}").text
    assert re.findall(r'data-post="(\d+)"', page) == [str(shown.id)]
    assert held.state == "held"
    for hidden in ("Only Year 2", "shit", "Soon gone"):
        assert hidden not in page
    assert "Parent, Year 2" in page
    own = browser(app, asha).get(f"/members/{asha.id}").text
    assert len(re.findall(r"data-post=", own)) == 2


def test_nobody_learns_who_belongs_here_by_trying_numbers(app: Flask, asha: Person, ben: Person) -> None:
    reader = browser(app, ben)
    for person_id in (asha.id, 7_777):
        assert reader.get(f"/members/{person_id}").status_code == 404
    assert reader.get(f"/members/{ben.id}").status_code == 200


def test_everything_one_has_written_is_listed_with_its_state(
    app: Flask, asha: Person, general: Place
) -> None:
    client = browser(app, asha)
    assert "Nothing yet" in client.get("/me/posts").text
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(asha, topic.topic_id, RUDE)
    for number in range(20):
        factories.post_reply(asha, topic.topic_id, f"Reply {number}")
    first = client.get("/me/posts").text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(older).text
    assert re.findall(r'data-post="(\d+)" data-state="(\w+)"', second) == [
        (str(held.id), "held"),
        (str(topic.id), "published"),
    ]


@pytest.mark.usefixtures("on_roll")
def test_the_office_puts_in_the_name_that_somebody_really_has(app: Flask, asha: Person) -> None:
    admin = browser(app, factories.make_user(roles=["admin"]))
    sent = {"person": asha.id, "roles": ["parent"], "relationship": "parent", "years": ["Year 2"]}
    given = {**sent, "display_name": "Helen Okafor"}
    assert admin.post("/admin/people", data=given).status_code == 303
    assert name_now(app, asha) == "Helen Okafor"
    assert admin.post("/admin/people", data=sent).status_code == 303
    assert name_now(app, asha) == "Helen Okafor"
    assert admin.post("/admin/people", data={**sent, "display_name": "x@y"}).status_code == 422
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="person:name_changed").count() == 1
