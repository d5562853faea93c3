"""What people do with their own accounts: sign in, accept the policy, set a password, sign out."""

import sqlalchemy as sa
from flask import Flask, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from forum.accounts import passwords, queries
from forum.accounts.models import Device, PolicyAcceptance, User
from forum.addresses import full_address
from forum.config import UnsafeConfiguration
from forum.errors import NotFound, Refused
from forum.extensions import db, moderation
from forum.notifications import queue
from moderation import Actor, Subject, clock

RESET_LASTS = 3600  # seconds


def subject_of(user: User) -> Subject:
    """This person as the audit log names them."""
    return Subject("person", str(user.id))


def who_signs_in(email: str, password: str) -> User:
    """The person with this address and password. Whatever is wrong, the answer is the same."""
    user = queries.person_by_email(email)
    if not passwords.fits(user, password) or user is None or not user.is_active:
        raise Refused({"password": "This email and password don't go together. Please check both."})
    return user


def has_accepted_policy(person: User) -> bool:
    """Whether this person accepted the policy in force, or one that asks the same of people."""
    return any(moderation.asks_the_same(accepted.policy_hash) for accepted in person.acceptances)


def accept_policy(*, person: User) -> None:
    """Keep that this person accepts the policy in force, once."""
    queries.lock_person(person.id)
    db.session.refresh(person, ["acceptances"])
    if has_accepted_policy(person):
        return
    person.acceptances.append(
        PolicyAcceptance(policy_hash=moderation.policy.hash, accepted_at=clock.now())
    )
    moderation.audit(
        "policy:accepted",
        actor=person.actor,
        subject=subject_of(person),
        version=moderation.policy.version,
        hash=moderation.policy.hash,
    )


def sign_out_everywhere(user: User, *, by: Actor) -> None:
    """End every session this person has, on every device."""
    end_sessions(user)
    moderation.audit("person:signed_out_everywhere", actor=by, subject=subject_of(user))


def end_sessions(user: User) -> None:
    """Make every session and every link for a new password of this person useless."""
    user.session_epoch += 1
    db.session.execute(sa.delete(Device).where(Device.user_id == user.id))


def ask_for_reset(email: str) -> None:
    """Mail a link to set a new password, if somebody here has this address. Says nothing of it."""
    user = queries.person_by_email(email)
    token = _tokens().dumps([user.id if user else 0, user.session_epoch if user else 0])
    if user is None or not user.is_active:
        return
    link = full_address(f"/reset/{token}")
    queue(
        user.email,
        "Set a new password for the online forum",
        f"Hello {user.display_name},\n\nwith this link you can set a new password. It works for "
        f"one hour, once:\n\n{link}\n\nIf you did not ask for it, you need do nothing: your "
        "password stays as it is.\n",
    )


def person_for_reset(token: str) -> User:
    """Whose password this link sets. `NotFound` for a link that is old, used, or not ours."""
    try:
        user_id, epoch = _tokens().loads(token, max_age=RESET_LASTS)
    except (BadData, ValueError, TypeError):
        user_id, epoch = 0, 0
    user = queries.person(user_id) if user_id else None
    if user is None or user.session_epoch != epoch or not user.is_active:
        raise NotFound(
            "This link has been used or is more than an hour old. Ask for a new one; it takes a minute."
        )
    return user


def set_password(user: User, password: str) -> None:
    """Give this person a new password, which also ends every session and spends the link."""
    problem = passwords.why_not(password, email=user.email)
    if problem:
        raise Refused({"password": problem})
    user.password_hash = passwords.hash_of(password)
    end_sessions(user)
    moderation.audit("person:password_set", actor=user.actor, subject=subject_of(user))


def change_password(user: User, old: str, new: str) -> None:
    """Give this person, who knows the old password, a new one; every session ends."""
    check_password(user, old)
    set_password(user, new)
    school = moderation.policy.school
    queue(
        user.email,
        "Your password for the online forum was changed",
        f"Hello {user.display_name},\n\nyour password was changed just now, and you are signed out on "
        "every other device.\n\nIf that was not you, ask for a new password at once: "
        f"{full_address('/forgot-password')}\nand ring the office on {school.office_phone}.\n",
    )


def check_password(user: User, password: str) -> None:
    """`Refused` unless this is the person's password."""
    if not passwords.fits(user, password):
        raise Refused({"current_password": "That is not your password now. Please type it once more."})


def _tokens() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="set-a-password")


def refuse_demo_accounts_in_production(app: Flask) -> None:
    """Raise `UnsafeConfiguration` if this is production and the demo school lives here."""
    if app.config["PRODUCTION"] and queries.demo_people_exist():
        raise UnsafeConfiguration(
            "This database holds the demo school, whose passwords everybody knows. In production, "
            "set SCHOOLGATE_SQLALCHEMY_DATABASE_URI to a database of your own."
        )
