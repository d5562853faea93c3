"""People, boards and posts for tests, made the way the forum makes them.

Each function works on the application of the test that is running, opens its own context, commits,
and returns plain values: nothing here leaves a session or a transaction open behind it.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from forum.accounts.models import PolicyAcceptance, Relationship, User, UserRole, YearLink
from forum.boards import services as boards
from forum.boards.models import Audience, Board, Post, Topic
from forum.extensions import db, moderation
from forum.permissions import Role
from moderation import Actor, clock
from tests.serving import PASSWORD

_running: list[Flask] = []
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, and how to sign in as them."""

    id: int
    email: str
    name: str
    password: str = PASSWORD

    @property
    def actor(self) -> Actor:
        """This person as moderation knows them."""
        return Actor(str(self.id), self.name)


@dataclass(frozen=True, slots=True)
class Place:
    """A board."""

    id: int
    slug: str


@dataclass(frozen=True, slots=True)
class Written:
    """A post and what became of it."""

    id: int
    topic_id: int
    state: str


@contextmanager
def working_on(app: Flask) -> Iterator[None]:
    """Everything made inside is made in this application."""
    _running.append(app)
    try:
        yield
    finally:
        _running.pop()


def context() -> AbstractContextManager[object]:
    """The context of the test that is running, or a new one where there is none."""
    return nullcontext() if has_app_context() else _running[-1].app_context()


def make_user(
    name: str | None = None,
    *,
    roles: Collection[Role | str] = (Role.PARENT,),
    years: Collection[str] = (),
    email: str | None = None,
    accepted: bool = True,
) -> Person:
    """Somebody with these roles, linked to these classes, who has accepted the policy."""
    number = next(_numbers)
    name = name or f"Person {number}"
    email = email or f"person{number}@school.example"
    with context():
        method = _running[-1].config["PASSWORD_METHOD"]
        person = User(
            email=email,
            display_name=name,
            password_hash=generate_password_hash(PASSWORD, method),
            joined_at=clock.now(),
            role_links=[UserRole(role=Role(role)) for role in roles],
            year_links=[
                YearLink(year_group=year, relationship=Relationship.PARENT, started_at=clock.now())
                for year in years
            ],
        )
        if accepted:
            person.acceptances.append(
                PolicyAcceptance(policy_hash=moderation.policy.hash, accepted_at=clock.now())
            )
        db.session.add(person)
        db.session.commit()
        return Person(person.id, email, name)


def make_board(
    slug: str | None = None,
    *,
    year_group: str | None = None,
    readers: str = "everyone",
    writers: str = "everyone",
    writing_years: Collection[str] = (),
    pre_moderated: bool = False,
    staff_start: bool = False,
) -> Place:
    """A board: for everyone, or for one class, or as it is said."""
    slug = slug or f"board-{next(_numbers)}"
    with context():
        board = Board(
            slug=slug,
            title=slug.replace("-", " ").capitalize(),
            description="",
            readers=Audience.YEARS if year_group else Audience(readers),
            reading_years=frozenset({year_group} if year_group else ()),
            writers=Audience(writers),
            writing_years=frozenset(writing_years),
            position=0,
            pre_moderated=pre_moderated,
            staff_start=staff_start,
        )
        db.session.add(board)
        db.session.commit()
        return Place(board.id, slug)


def post_topic(
    author: Person,
    board: Place,
    title: str = "The summer fair",
    body: str = "Who can help with the cake stall on Saturday?",
) -> Written:
    """A new topic, offered for publication through the real service."""
    with context():
        post = boards.start_topic(
            db.session.get_one(Board, board.id),
            title,
            body,
            author=db.session.get_one(User, author.id),
        )
        db.session.commit()
        return _written(post)


def post_reply(author: Person, topic_id: int, body: str = "Happy to help with that.") -> Written:
    """A reply, offered for publication through the real service."""
    with context():
        post = boards.reply(
            db.session.get_one(Topic, topic_id),
            body,
            author=db.session.get_one(User, author.id),
        )
        db.session.commit()
        return _written(post)


def _written(post: Post) -> Written:
    return Written(post.id, post.topic_id, str(post.state))


def sign_in(client: FlaskClient, person: Person, password: str | None = None) -> TestResponse:
    """This browser is signed in as this person, through the real page."""
    return submit(client, "/sign-in", email=person.email, password=password or person.password)


def submit(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """What a form gives when it is sent, with its CSRF token where the application asks for one."""
    if client.application.config["WTF_CSRF_ENABLED"]:
        fields["csrf_token"] = csrf_token(client.get(path))
    return client.post(path, data=fields)


def csrf_token(page: TestResponse) -> str:
    """The hidden token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, "the page has no form with a csrf_token"
    return found[1]
