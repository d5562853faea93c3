"""Reminding by itself: now and then, once a form has been answered, so that no school needs cron."""

import logging
from datetime import UTC, datetime, timedelta
from functools import partial

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from forum.extensions import db, moderation
from forum.notifications import delivery, following
from moderation import clock

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Look, at most every so many minutes, whether somebody has to be reminded."""
    app.extensions["reminded_at"] = datetime.min.replace(tzinfo=UTC)
    app.after_request(_remind_when_answered)


def _remind_when_answered(response: Response) -> Response:
    """Nobody waits for it, and nothing that goes wrong with it reaches the page."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    minutes, now = int(app.config["REMIND_EVERY_MINUTES"]), clock.now()
    is_time = now >= app.extensions["reminded_at"] + timedelta(minutes=minutes)
    if request.method == "POST" and minutes and is_time:
        app.extensions["reminded_at"] = now
        response.call_on_close(partial(_remind_quietly, app))
    return response


def _remind_quietly(app: Flask) -> None:
    with app.app_context():
        try:
            done = moderation.remind()
            following.forget_seen()
            db.session.commit()
        except SQLAlchemyError as problem:
            db.session.rollback()
            log.warning("Nobody was reminded this time: %s", type(problem).__name__)
            return
        if done:
            log.info("%s reminders went out.", len(done))
        delivery.deliver_queued()
