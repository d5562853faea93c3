"""The receipt of somebody who told the school something, in the browser they told it from."""

from flask import Response, redirect, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from forum.extensions import limiter

RECEIPT = "receipt"


def was_accepted(response: Response) -> bool:
    """Whether something was sent; what was only to be mended is not counted."""
    return response.status_code == 303


limit_messages = limiter.limit("20 per hour", methods=["POST"], deduct_when=was_accepted)


def keep_receipt(way: str, reference: str, *, mailed: bool) -> AnyResponse:
    """To the page with the reference."""
    session[RECEIPT] = {"way": way, "reference": reference, "mailed": mailed}
    return redirect(url_for("channels.received", way=way), 303)


def after_telling(reference: str) -> AnyResponse:
    """To the receipt of a worry about a child, with the numbers to ring."""
    return keep_receipt("child-at-risk", reference, mailed=False)
