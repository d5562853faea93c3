"""A second step at signing in: a number from somebody's telephone, or a code kept on paper."""

import secrets
from datetime import datetime

import pyotp
import sqlalchemy as sa

from forum.accounts import queries
from forum.accounts.models import RecoveryCode, User
from forum.accounts.services import check_password, subject_of
from forum.errors import NotChanged, Refused
from forum.extensions import db, moderation
from forum.notifications import queue
from moderation import Actor, clock

CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_SECONDS = 30
_WRONG = "That number does not fit. Please type the one your app shows now."


def new_secret() -> str:
    """What the app on the telephone and the forum both know from then on."""
    return pyotp.random_base32()


def address_for(user: User, secret: str) -> str:
    """What the picture for the app's camera says."""
    name = moderation.policy.school.name
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=name)


def turn_on(user: User, secret: str, number: str) -> list[str]:
    """Ask this person for the second step from now on; the codes to keep on paper, shown once."""
    if user.totp_secret:
        raise NotChanged("The second step is on already.")
    step = _step_of(secret, number, clock.now())
    if step is None:
        raise Refused({"code": _WRONG})
    user.totp_secret, user.totp_step = secret, step
    codes = [_new_code() for _ in range(CODES)]
    user.recovery_codes = [RecoveryCode(code_hash=_hash(code)) for code in codes]
    moderation.audit("person:second_step_on", actor=user.actor, subject=subject_of(user))
    _tell(user, "on")
    return codes


def turn_off(user: User, password: str) -> None:
    """Ask this person for their password alone again."""
    check_password(user, password)
    _forget(user, by=user.actor)


def turn_off_for(user: User, *, admin: User) -> None:
    """The same for somebody who has lost both their telephone and their codes."""
    _forget(user, by=admin.actor)


def check(user: User, number: str) -> None:
    """`Refused` unless this is the number the app shows, or a code that was not used before."""
    # The same number sent twice at once opens one session.
    queries.lock_person(user.id)
    db.session.refresh(user, ["totp_secret", "totp_step"])
    step = _step_of(user.totp_secret or "", number, clock.now())
    if step is not None and step > (user.totp_step or 0):
        user.totp_step = step
        return
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(number))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).all()
    if not used:
        raise Refused({"code": _WRONG})
    moderation.audit("person:recovery_code_used", actor=user.actor, subject=subject_of(user))


def _forget(user: User, *, by: Actor) -> None:
    if not user.totp_secret:
        raise NotChanged("The second step is off already.")
    user.totp_secret = user.totp_step = None
    user.recovery_codes = []
    moderation.audit("person:second_step_off", actor=by, subject=subject_of(user))
    _tell(user, "off")


def _step_of(secret: str, number: str, now: datetime) -> int | None:
    """Which half minute this number belongs to: the one now, or the one before or after it."""
    number = "".join(number.split())
    if not secret or not (number.isascii() and number.isdecimal()):
        return None
    present = int(now.timestamp()) // _SECONDS
    totp = pyotp.TOTP(secret)
    near = (present, present - 1, present + 1)
    return next((s for s in near if secrets.compare_digest(totp.at(s * _SECONDS), number)), None)


def _new_code() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(10)]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def _hash(code: str) -> str:
    return queries.hash_of_token("".join(code.lower().split()).replace("-", ""))


def _tell(user: User, state: str) -> None:
    office = moderation.policy.school.office_phone
    queue(
        user.email,
        f"The second step at signing in is {state}",
        f"Hello {user.display_name},\n\nthe second step at signing in to the online forum is {state} "
        f"for your account.\n\nIf that was not you, ring {office} at once.\n",
    )
