"""Another email address: asked for with the password, used once the new one has answered."""

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from forum.accounts import queries
from forum.accounts.models import User
from forum.accounts.services import check_password, subject_of
from forum.addresses import full_address
from forum.errors import NotFound, Refused
from forum.extensions import moderation
from forum.notifications import queue

LASTS = 24 * 3600  # seconds


def ask_for_new_email(user: User, email: str, password: str) -> None:
    """Mail a link to the new address, and tell the old one that this was asked."""
    email = queries.tidy_email(email)
    check_password(user, password)
    if email == user.email:
        raise Refused({"email": "This is your address already."})
    school = moderation.policy.school
    queue(
        user.email,
        "Another email address for your forum account",
        f"Hello {user.display_name},\n\nyou asked for another email address for your account. It "
        "changes once you have opened the link we have sent to the new address.\n\nIf that was not "
        f"you, change your password and ring the office on {school.office_phone}.\n",
    )
    if queries.person_by_email(email):
        # Who has an account here is told to nobody else; only the mailbox's owner reads this.
        queue(
            email,
            "Your address has an account already",
            "Hello,\n\nsomebody asked to use this address for another account on the school's online "
            "forum. There is one with it already, so nothing has changed. If you have two "
            f"accounts, ring the office on {school.office_phone} and they make them one.\n",
        )
        return
    token = _tokens().dumps([user.id, user.email, email])
    queue(
        email,
        "Please confirm your new email address",
        f"Hello {user.display_name},\n\nwith this link this address becomes the one of your account. "
        f"It works for one day, once:\n\n{full_address(f'/new-email/{token}')}\n\nIf you did not ask "
        "for it, you need do nothing.\n",
    )


def asked_for(token: str) -> tuple[User, str]:
    """Whose link this is, and the new address. `NotFound` for one that is old, used, or not ours."""
    try:
        user_id, old, email = _tokens().loads(token, max_age=LASTS)
    except (BadData, ValueError, TypeError):
        user_id, old, email = 0, "", ""
    user = queries.person(user_id) if user_id else None
    if user is None or user.email != old or not user.is_active or queries.person_by_email(email):
        raise NotFound("This link has been used or is more than a day old. You can ask for a new one.")
    return user, email


def use_new_email(token: str) -> User:
    """Make the address that answered the person's own, and tell the old one."""
    user, email = asked_for(token)
    queries.lock_person(user.id)
    old, user.email = user.email, email
    moderation.audit("person:email_changed", actor=user.actor, subject=subject_of(user))
    queue(
        old,
        "The email address of your forum account was changed",
        f"Hello {user.display_name},\n\nyour account has another email address now, and mail no longer "
        "comes here.\n\nIf that was not you, ring the office on "
        f"{moderation.policy.school.office_phone} at once.\n",
    )
    return user


def _tokens() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="another-address")
