"""One table that turns refusals into pages. What a person typed comes back with the page."""

import logging
import traceback
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from forum.boards.drafting import keep_for_after_sign_in
from forum.errors import ForumError, SignInNeeded
from forum.extensions import db

log = logging.getLogger(__name__)
_NEVER_KEPT = frozenset({"csrf_token", "password", "current_password", "code"})
_WORDS = {
    400: ("That did not arrive as it should", "Please go back and try again."),
    403: ("This is not open to you", "If you think it should be, ask the school office."),
    404: (
        "There is nothing here",
        "The page may have been taken down, or it is for other people. The boards are a good start.",
    ),
    405: ("That did not arrive as it should", "Please go back and use the button on the page."),
    413: (
        "That is too much at once",
        "A post may have at most 20,000 characters, and a picture 10 MB. Please shorten it, or send "
        "less at once.",
    ),
    500: ("Something went wrong here", "It is not your doing. Please try again in a minute."),
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(ForumError, show_refusal)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(RateLimitExceeded, show_too_many)
    app.register_error_handler(StaleDataError, show_someone_was_first)
    app.register_error_handler(OperationalError, show_busy)
    app.register_error_handler(StatementError, show_not_kept)
    app.register_error_handler(HTTPException, show_http)


def show_refusal(refusal: ForumError) -> tuple[str, int] | Response:
    """A named refusal, in its own words; somebody not signed in goes to sign in first."""
    db.session.rollback()
    if not isinstance(refusal, SignInNeeded):
        return page(refusal.status, refusal.title, str(refusal))
    try:
        return _to_sign_in()
    except OperationalError as problem:
        # We are a handler already, and Flask asks no second one.
        return show_busy(problem)


def _to_sign_in() -> Response:
    """Sign in, then back: to the page itself, or to the composer with the text still in it."""
    wanted = request.full_path.removesuffix("?")
    if request.method == "POST":
        wanted = keep_for_after_sign_in(request.path, request.form) or "/"
        db.session.commit()
    return redirect(url_for("accounts.sign_in", next=wanted), 303)


def show_stale_form(_: CSRFError) -> tuple[str, int]:
    """A form without its token: nothing is done, and everything typed comes back."""
    log.info("A form came without a good token: %s %s", request.method, request.path)
    why = (
        "This page had been open for long, or cookies are switched off, so we could not be sure "
        "that it was you. "
    )
    what_now = (
        "Nothing is lost: what you wrote is below." if _kept() else "Please go back and try again."
    )
    return page(400, "Please send that once more", why + what_now)


def show_too_many(limit: RateLimitExceeded) -> tuple[str, int]:
    """Too many tries: when to come back, with what was typed."""
    wait = limit.limit.limit.get_expiry() if limit.limit else 60
    words = f"{wait // 60} minutes" if wait >= 120 else "a minute"
    return page(
        429,
        "A short pause, please",
        f"That was a lot in a short time. Please try again in {words}. Nothing you wrote is lost.",
    )


def show_someone_was_first(_: StaleDataError) -> tuple[str, int]:
    """Two people changed the same thing at once; the second is told."""
    db.session.rollback()
    return page(409, "Someone was first", "It changed while you were reading. Please look at it again.")


def show_busy(problem: OperationalError) -> tuple[str, int]:
    """The database does not answer; this page needs none."""
    log.error("The database does not answer: %s", type(problem.orig).__name__)
    db.session.rollback()
    # What every other page is given begins with who is signed in, and that would have to be read.
    return current_app.jinja_env.get_template("errors/busy.html").render(kept=_kept()), 503


def show_not_kept(problem: StatementError) -> tuple[str, int]:
    """The database refused something. Its own words repeat what people wrote, so no log gets them."""
    where = "".join(traceback.format_tb(problem.__traceback__))
    log.error("The database refused: %s at %s\n%s", type(problem.orig).__name__, request.endpoint, where)
    db.session.rollback()
    return page(500, *_WORDS[500])


def show_http(problem: HTTPException) -> tuple[str, int] | HTTPException:
    """Any other refusal, in our words. A redirect passes through."""
    if problem.code is None or problem.code < 400:
        return problem
    if problem.code >= 500:
        db.session.rollback()
    title, message = _WORDS.get(problem.code, _WORDS[400])
    return page(problem.code, title, message)


def page(status: int, title: str, message: str) -> tuple[str, int]:
    """A page that says what is so and what to do, and gives back whatever was typed."""
    kept = _kept() if status != 413 else []
    template = "errors/kept.html" if kept else "errors/page.html"
    return render_template(template, title=title, message=message, status=status, kept=kept), status


def _kept() -> list[tuple[str, str]]:
    if request.method != "POST" or urlsplit(request.path).path.startswith("/sign-in"):
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_KEPT]
