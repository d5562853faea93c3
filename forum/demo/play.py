"""Playing the demo school's weeks: everyone writes and decides at their own time."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import resources
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from werkzeug.security import generate_password_hash

from forum.accounts import queries
from forum.accounts.models import (
    PolicyAcceptance,
    Relationship,
    RollEntry,
    User,
    UserRole,
    YearLink,
)
from forum.boards import services as boards
from forum.boards.models import Audience, Board, Post, Topic
from forum.config import DEMO_DOMAIN
from forum.demo.casework import Casework
from forum.demo.cast import BOARDS, PASSWORD, STAFF, Part, parents
from forum.demo.staff import Staff
from forum.extensions import db, moderation
from forum.notifications.models import Mail, News
from moderation import clock
from moderation.screening import read_roll

_BEGAN = timedelta(days=45)
_LOOKED_AT_AFTER = timedelta(days=1)
_STILL_NEW = timedelta(days=3)
_STILL_WAITING = timedelta(days=2)
_WAKING = (7, 22)  # o'clock at the school
_NIGHT = timedelta(hours=24 - _WAKING[1] + _WAKING[0])


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment."""

    at: datetime
    act: Callable[[], None]


def load() -> int:
    """Fill an empty forum with the demo school; how many posts were written.

    ValueError when there is anybody in it already: a real school is never mixed with this one.
    """
    if queries.anyone_has_joined():
        raise ValueError("There are people on this forum already. The demo school wants an empty one.")
    began = clock.now() - _BEGAN
    with clock.at(began):
        people = _open_school()
        db.session.commit()
    for event in sorted(_Play(people).events(), key=lambda event: event.at):
        with clock.at(event.at):
            event.act()
            db.session.commit()
    # Nobody in the demo reads mail, and real servers should not be asked to carry it.
    db.session.execute(sa.update(Mail).values(sent_at=clock.now()))
    db.session.execute(sa.update(News).values(due_at=None))
    old = News.told_at < clock.now() - _STILL_NEW
    db.session.execute(sa.update(News).where(old).values(read_at=clock.now()))
    db.session.commit()
    return db.session.scalar(sa.select(sa.func.count(Post.id))) or 0


def _open_school() -> dict[str, User]:
    moment = clock.now()
    password = generate_password_hash(PASSWORD, current_app.config.get("PASSWORD_METHOD", "scrypt"))
    entries = list(_roll(moment))
    db.session.add_all(entries)
    for position, (slug, title, description, year) in enumerate(BOARDS):
        board = Board(
            slug=slug,
            title=title,
            description=description,
            readers=Audience.YEARS if year else Audience.EVERYONE,
            reading_years=frozenset({year} if year else ()),
            position=position,
        )
        db.session.add(board)
    people = {}
    cast = [(part, frozenset({part.teaches} - {""})) for part in STAFF]
    for part, years in (*cast, *parents()):
        person = _person(part, years, password, moment)
        person.roll_entry = next(
            (e for e in entries if part.on_roll and e.family_name == part.on_roll), None
        )
        people[part.mailbox] = person
        db.session.add(person)
    return people


def _roll(moment: datetime) -> Iterator[RollEntry]:
    with resources.files(__package__).joinpath("roll.csv").open(encoding="utf-8") as lines:
        for person in read_roll(lines):
            yield RollEntry(
                role=person.role,
                title=person.title,
                given_name=person.given_name,
                family_name=person.family_name,
                known_as=list(person.known_as),
                year_group=person.year_group,
                job=person.job,
                imported_at=moment,
            )


def _person(part: Part, years: frozenset[str], password: str, moment: datetime) -> User:
    return User(
        email=f"{part.mailbox}@{DEMO_DOMAIN}",
        display_name=part.name,
        password_hash=password,
        joined_at=moment,
        role_links=[UserRole(role=role) for role in part.roles],
        year_links=[
            YearLink(
                year_group=year,
                relationship=Relationship.TEACHER if part.teaches else Relationship.PARENT,
                started_at=moment,
            )
            for year in sorted(years)
        ],
        acceptances=[PolicyAcceptance(policy_hash=moderation.policy.hash, accepted_at=moment)],
    )


class _Play:
    """The script, with what has been written so far."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people = people
        self.staff = Staff(people)
        self.casework = Casework(people)
        self.now = clock.now()
        self.timezone = ZoneInfo(moderation.policy.school.timezone)
        text = resources.files(__package__).joinpath("school.json").read_text(encoding="utf-8")
        self.script = json.loads(text)
        self.topics: dict[int, Topic] = {}

    def events(self) -> Iterator[Event]:
        """Everything that happens: openings, replies, looks at what was held, and a few reports."""
        for number, topic in enumerate(self.script["topics"]):
            yield from self._written(topic, partial(self._open, number, topic))
            for reply in topic["replies"]:
                yield from self._written(reply, partial(self._reply, number, reply))
        for days, act in (*self.staff.case_in_progress(), *self.casework.acts()):
            yield Event(self._days_ago(days), act)

    def _days_ago(self, days: float) -> datetime:
        """So many days of waking hours before now: nobody at the demo school writes at night."""
        local = self.now.astimezone(self.timezone)
        bedtime = local.replace(hour=_WAKING[1], minute=0, second=0, microsecond=0)
        latest = min(local, bedtime)
        whole, rest = divmod(days, 1)
        if latest.hour < _WAKING[0]:
            latest = bedtime - timedelta(days=1)
        at = latest - rest * timedelta(hours=_WAKING[1] - _WAKING[0])
        if at.hour < _WAKING[0] or at.date() < latest.date():
            at -= _NIGHT
        return (at - timedelta(days=whole)).astimezone(UTC)

    def _written(self, line: dict[str, object], write: Callable[[], Post | None]) -> Iterator[Event]:
        at = self._days_ago(float(str(line["days_ago"])))
        written: list[Post] = []

        def act() -> None:
            post = write()
            if post is not None:
                written.append(post)

        yield Event(at, act)
        if line.get("reported"):
            yield Event(at + timedelta(hours=3), lambda: self.staff.report(written, self.now))
        if at < self.now - _STILL_WAITING:
            yield Event(at + _LOOKED_AT_AFTER, lambda: self.staff.look_at(written, line))

    def _author(self, line: dict[str, object]) -> User:
        return self.people[f"parent{line['parent']}"]

    def _open(self, number: int, line: dict[str, object]) -> Post:
        board = db.session.scalars(sa.select(Board).where(Board.slug == line["board"])).one()
        post = boards.start_topic(
            board, str(line["title"]), str(line["text"]), author=self._author(line)
        )
        self.topics[number] = post.topic
        return post

    def _reply(self, number: int, line: dict[str, object]) -> Post | None:
        topic = self.topics.get(number)
        if topic is None or topic.published_at is None:
            return None
        return boards.reply(topic, str(line["text"]), author=self._author(line))
