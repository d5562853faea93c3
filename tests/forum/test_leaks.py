"""What nobody else may read is nowhere: not in a page, a count, a refusal, a mail or a log."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.models import User
from forum.boards.models import Post, Topic
from forum.channels.models import Concern
from forum.extensions import db
from forum.notifications import delivery
from forum.notifications.models import Mail
from forum.permissions import Role
from moderation import clock
from moderation.notices.models import Notice
from moderation.review.models import Submission
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.every_address import pages, read
from tests.forum.pages import RUDE, browser, count_of
from tests.forum.test_held import decide

WORD = "zyzzyva"  # what every secret word begins with; no random token has it by chance
SECRET = re.compile(rf"{WORD}\w+")
# Where those who look after the forum read what waits, and the office what was brought to it.
MAY_READ = {
    Role.PARENT: (),
    Role.TEACHER: (),
    Role.DATA_PROTECTION_LEAD: (),
    Role.APPEALS_OFFICER: (),
    Role.MODERATOR: ("/moderation/?", "/moderation/submissions/"),
    Role.SAFEGUARDING_LEAD: ("/moderation/?", "/moderation/submissions/"),
    Role.ADMIN: (
        "/moderation/?",
        "/moderation/submissions/",
        "/moderation/people/",
        "/admin/messages/",
    ),
}


@dataclass(slots=True)
class School:
    """One parent's posts in every state in which nobody else reads them, each with its own word."""

    app: Flask
    author: Person
    board: Place
    moderator: FlaskClient
    reporter: Person
    words: dict[str, Written] = field(default_factory=dict)

    def topic(self, word: str, body: str = RUDE) -> Written:
        """A new topic with the word in its title and its text."""
        written = factories.post_topic(
            self.author, self.board, f"{WORD}{word}title", f"{WORD}{word}: {body}"
        )
        self.words[word] = written
        return written

    def reply(self, word: str, topic: Written, body: str = RUDE) -> Written:
        """A reply with the word in it."""
        self.words[word] = factories.post_reply(self.author, topic.topic_id, f"{WORD}{word}: {body}")
        return self.words[word]

    def edit(self, word: str, post: Written) -> None:
        """New words for a post that shows; they wait."""
        fields = {"title": f"{WORD}{word}title", "body": f"{WORD}{word}: {RUDE}"}
        sent = browser(self.app, self.author).post(f"/posts/{post.id}/edit", data=fields)
        assert sent.location.endswith(f"/me/posts/{post.id}")
        self.words[word] = post

    def decide(self, post: Written, decision: str, **more: str) -> None:
        """The moderator decides."""
        decide(self.app, self.moderator, post, decision, **more)

    def report(self, post: Written, reason: str) -> None:
        """Another parent reports it."""
        fields = {"reason": reason, "details": "Please look."}
        sent = browser(self.app, self.reporter).post(f"/posts/{post.id}/report", data=fields)
        assert sent.status_code == 303


@pytest.fixture
def school(app: Flask, asha: Person, ben: Person, general: Place) -> School:
    """The people and the board, and nothing secret yet."""
    moderator = browser(app, factories.make_user("Mo", roles=["moderator"]))
    # Whoever follows everything would be the first to hear of what they must not.
    assert browser(app, ben).post("/boards/general/follow", data={"level": "follow"}).status_code == 303
    return School(app, asha, general, moderator, ben)


def never_published(school: School, shown: Written, changed: Written) -> None:
    """Everything that waits, or was settled before anybody saw it."""
    school.topic("heldtopic")
    school.reply("heldreply", shown)
    school.edit("heldedit", changed)
    school.decide(school.reply("returned", shown), "send_back")
    school.decide(school.reply("declined", shown), "decline")
    school.decide(school.topic("guided"), "redirect", channel="formal_complaint")
    author = browser(school.app, school.author)
    for word, where in (("withdrawn", "withdraw"), ("taken", "take-to/confidential_talk")):
        post = school.reply(word, shown)
        assert author.post(f"/me/posts/{post.id}/{where}").status_code == 303
    draft = {"place": "/boards/general/new", "title": f"{WORD}drafttitle", "body": f"{WORD}draft"}
    assert author.post("/drafts", data=draft).status_code == 204
    begun = {"title": "Begun", "body": f"{WORD}kept"}
    assert school.app.test_client().post("/boards/general/new", data=begun).status_code == 303


def taken_down(school: School, shown: Written) -> None:
    """What showed once and no longer does."""
    clean = "Who can help on Saturday?"
    author = browser(school.app, school.author)
    school.report(school.reply("hiddenreply", shown, clean), "child_at_risk")
    removed = school.topic("removedtopic", clean)
    school.report(removed, "unkind")
    school.decide(removed, "decline")
    alone, answered = school.topic("deletedtopic", clean), school.topic("deletedanswered", clean)
    factories.post_reply(school.reporter, answered.topic_id, "Me.")
    edited = factories.post_topic(school.author, school.board, "Plain", "Plain words")
    school.edit("deletededit", edited)
    for post in (alone, answered, edited, school.reply("deletedreply", shown, clean)):
        assert author.post(f"/posts/{post.id}/delete").status_code == 303


def every_page(app: Flask) -> list[str]:
    """Every address with every id there is, and what a curious reader would try besides."""
    topics, posts = ids(app, Topic), ids(app, Post)
    found = pages(
        app,
        topic_id=topics,
        post_id=posts,
        notice_id=ids(app, Notice),
        submission_id=ids(app, Submission),
        concern_id=ids(app, Concern),
        person_id=ids(app, User),
    )
    return found + guesses(topics, posts)


def ids(app: Flask, model: type) -> range:
    """Every id of this kind, and the one after the last."""
    return range(1, count_of(app, model) + 2)


def guesses(topics: range, posts: range) -> list[str]:
    """What somebody tries who knows that there is something."""
    found = [f"/topics/{topic}?page=last" for topic in topics]
    found += [f"/topics/1?quote={post}" for post in posts]
    return [*found, f"/search?q={WORD}", "/search?author=Asha", "/search?q=everybody"]


def _whole(answer: TestResponse) -> str:
    return read(answer) + str(answer.headers)


def _found(reader: FlaskClient, paths: list[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for word in sorted(set(SECRET.findall(_whole(reader.get(path))))):
            yield word, path


@pytest.fixture
def secrets(school: School) -> School:
    """Everything that others must not read, and something that they may."""
    shown = factories.post_topic(school.author, school.board, "The fair", "Cakes, please")
    changed = factories.post_topic(school.author, school.board, "The coach", "It leaves at nine")
    never_published(school, shown, changed)
    taken_down(school, shown)
    return school


def test_nobody_reads_what_is_not_for_them_at_any_address(secrets: School) -> None:
    app, years = secrets.app, ["Year 2", "Year 5"]
    readers = {
        role: browser(app, factories.make_user("Reader", roles=[role], years=years)) for role in Role
    }
    paths = every_page(app)
    leaks = [("nobody signed in", *leak) for leak in _found(app.test_client(), paths)]
    for role, reader in readers.items():
        leaks += [
            (role, word, path)
            for word, path in _found(reader, paths)
            if not any(f"{path}?".startswith(start) for start in MAY_READ[role])
        ]
    assert not leaks


def test_the_walk_would_notice(secrets: School) -> None:
    """Its author meets each word at some address, and the moderator those that wait."""
    own = {word for word, _ in _found(browser(secrets.app, secrets.author), every_page(secrets.app))}
    gone = {"deletedtopic", "deletedanswered", "deletedreply", "deletededit"}
    assert own >= {f"{WORD}{word}" for word in secrets.words.keys() - gone} | {f"{WORD}draft"}
    read = {word for word, _ in _found(secrets.moderator, every_page(secrets.app))}
    assert read >= {f"{WORD}heldtopic", f"{WORD}heldreply", f"{WORD}heldedit"}


def test_only_what_is_published_or_deleted_reaches_anybody_else(secrets: School) -> None:
    reader = browser(secrets.app, secrets.reporter)
    states = set()
    for topic_id in ids(secrets.app, Topic):
        states |= set(re.findall(r'data-state="(\w+)"', reader.get(f"/topics/{topic_id}").text))
    assert states == {"published", "deleted"}


@pytest.mark.parametrize("role", ["", "parent"])
def test_no_refusal_repeats_what_is_not_for_them(secrets: School, role: str) -> None:
    app = secrets.app
    sender = browser(app, secrets.reporter) if role else app.test_client()
    posts = ids(app, Post)
    ends_a_session = ("/sign-out", "/me/account/sign-out-everywhere")
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule in ends_a_session:
            continue
        for id_ in posts if {"post_id", "topic_id"} & rule.arguments else (1,):
            path = re.sub(r"<int[^>]*>|<person_id>", str(id_), rule.rule)
            path = path.replace("<slug>", "general").replace("<channel>", "formal_complaint")
            answer = sender.post(path, data={"body": " ", "version": "1", "decision": "publish"})
            assert not SECRET.findall(_whole(answer)), path


def test_no_mail_and_nobody_elses_message_repeats_it(secrets: School) -> None:
    next_week = clock.now() + timedelta(days=8)
    with time_machine.travel(next_week, tick=False), secrets.app.app_context():
        assert delivery.deliver_due()
    with secrets.app.app_context():
        mails = [mail.subject + mail.body for mail in db.session.scalars(sa.select(Mail))]
        others = sa.select(Notice).where(Notice.recipient_id != str(secrets.author.id))
        mails += [notice.subject + notice.body for notice in db.session.scalars(others)]
    folder = Path(secrets.app.instance_path) / "mail"
    mails += [file.read_text() for file in folder.glob("*.eml")]
    assert len(mails) > 10
    assert not [mail for mail in mails if WORD in mail]


def test_no_log_repeats_it_even_when_something_breaks(
    secrets: School, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = secrets.app
    author = browser(app, secrets.author)
    with app.app_context():
        trigger = "CREATE TRIGGER refuse BEFORE INSERT ON revisions BEGIN SELECT RAISE(ABORT, 'no'); END"
        db.session.execute(sa.text(trigger))
        db.session.commit()
    broken = author.post("/boards/general/new", data={"title": "T", "body": f"{WORD}broken words"})
    assert broken.status_code == 500
    assert f"{WORD}broken words" in broken.text  # given back to whoever wrote it
    app.config["WTF_CSRF_ENABLED"] = True
    author.post("/boards/general/new", data={"title": "T", "body": f"{WORD}token"})
    author.post("/topics/999/reply", data={"body": f"{WORD}nowhere"})
    assert "The database refused" in caplog.text
    assert "A form came without a good token" in caplog.text
    assert WORD not in caplog.text


def test_what_waits_or_was_never_shown_changes_nothing_on_anybody_elses_pages(
    app: Flask,
    school: School,
    school_day: object,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    head = factories.make_user("Head", roles=list(Role))
    stranger = browser(app, factories.make_user("Nia"))
    time_machine.shift(60)
    shown = factories.post_topic(school.author, school.board, "The fair", "Cakes, please")
    changed = factories.post_topic(school.author, school.board, "The coach", "It leaves at nine")
    readers = [browser(app, school.reporter), browser(app, head), app.test_client()]
    to_come = range(1, 12)
    walk = pages(app, topic_id=to_come, post_id=to_come) + guesses(to_come, to_come)
    paths = [path for path in walk if not path.startswith(("/moderation", "/admin", "/design"))]
    for reader in readers:
        for path in paths:
            reader.get(path)  # from here on nothing is new, and nothing may become so
    readers.append(stranger)  # has read nothing; what is new to her may not change either
    lists = [path for path in paths if not path.startswith("/topics")]
    seen_by = [paths, paths, paths, lists]
    before = [
        [_settled(reader.get(path)) for path in seen]
        for reader, seen in zip(readers, seen_by, strict=True)
    ]
    assert 'data-new="2"' in stranger.get("/").text
    time_machine.shift(3600)
    never_published(school, shown, changed)
    assert count_of(app, Post) in to_come
    for reader, pages_before, seen in zip(readers, before, seen_by, strict=True):
        for path, was in zip(seen, pages_before, strict=True):
            assert _settled(reader.get(path)) == was, path


def _settled(answer: TestResponse) -> str:
    """A page without what is new each time it is made."""
    text = re.sub(r'(name="(?:csrf_token|submit_key)"[^>]*value=")[^"]*', r"\1", read(answer))
    return f"{answer.status_code} {answer.location} {text}"
