"""The worker: what falls due by time, and mail without delay, in a process of its own (Huey).

What is to be done stands in the forum's own database, written with what it tells. Huey's queue, a
small file in the instance folder whichever database there is, only wakes the worker. Should the
file or the worker be lost, nothing else is: a worker looks by itself every minute.
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from huey import SqliteHuey, crontab

from forum.extensions import db, moderation

log = logging.getLogger(__name__)
_WAKE = "wake_the_worker"


def run(app: Flask) -> None:
    """Work until stopped."""
    huey = _queue(app)
    huey.task(name="deliver")(lambda: _deliver(app))
    huey.periodic_task(crontab(), name="deliver_due")(lambda: _deliver(app))
    huey.periodic_task(crontab(minute="*/10"), name="remind")(lambda: _remind(app))
    _deliver(app)
    huey.create_consumer(workers=1, initial_delay=0.2, max_delay=2).run()


def wake(app: Flask) -> None:
    """Let the worker look now rather than at the next minute; if it can't be told, then it does."""
    try:
        if _WAKE not in app.extensions:
            # Only here: a connection opened before a server forks must not be used after it.
            app.extensions[_WAKE] = _queue(app).task(name="deliver")(lambda: None)
        tell: Callable[[], object] = app.extensions[_WAKE]
        tell()
    except sqlite3.Error as problem:
        log.warning("The worker was not woken: %s", type(problem).__name__)


def _queue(app: Flask) -> SqliteHuey:
    return SqliteHuey("schoolgate", filename=str(Path(app.instance_path) / "work.db"), results=False)


def _deliver(app: Flask) -> None:
    from forum.notifications import delivery

    with app.app_context():
        delivery.deliver_due()


def _remind(app: Flask) -> None:
    from forum.notifications import following

    with app.app_context():
        moderation.remind()
        following.forget_seen()
        db.session.commit()
        # What it queued is due, and goes with the rest.
    _deliver(app)
