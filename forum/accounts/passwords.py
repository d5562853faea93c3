"""What a password must be, and checking one without telling whether an address is known."""

import unicodedata
from functools import cache
from importlib.resources import files

from flask import current_app
from werkzeug.security import check_password_hash, generate_password_hash

from forum.accounts.models import User
from forum.accounts.strength import strength_of

LEAST, MOST = 10, 200
# What passwords are made of that are tried first everywhere; digits and marks after it don't help.
_COMMON = frozenset(files("forum.accounts").joinpath("guessed_first.txt").read_text().split())
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")


def why_not(password: str, *, email: str) -> str | None:
    """What to change about this password, in words, or None if it will do."""
    if len(password) < LEAST:
        return f"Please use at least {LEAST} characters. Three or four words in a row work well."
    if len(password) > MOST:
        return f"Please use at most {MOST} characters."
    plain = password.strip().lower()
    address = email.strip().lower()
    if plain == address or (address and plain == address.partition("@")[0]):
        return "Please choose something other than your email address."
    known = [address, *address.replace("@", ".").split(".")]
    if len(set(plain)) < 4 or _is_common(plain) or not strength_of(password, known=known).is_enough:
        return "That one is easy to guess. Three or four words that don't belong together work well."
    return None


def _is_common(plain: str) -> bool:
    body = plain.strip("0123456789!?.,_-#*@$%&+= ")
    if not body:  # digits and marks alone: fine unless they count up or down
        return any(plain.strip("!?.,_-#*@$%&+= ")[:10] in run for run in _RUNS)
    return plain in _COMMON or body in _COMMON or any(plain in run for run in _RUNS)


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return generate_password_hash(_same(password), _method())


def fits(user: User | None, password: str) -> bool:
    """Whether this is the person's password; takes as long when there is no such person."""
    kept = user.password_hash if user else None
    good = check_password_hash(kept or _nobodys(_method()), _same(password[:MOST]))
    return good and kept is not None


def _method() -> str:
    return str(current_app.config.get("PASSWORD_METHOD") or "scrypt")


def _same(password: str) -> str:
    """One form for what keyboards write in several."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys(method: str) -> str:
    return generate_password_hash("nobody has this password", method)
