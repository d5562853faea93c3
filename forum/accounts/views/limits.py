"""How often somebody may try: only what was refused counts, and a family shares no limit."""

from flask import Response, request
from flask_limiter.util import get_remote_address

from forum.accounts.current import person_key
from forum.accounts.queries import tidy_email
from forum.extensions import limiter


def email_and_address() -> str:
    """One person at one address: others at home or at school are not locked out with them."""
    return f"{tidy_email(request.form.get('email', ''))[:254]}|{get_remote_address()}"


def was_refused(response: Response) -> bool:
    """Whether the try did not succeed."""
    return response.status_code >= 400


limit_sign_in = limiter.limit(
    "10 per 15 minutes", key_func=email_and_address, methods=["POST"], deduct_when=was_refused
)
# Somebody going through many addresses from one place.
limit_sign_ins_from_one_place = limiter.limit("100 per hour", methods=["POST"], deduct_when=was_refused)
limit_mails_to_one_person = limiter.limit("5 per hour", key_func=email_and_address, methods=["POST"])
limit_mails_from_one_place = limiter.limit("30 per hour", methods=["POST"])
limit_old_passwords = limiter.shared_limit(
    "10 per 15 minutes",
    scope="old_password",
    key_func=person_key,
    methods=["POST"],
    deduct_when=was_refused,
)
limit_strengths = limiter.limit("60 per minute")
limit_links = limiter.limit("60 per hour", deduct_when=was_refused)
