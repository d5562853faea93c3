"""Whose session it is: who, since which sign-out everywhere, and on which of their devices."""

import logging
from datetime import date
from functools import partial

import sqlalchemy as sa
from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from forum.accounts import queries
from forum.accounts.devices import DeviceSeen, today
from forum.accounts.models import Device, User
from forum.extensions import db

log = logging.getLogger(__name__)


def person_of_session(session_id: str) -> User | None:
    """The person a session belongs to, or None once they have signed out there or have left."""
    user_id, _, rest = session_id.partition(".")
    epoch, _, key = rest.partition(".")
    if not (user_id.isdecimal() and epoch.isdecimal() and key):
        return None
    found = queries.person_on_device(int(user_id), key, today())
    if found is None or found[0].session_epoch != int(epoch) or not found[0].is_active:
        return None
    user, device = found
    user.device_key = key
    g.device = DeviceSeen(device.id, device.last_seen_on)
    return user


def note_seen_when_answered(response: Response) -> Response:
    """Note once a day that somebody was here on this device; no page waits for it."""
    device: DeviceSeen | None = g.get("device")
    if device is not None and device.last_seen_on < today():
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        response.call_on_close(partial(_note_seen, app, device.id, today()))
    return response


def _note_seen(app: Flask, device_id: int, day: date) -> None:
    with app.app_context():
        try:
            db.session.execute(
                sa.update(Device)
                .where(Device.id == device_id, Device.last_seen_on < day)
                .values(last_seen_on=day)
            )
            db.session.commit()
        except SQLAlchemyError as problem:
            log.warning("That somebody was here stays unnoted: %s", type(problem).__name__)
