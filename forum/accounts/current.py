"""Who is making this request."""

from typing import cast

from flask_limiter.util import get_remote_address
from flask_login import current_user

from forum.accounts.models import User


def me() -> User:
    """Who is making this request; `requires` has seen to it that somebody is."""
    return cast("User", current_user._get_current_object())


def person_key() -> str:
    """Whose tries a limit counts: one person's, however many devices they have; else an address's."""
    return f"person:{current_user.id}" if current_user.is_authenticated else get_remote_address()
