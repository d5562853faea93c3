"""What people follow, what they have muted, and when they want mail."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts import queries as people
from forum.accounts.models import User
from forum.boards.models import Board, Post, Topic
from forum.extensions import db, moderation
from forum.notifications import queries
from forum.notifications.grouping import NAMING, NewsKind
from forum.notifications.models import Follow, Level, MailSettings, News
from forum.notifications.schedule import Pace, due_at
from moderation import clock

KEPT_FOR = timedelta(days=90)  # after somebody has seen it
# What one press in a mail stops: what that mail was about.
STOPS = {
    "following": ("following",),
    "named": ("named",),
    "news": ("following", "named"),
}


def say_of_topic(topic: Topic, level: Level, *, person: User) -> None:
    """From now on this person hears this much of a topic; what a muted one had to tell is let go."""
    _begin(person.id, topic_id=topic.id)
    follow = queries.topic_follow(person, topic.id)
    assert follow is not None  # it has just been begun
    change(follow, level, follow.pace, person=person)


def say_of_board(board: Board, level: Level, *, person: User) -> None:
    """From now on this person hears this much of a whole board."""
    _begin(person.id, board_id=board.id)
    follow = queries.board_follow(person, board.id)
    assert follow is not None  # it has just been begun
    change(follow, level, follow.pace, person=person)


def change(follow: Follow, level: Level, pace: Pace | None, *, person: User) -> None:
    """Change one line of this person's list."""
    follow.level, follow.pace, follow.since = level, pace, clock.now()
    reckon_anew(person)


def follow_own(post: Post) -> None:
    """Let whoever wrote follow the topic, if they want that and have said nothing else of it."""
    wants = queries.mail_settings(post.author_id)
    if wants is None or wants.follows_own:
        _begin(post.author_id, topic_id=post.topic_id, level=Level.FOLLOW)


def settings_of(person: User) -> MailSettings:
    """What this person has chosen, or what is good for most."""
    return queries.mail_settings(person.id) or MailSettings.usual(person.id)


def change_settings(wanted: MailSettings, *, person: User) -> None:
    """Keep what this person wants; what they have not been mailed yet goes by it at once."""
    people.lock_person(person.id)
    wanted.person_id = person.id
    db.session.merge(wanted)
    reckon_anew(person)


def stop_mail(kinds: str, *, person: User) -> None:
    """No more mail of these kinds to this person, also of what they had chosen one by one."""
    people.lock_person(person.id)
    settings = settings_of(person)
    for name in STOPS[kinds]:
        setattr(settings, name, Pace.OFF)
    if "following" in STOPS[kinds]:
        db.session.execute(sa.update(Follow).where(Follow.person_id == person.id).values(pace=None))
    db.session.merge(settings)
    reckon_anew(person)


def call_read(*, person: User) -> None:
    """Nothing this person was told so far is new to them any more."""
    told = sa.update(News).where(News.person_id == person.id, News.read_at.is_(None))
    db.session.execute(told.values(read_at=clock.now()))


def call_board_read(board: Board, *, person: User) -> None:
    """Nothing this person was told so far of one board is new to them any more."""
    told = sa.update(News).where(News.person_id == person.id, News.read_at.is_(None))
    db.session.execute(told.where(queries.is_on(board)).values(read_at=clock.now()))


def forget_seen() -> None:
    """What people saw long ago is kept no longer."""
    db.session.execute(sa.delete(News).where(News.read_at < clock.now() - KEPT_FOR))


def call_shown(post_ids: Collection[int], *, person_id: int) -> None:
    """These posts were on a page this person opened, so they are news no longer."""
    shown = sa.and_(News.person_id == person_id, News.post_id.in_(post_ids), News.read_at.is_(None))
    db.session.execute(sa.update(News).where(shown).values(read_at=clock.now()))


def reckon_anew(person: User) -> None:
    """Let everything this person has not been mailed yet be due as they want it now."""
    # What was changed a moment ago counts.
    db.session.flush()
    settings = settings_of(person)
    for news, in_topic, on_board in queries.not_yet_mailed(person):
        follow = in_topic or on_board
        news.mail_id = None
        if follow and follow.level is Level.MUTE:
            news.read_at, news.due_at = clock.now(), None
        else:
            news.due_at = when_due(news.kind, follow, settings)


def when_due(kind: NewsKind, follow: Follow | None, settings: MailSettings) -> datetime | None:
    """When a mail about something of this kind that happens now is due; None for never.

    Thanks are worth a line in a mail, but never a mail each.
    """
    pace = settings.pace_of(kind)
    if kind not in NAMING and follow is not None and follow.pace is not None:
        pace = follow.pace
    if kind is NewsKind.THANKS and pace is Pace.INSTANT:
        pace = Pace.DAILY
    return due_at(pace, clock.now(), settings.hours, moderation.policy.school.zone)


def _begin(
    person_id: int,
    *,
    topic_id: int | None = None,
    board_id: int | None = None,
    level: Level = Level.NORMAL,
) -> None:
    """A line for this place if there is none; two clicks at once make one."""
    line = {"person_id": person_id, "topic_id": topic_id, "board_id": board_id}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    begun = insert(Follow).values(**line, level=level, since=clock.now())
    db.session.execute(begun.on_conflict_do_nothing())
