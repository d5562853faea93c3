"""A post and moderation: changes that wait, decisions, what its author may do, limits in force."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Post, Revision
from forum.channels.models import Concern
from forum.extensions import db, moderation
from moderation import State, Subject, clock
from moderation.cases.models import Measure, MeasureState
from moderation.policy import MeasureKind
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import CLEAN, RUDE, articles, browser


@pytest.fixture
def moderator(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user("Mo", roles=["moderator"]))


def decide(app: Flask, moderator: FlaskClient, post: Written, decision: str, **more: str) -> None:
    """The moderator decides on the newest version of the post."""
    with app.app_context():
        newest = db.session.scalars(
            sa.select(Submission)
            .where(Submission.subject_id == str(post.id))
            .order_by(Submission.id.desc())
            .limit(1)
        ).one()
        id_, version = newest.id, newest.revision
    fields = {"category": "profanity", "reason": "Please say it kindly.", "note": "Seen."}
    answer = moderator.post(
        f"/moderation/submissions/{id_}/decide",
        data={"decision": decision, "version": version, **fields, **more},
    )
    assert answer.status_code == 303, answer.text


def audited(app: Flask, post: Written) -> list[str]:
    with app.app_context():
        entries = sa.select(AuditEntry.action).where(AuditEntry.subject_id == str(post.id))
        return list(db.session.scalars(entries.order_by(AuditEntry.id)))


def restrict(app: Flask, person: Person, **limits: object) -> None:
    with app.app_context():
        now = clock.now()
        db.session.add(
            Measure(
                person_id=str(person.id),
                person_name=person.name,
                kind=MeasureKind.RESTRICT,
                state=MeasureState.DECIDED,
                clause="H4",
                policy_hash=moderation.policy.hash,
                reference="SG-TEST-0001",
                reason="A reason.",
                limits=limits,
                starts_at=now - timedelta(hours=1),
                ends_at=now + timedelta(days=7),
                proposed_by_id="900",
                proposed_by_name="Head",
                proposed_at=now,
                approved_by_id="900",
                approved_by_name="Head",
                approved_at=now,
            )
        )
        db.session.commit()


def test_a_clean_change_shows_at_once_and_is_marked(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general, "Before", "Old words")
    author = browser(app, asha)
    form = author.get(f"/posts/{topic.id}/edit").text
    assert "Old words" in form
    assert 'value="Before"' in form
    sent = author.post(f"/posts/{topic.id}/edit", data={"title": "After", "body": "New words"})
    assert f"#post-{topic.id}" in sent.location
    page = browser(app, ben).get(f"/topics/{topic.topic_id}").text
    assert "New words" in page
    assert "After" in page
    assert "changed <time" in page
    assert "Old words" not in page
    with app.app_context():
        versions = db.session.scalars(sa.select(Revision.body).order_by(Revision.number))
        assert versions.all() == ["Old words", "New words"]
    assert audited(app, topic) == ["submission:published", "submission:published"]


@pytest.mark.both_engines
def test_a_change_that_says_nothing_of_the_title_leaves_it(
    app: Flask, asha: Person, general: Place
) -> None:
    opened = factories.post_topic(asha, general, title="The summer fair")
    sent = browser(app, asha).post(f"/posts/{opened.id}/edit", data={"body": CLEAN})
    assert sent.status_code == 303
    page = browser(app, asha).get(f"/topics/{opened.topic_id}").text
    assert "The summer fair" in page
    assert CLEAN in page


def test_us_05_readers_keep_the_old_words_while_a_change_waits(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general, "Before", "Old words")
    author, reader = browser(app, asha), browser(app, ben)
    sent = author.post(f"/posts/{topic.id}/edit", data={"title": "Zebra", "body": RUDE})
    assert sent.location.endswith(f"/me/posts/{topic.id}")
    own = author.get(sent.location).text
    assert 'data-state="held"' in own
    assert "Your change is waiting for a person to look at it." in own
    for path in (f"/topics/{topic.topic_id}", "/boards/general", "/search?q=everybody"):
        page = reader.get(path).text
        assert RUDE not in page
        assert "Zebra" not in page
    assert articles(reader.get(f"/topics/{topic.topic_id}").text) == [(str(topic.id), "published")]
    assert "Old words" in reader.get(f"/topics/{topic.topic_id}").text
    assert RUDE not in author.get(f"/topics/{topic.topic_id}").text
    decide(app, moderator, topic, "publish")
    page = reader.get(f"/topics/{topic.topic_id}").text
    assert RUDE in page
    assert "Zebra" in page


def test_a_published_reply_gets_its_place_when_it_is_published(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    later = factories.post_reply(asha, topic.topic_id, "Later, and clean")
    decide(app, moderator, held, "publish")
    page = browser(app, asha).get(f"/topics/{topic.topic_id}").text
    assert [int(id_) for id_, _ in articles(page)] == [topic.id, later.id, held.id]


def test_what_was_sent_back_is_mended_and_looked_at_again(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    decide(app, moderator, held, "send_back")
    author = browser(app, ben)
    own = author.get(f"/me/posts/{held.id}").text
    assert 'data-state="returned"' in own
    assert "Please say it kindly." in own
    same = author.post(f"/posts/{held.id}/edit", data={"body": RUDE})
    assert same.status_code == 422
    assert "Please change what you were asked to." in same.text
    assert author.post(f"/posts/{held.id}/edit", data={"body": CLEAN}).status_code == 303
    assert 'data-state="held"' in author.get(f"/me/posts/{held.id}").text
    decide(app, moderator, held, "publish")
    assert CLEAN in browser(app, asha).get(f"/topics/{topic.topic_id}").text
    with app.app_context():
        assert list(moderation.content_types()["post"].published_texts())[-1] == (
            str(held.id),
            CLEAN,
        )


def test_a_post_mended_before_anybody_saw_it_is_not_marked_as_changed(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    assert browser(app, ben).post(f"/posts/{held.id}/edit", data={"body": CLEAN}).status_code == 303
    page = browser(app, asha).get(f"/topics/{topic.topic_id}").text
    assert CLEAN in page
    assert "changed <time" not in page


@pytest.mark.parametrize("end", ["withdraw", "decline"])
def test_a_change_that_came_to_nothing_leaves_the_post_open_to_another(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient, end: str
) -> None:
    topic = factories.post_topic(asha, general, "Before", "Old words")
    author, reader = browser(app, asha), browser(app, ben)
    author.post(f"/posts/{topic.id}/edit", data={"title": "Before", "body": RUDE})
    if end == "withdraw":
        assert author.post(f"/me/posts/{topic.id}/withdraw").status_code == 303
    else:
        decide(app, moderator, topic, end)
    assert "Old words" in reader.get(f"/topics/{topic.topic_id}").text
    again = author.post(f"/posts/{topic.id}/edit", data={"title": "Before", "body": CLEAN})
    assert again.status_code == 303
    if end == "decline":  # after that a person reads it first, whatever it says
        assert "Old words" in reader.get(f"/topics/{topic.topic_id}").text
        decide(app, moderator, topic, "publish")
    assert CLEAN in reader.get(f"/topics/{topic.topic_id}").text


def test_deleting_a_post_takes_the_change_that_waits_with_it(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general, "Before", "Old words")
    factories.post_reply(ben, topic.topic_id, "An answer")
    author = browser(app, asha)
    author.post(f"/posts/{topic.id}/edit", data={"title": "After", "body": RUDE})
    assert author.post(f"/posts/{topic.id}/delete").status_code == 303
    assert f"{topic.id}" not in re.findall(
        r'data-submission="(\d+)"', moderator.get("/moderation/").text
    )
    page = browser(app, ben).get(f"/topics/{topic.topic_id}").text
    assert articles(page)[0] == (str(topic.id), "deleted")
    assert "Old words" not in page
    assert RUDE not in page
    with app.app_context():
        kept = db.session.scalars(sa.select(Revision.body).where(Revision.post_id == topic.id))
        assert kept.all() == ["Old words", RUDE]


def test_what_was_declined_is_settled_and_only_its_author_reads_it(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    decide(app, moderator, held, "decline")
    author = browser(app, ben)
    own = author.get(f"/me/posts/{held.id}").text
    assert 'data-state="declined"' in own
    assert "It is not a warning" in own
    assert "Change it" not in own
    assert author.get(f"/posts/{held.id}/edit").status_code == 409
    assert author.post(f"/posts/{held.id}/edit", data={"body": CLEAN}).status_code == 409
    assert author.post(f"/me/posts/{held.id}/withdraw").status_code == 409
    assert RUDE not in browser(app, asha).get(f"/topics/{topic.topic_id}").text


def test_us_06_a_held_post_is_taken_down_by_its_author(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(asha, general)
    held = factories.post_reply(ben, topic.topic_id, RUDE)
    author = browser(app, ben)
    assert author.post(f"/me/posts/{held.id}/withdraw").status_code == 303
    assert 'data-state="withdrawn"' in author.get(f"/me/posts/{held.id}").text
    assert RUDE not in author.get(f"/topics/{topic.topic_id}").text
    assert author.post(f"/me/posts/{held.id}/withdraw").status_code == 409
    assert "submission:withdrawn" in audited(app, held)


def test_a_held_post_is_taken_to_a_better_place_with_its_words(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    held = factories.post_topic(ben, general, "The gate", RUDE)
    author, path = browser(app, ben), f"/me/posts/{held.id}/take-to/formal_complaint"
    assert RUDE in author.get(path).text
    assert author.post(path).status_code == 303
    own = author.get(f"/me/posts/{held.id}").text
    assert 'data-state="redirected"' in own
    assert "reference C-" in own
    with app.app_context():
        concern = db.session.scalars(sa.select(Concern)).one()
        assert RUDE in concern.text
        assert concern.from_subject == str(Subject("post", str(held.id)))
    assert author.post(path).status_code == 409
    assert author.get("/me/posts/1/take-to/nowhere").status_code == 404


def test_whoever_is_guided_to_a_better_place_takes_their_words_there_once(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    held = factories.post_topic(ben, general, "The gate", RUDE)
    decide(app, moderator, held, "redirect", channel="formal_complaint")
    author, path = browser(app, ben), f"/me/posts/{held.id}/take-to/formal_complaint"
    assert path in author.get(f"/me/posts/{held.id}").text
    assert author.post(path).status_code == 303
    own = author.get(f"/me/posts/{held.id}").text
    assert "The school has your words, reference C-" in own
    assert path not in own
    assert author.post(path).status_code == 409
    with app.app_context():
        assert RUDE in db.session.scalars(sa.select(Concern)).one().text


@pytest.mark.both_engines
def test_a_hidden_opening_post_takes_its_topic_out_of_sight_until_it_is_back(
    app: Flask, asha: Person, ben: Person, general: Place, moderator: FlaskClient
) -> None:
    topic = factories.post_topic(asha, general, "Quokka news")
    factories.post_reply(ben, topic.topic_id, "Wombat reply")
    content, id_ = moderation.content_types()["post"], str(topic.id)
    reader = browser(app, ben)
    with app.app_context():
        content.withhold(id_, State.HIDDEN)
        db.session.commit()
    for path in ("/boards/general", "/search?q=wombat+reply", "/search?q=news"):
        assert "Quokka" not in reader.get(path).text
        assert "<p>Wombat reply" not in reader.get(path).text
    assert reader.get(f"/topics/{topic.topic_id}").status_code == 404
    assert reader.post(f"/topics/{topic.topic_id}/reply", data={"body": CLEAN}).status_code == 404
    own = browser(app, asha).get(f"/topics/{topic.topic_id}").text
    assert (id_, "hidden") in articles(own)
    with app.app_context():
        content.publish(id_, _text(topic))
        db.session.commit()
    assert "Quokka" in reader.get("/boards/general").text
    assert len(articles(reader.get(f"/topics/{topic.topic_id}").text)) == 2


def _text(post: Written) -> str:
    revision = db.session.scalars(sa.select(Revision).where(Revision.post_id == post.id)).one()
    return revision.text


def test_other_words_than_those_judged_are_never_published(
    app: Flask, asha: Person, general: Place
) -> None:
    held = factories.post_topic(asha, general, "The gate", RUDE)
    with app.app_context():
        with pytest.raises(Exception, match="not the words"):
            moderation.content_types()["post"].publish(str(held.id), "Something else")
        assert db.session.get_one(Post, held.id).state == "held"


def test_a_moderator_sees_where_the_post_stands_and_two_posts_before(
    app: Flask, asha: Person, ben: Person
) -> None:
    board = factories.make_board("fair", pre_moderated=True)
    first = factories.post_topic(asha, board, "Cakes", "First")
    with app.app_context():
        kind = moderation.content_types()["post"]
        kind.publish(str(first.id), "Cakes\n\nFirst")
        db.session.commit()
    reply = factories.post_reply(ben, first.topic_id, "Second *one*")
    with app.app_context():
        described = moderation.content_types()["post"].describe(str(reply.id))
    assert (described.title, described.place, described.area) == ("Cakes", "Fair", "fair")
    assert described.is_premoderated
    assert not described.opens_thread
    assert [(p.author_name, p.html) for p in described.context] == [("Asha", "<p>First</p>")]


@pytest.mark.parametrize(
    ("limits", "may_reply", "may_start"),
    [
        ({"no_new_topics": True}, True, False),
        ({"no_replies": True}, False, True),
        ({"boards_only": ["elsewhere"]}, False, False),
    ],
)
def test_a_restriction_says_why_and_until_when_and_keeps_the_text(
    app: Flask,
    asha: Person,
    ben: Person,
    general: Place,
    limits: dict[str, object],
    may_reply: bool,
    may_start: bool,
) -> None:
    topic = factories.post_topic(asha, general)
    restrict(app, ben, **limits)
    client = browser(app, ben)
    page = client.get(f"/topics/{topic.topic_id}").text
    assert ("Send reply" in page) is may_reply
    assert (re.search(r"[Uu]ntil \w+day \d+", page) is None) is may_reply
    assert (
        'class="btn btn-primary" href="/boards/general/new"' in client.get("/boards/general").text
    ) is may_start
    assert ('<form class="composer"' in client.get("/boards/general/new").text) is may_start
    sent = client.post(f"/topics/{topic.topic_id}/reply", data={"body": "My kept words"})
    started = client.post("/boards/general/new", data={"title": "T", "body": "My kept words"})
    for answer, may in ((sent, may_reply), (started, may_start)):
        assert answer.status_code == (303 if may else 403)
        assert may or "My kept words" in answer.text


def test_a_notice_is_read_by_its_own_person_and_says_when_it_was_read(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    held = factories.post_topic(asha, general, "The gate", RUDE)
    author = browser(app, asha)
    found = re.search(r'href="(/me/notices/\d+)"', author.get("/me").text)
    assert found
    page = author.get(found[1])
    assert page.status_code == 200
    assert f'href="/me/posts/{held.id}"' in page.text
    assert RUDE not in page.text
    assert browser(app, ben).get(found[1]).status_code == 404
    assert ">New<" in author.get("/me").text
    assert author.post(f"{found[1]}/read").status_code == 303
    assert ">New<" not in author.get("/me").text
    assert browser(app, ben).post(f"{found[1]}/read").status_code == 404
