"""A parent hears of what they follow on the site: grouped, counted, once, and only what shows."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from forum.notifications.models import Follow, News
from forum.notifications.schedule import Pace
from moderation import clock
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.notifications.school import count, news
from tests.forum.pages import RUDE, browser, count_of
from tests.forum.test_held import decide

pytestmark = pytest.mark.both_engines


@pytest.fixture
def cara(app: Flask) -> Person:
    return factories.make_user("Cara", years=["Year 5"])


@pytest.fixture
def fair(asha: Person, general: Place) -> Written:
    return factories.post_topic(asha, general, "The fair")


@pytest.fixture
def reader(app: Flask, cara: Person) -> FlaskClient:
    return browser(app, cara)


def follow(client: FlaskClient, topic: Written, level: str = "follow") -> None:
    sent = client.post(f"/topics/{topic.topic_id}/follow", data={"level": level})
    assert sent.status_code == 303


def test_replies_in_a_followed_topic_are_one_line_until_the_topic_is_opened(
    app: Flask, fair: Written, asha: Person, ben: Person, reader: FlaskClient
) -> None:
    reader.get(f"/topics/{fair.topic_id}")
    follow(reader, fair)
    assert 'data-level="follow"' in reader.get(f"/topics/{fair.topic_id}").text
    for author in (asha, ben, asha):
        factories.post_reply(author, fair.topic_id)
    assert news(reader) == ["3 new replies in The fair, from Asha and Ben"]
    assert count(reader) == 3
    assert "new for you" in reader.get("/").text
    for ahead in ({"Sec-Purpose": "prefetch"}, {}):
        assert count(reader) == 3
        with reader.get(f"/topics/{fair.topic_id}", headers=ahead) as page:
            assert page.status_code == 200
    assert (news(reader), count(reader)) == ([], 0)
    assert news(reader, "no") == ["3 replies in The fair, from Asha and Ben"]


def test_whoever_writes_follows_unless_they_said_otherwise(
    app: Flask, fair: Written, asha: Person, ben: Person, cara: Person, reader: FlaskClient
) -> None:
    factories.post_reply(ben, fair.topic_id)
    assert news(browser(app, asha)) == ["A new reply in The fair, from Ben"]
    wanted = {"following": "daily", "named": "instant", "hour": "18", "weekday": "4"}
    sent = reader.post(
        "/me/notifications/settings", data={**wanted, "quiet_from": "21", "quiet_until": "7"}
    )
    assert sent.status_code == 303
    factories.post_reply(cara, fair.topic_id)
    factories.post_reply(ben, fair.topic_id)
    assert news(reader) == []
    assert count_of(app, Follow) == 2


def test_a_muted_topic_is_silent_even_where_its_board_is_followed(
    app: Flask, fair: Written, asha: Person, general: Place, reader: FlaskClient
) -> None:
    assert reader.post("/boards/general/follow", data={"level": "follow"}).status_code == 303
    coach = factories.post_topic(asha, general, "The coach")
    assert news(reader) == ["Asha started The coach on General"]
    follow(reader, coach, "mute")
    assert news(reader) == []
    factories.post_reply(asha, coach.topic_id, "@Cara, yes")
    assert news(reader) == []
    factories.post_reply(asha, fair.topic_id)
    assert news(reader) == ["A new reply in The fair, from Asha"]
    assert "You have muted this topic." in reader.get(f"/topics/{coach.topic_id}").text
    follow(reader, coach, "normal")
    factories.post_reply(asha, coach.topic_id)
    assert len(news(reader)) == 1


def test_somebody_quoted_is_told_though_they_follow_nothing(
    app: Flask, fair: Written, asha: Person, cara: Person, reader: FlaskClient
) -> None:
    baked = factories.post_reply(cara, fair.topic_id, "I can bake.")
    follow(reader, fair, "normal")
    quote = f"[Cara wrote](/posts/{baked.id}):\n\n> I can bake.\n\nPlease do."
    factories.post_reply(asha, fair.topic_id, quote)
    factories.post_reply(asha, fair.topic_id, "[Somebody wrote](/posts/999999):\n\n> Anything.")
    assert news(reader) == ["Asha quoted you in The fair"]


def test_somebody_addressed_is_told_when_it_shows_and_only_if_they_read_there(
    app: Flask, asha: Person, ben: Person, cara: Person, reader: FlaskClient
) -> None:
    year_5 = factories.make_board("year-5", year_group="Year 5")
    topic = factories.post_topic(ben, year_5, "Swimming", "@Cara, can you come? And @Asha?")
    assert news(reader) == ["Ben mentioned you in Swimming"]
    assert news(browser(app, asha)) == []
    held = factories.post_reply(ben, topic.topic_id, f"@Cara {RUDE}")
    assert len(news(reader)) == 1
    decide(app, browser(app, factories.make_user("Mo", roles=["moderator"])), held, "publish")
    assert news(reader) == ["Ben mentioned you in Swimming"]
    assert count(reader) == 2


def test_what_is_held_is_told_when_it_is_published_and_once(
    app: Flask, fair: Written, ben: Person, reader: FlaskClient
) -> None:
    follow(reader, fair)
    moderator = browser(app, factories.make_user("Mo", roles=["moderator"]))
    held = factories.post_reply(ben, fair.topic_id, RUDE)
    assert (news(reader), count(reader), count_of(app, News)) == ([], 0, 0)
    decide(app, moderator, held, "publish")
    assert news(reader) == ["A new reply in The fair, from Ben"]
    told = count_of(app, News)
    changed = {"body": "The new gate is fine by me."}
    browser(app, ben).post(f"/posts/{held.id}/edit", data=changed)
    assert count_of(app, News) == told


def test_what_no_longer_shows_is_no_news(
    app: Flask, fair: Written, ben: Person, reader: FlaskClient
) -> None:
    follow(reader, fair)
    gone = factories.post_reply(ben, fair.topic_id)
    assert count(reader) == 1
    assert browser(app, ben).post(f"/posts/{gone.id}/delete").status_code == 303
    assert (news(reader), count(reader)) == ([], 0)


def test_whoever_may_not_read_a_board_is_told_nothing_of_it(
    app: Flask, asha: Person, cara: Person
) -> None:
    year_2 = factories.make_board("year-2", year_group="Year 2")
    reader = browser(app, cara)
    assert reader.post("/boards/year-2/follow", data={"level": "follow"}).status_code == 404
    topic = factories.post_topic(asha, year_2, "Swimming")
    assert reader.post(f"/topics/{topic.topic_id}/follow", data={"level": "follow"}).status_code == 404
    with app.app_context():
        follow = Follow(person_id=cara.id, board_id=year_2.id, level="follow", since=clock.now())
        db.session.add(follow)
        db.session.commit()
    factories.post_reply(asha, topic.topic_id)
    assert news(reader) == []
    assert "year" not in reader.get("/me/notifications/following").text.lower().partition("<main")[2]


def test_everything_is_marked_read_at_one_press_and_only_ones_own(
    app: Flask, fair: Written, asha: Person, ben: Person, reader: FlaskClient
) -> None:
    follow(reader, fair)
    other = browser(app, asha)
    factories.post_reply(ben, fair.topic_id)
    assert reader.post("/me/notifications/read").status_code == 303
    assert (news(reader), count(reader)) == ([], 0)
    assert count(other) == 1


def test_each_place_has_its_own_pace_and_the_list_is_ones_own(
    app: Flask, fair: Written, asha: Person, reader: FlaskClient
) -> None:
    follow(reader, fair)
    page = reader.get("/me/notifications/following").text
    assert "The fair" in page
    number = page.partition('data-follow="')[2].partition('"')[0]
    path = f"/me/notifications/following/{number}"
    assert reader.post(path, data={"level": "follow", "pace": "weekly"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Follow, int(number)).pace is Pace.WEEKLY
    assert 'value="weekly" selected' in reader.get("/me/notifications/following").text.replace(
        'selected value="weekly"', 'value="weekly" selected'
    )
    stranger = browser(app, asha)
    assert stranger.post(path, data={"level": "mute", "pace": ""}).status_code == 404
    assert reader.post(path, data={"level": "shout", "pace": ""}).status_code == 400
    assert reader.post("/topics/1/follow", data={}).status_code == 400
    assert reader.post(path, data={"level": "normal", "pace": ""}).status_code == 303
    assert "Nothing yet" in reader.get("/me/notifications/following").text


def test_settings_that_cannot_be_are_sent_back_with_a_word(reader: FlaskClient) -> None:
    sent = reader.post("/me/notifications/settings", data={"following": "hourly", "hour": "30"})
    assert sent.status_code == 422
    assert "mend" in sent.text
