"""Where somebody is signed in, and signing out there."""

import secrets
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from forum.accounts import queries
from forum.accounts.models import Device, User
from forum.accounts.services import subject_of
from forum.errors import NotFound
from forum.extensions import db, moderation
from moderation import clock


@dataclass(frozen=True, slots=True)
class DeviceSeen:
    """The device a request comes from, and when it was last noted."""

    id: int
    last_seen_on: date


def today() -> date:
    """The day at the school."""
    return clock.now().astimezone(moderation.policy.school.zone).date()


def sign_in_here(user: User, kind: str) -> None:
    """Let this person be signed in on one more device; those not used for long are forgotten."""
    day = today()
    unused = sa.and_(Device.user_id == user.id, Device.last_seen_on < day - queries.DEVICE_LASTS)
    db.session.execute(sa.delete(Device).where(unused))
    user.device_key = secrets.token_urlsafe(24)
    db.session.add(
        Device(
            user_id=user.id,
            key_hash=queries.hash_of_token(user.device_key),
            kind=kind,
            first_seen_on=day,
            last_seen_on=day,
        )
    )


def sign_out_here(user: User, device_id: int) -> None:
    """End the session on the device the person is using."""
    db.session.execute(sa.delete(Device).where(Device.id == device_id, Device.user_id == user.id))


def sign_out_device(user: User, device_id: int) -> Device:
    """End the session on another of one's own devices; the device that was."""
    device = queries.device_of(user, device_id)
    if device is None:
        raise NotFound("You are not signed in on that device any more.")
    db.session.delete(device)
    moderation.audit("person:signed_out_device", actor=user.actor, subject=subject_of(user))
    return device
