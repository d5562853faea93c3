"""Sending what is queued: by SMTP if a server is configured, else as files for development."""

import logging
import smtplib
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from forum.extensions import db
from forum.notifications import queries
from forum.notifications.models import Mail
from moderation import clock

log = logging.getLogger(__name__)
TIMEOUT = 5  # seconds
Letter = tuple[int, EmailMessage]
_PLAIN = SMTP.clone(max_line_length=500)  # a link must not be broken over two lines
_PROBLEMS = (OSError, smtplib.SMTPException)  # a refused connection, a lost one, a refused mail


class Post(Protocol):
    """Takes one message to where it goes."""

    def __call__(self, mail_id: int, message: EmailMessage) -> None: ...


def deliver_when_answered(response: Response) -> Response:
    """Send this request's mail once its answer has gone out, so that nobody waits for it.

    How long a page takes then never tells whether an address is known.
    """
    kept = _kept_here()
    if kept:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        response.call_on_close(partial(_deliver_quietly, app, kept))
    return response


def deliver_queued() -> None:
    """Send what was queued since this context began, once it is kept; for whatever no request does."""
    kept = _kept_here()
    if kept:
        _deliver(kept)


def _kept_here() -> Sequence[int]:
    """The ids of the mails queued in this context that were kept; asked once."""
    ids = [sa.inspect(mail).identity for mail in g.pop("mails", [])]
    return [identity[0] for identity in ids if identity]


def _deliver_quietly(app: Flask, ids: Sequence[int]) -> None:
    with app.app_context():
        try:
            _deliver(ids)
        except SQLAlchemyError as problem:
            log.warning("Mail stays queued: %s", type(problem).__name__)


def deliver_waiting() -> tuple[int, int]:
    """Try everything that waits; how many mails went out and how many still wait."""
    ids = queries.waiting_ids()
    db.session.commit()
    sent = 0
    for start in range(0, len(ids), queries.AT_ONCE):
        sent += _deliver(ids[start : start + queries.AT_ONCE])
    return sent, len(queries.waiting_ids())


def _deliver(ids: Collection[int]) -> int:
    """Claim, commit, send, commit: no lock is held while a mail server takes its time."""
    letters = [_letter(mail) for mail in queries.claim(ids)]
    db.session.commit()
    if not letters:
        return 0
    problems = _carry(letters)
    for mail in queries.mails([mail_id for mail_id, _ in letters]):
        _settle(mail, problems.get(mail.id, ""))
    db.session.commit()
    return len(letters) - len(problems)


def _carry(letters: Sequence[Letter]) -> dict[int, str]:
    """Send them all over one connection; what was wrong with each that did not go."""
    left = dict(letters)
    problems: dict[int, str] = {}
    try:
        with _opened_post() as post:
            for mail_id, message in letters:
                try:
                    post(mail_id, message)
                except smtplib.SMTPServerDisconnected:
                    raise
                except _PROBLEMS as problem:
                    problems[mail_id] = type(problem).__name__
                del left[mail_id]
    except _PROBLEMS as problem:
        problems |= dict.fromkeys(left, type(problem).__name__)
    if problems:
        log.warning("%s mails stay queued: %s", len(problems), ", ".join(set(problems.values())))
    return problems


def _settle(mail: Mail, problem: str) -> None:
    mail.last_problem = problem
    if problem:
        mail.claimed_at = None
        return
    mail.sent_at = clock.now()
    # It may hold a link that lets someone in; once it has gone, nobody here needs it.
    mail.body = ""


def _letter(mail: Mail) -> Letter:
    message = EmailMessage(_PLAIN)
    message["To"], message["From"] = mail.to_address, current_app.config["MAIL_SENDER"]
    message["Subject"] = mail.subject
    message["Date"] = mail.queued_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return mail.id, message


@contextmanager
def _opened_post() -> Iterator[Post]:
    server = str(current_app.config["MAIL_SERVER"])
    if not server:
        yield _write_file
        return
    host, _, port = server.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=TIMEOUT) as smtp:
        if current_app.config["MAIL_STARTTLS"]:
            smtp.starttls(context=ssl.create_default_context())
        if current_app.config["MAIL_USERNAME"]:
            smtp.login(current_app.config["MAIL_USERNAME"], current_app.config["MAIL_PASSWORD"])

        def post(mail_id: int, message: EmailMessage) -> None:
            message["Message-ID"] = f"<schoolgate-{mail_id}@{host}>"
            smtp.send_message(message)

        yield post


def _write_file(mail_id: int, message: EmailMessage) -> None:
    folder = Path(current_app.instance_path) / "mail"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{mail_id:06}.eml").write_bytes(message.as_bytes())
    log.info("A mail was written to the mail folder.")
