"""Sending what is queued: by SMTP if a server is configured, else as files for development."""

import logging
import smtplib
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
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
WAITS = (1, 5, 15, 60, 180, 360, 720, 1440)  # minutes after each try that failed; then it is given up
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
    """Try everything that waits, now; how many mails went out and how many still wait."""
    return _deliver_all(queries.waiting_ids()), len(queries.waiting_ids())


def deliver_due() -> int:
    """Send what waits and whose turn it is; how many mails went out."""
    return _deliver_all(queries.due_ids())


def _deliver_all(ids: Sequence[int]) -> int:
    db.session.commit()
    pieces = (ids[start : start + queries.AT_ONCE] for start in range(0, len(ids), queries.AT_ONCE))
    return sum(_deliver(piece) for piece in pieces)


def _deliver(ids: Collection[int]) -> int:
    """Claim, commit, send: no lock is held while a mail server takes its time."""
    letters = [_letter(mail) for mail in queries.claim(ids)]
    db.session.commit()
    return _carry(letters) if letters else 0


def _carry(letters: Sequence[Letter]) -> int:
    """Send them all over one connection, and note of each at once what became of it."""
    left, problems = [mail_id for mail_id, _ in letters], []
    try:
        with _opened_post() as post:
            for mail_id, message in letters:
                try:
                    post(mail_id, message)
                except smtplib.SMTPServerDisconnected:
                    raise
                except _PROBLEMS as problem:
                    problems.append(_note_problem(mail_id, problem))
                else:
                    _note_sent(mail_id)
                left.remove(mail_id)
    except _PROBLEMS as problem:
        problems += [_note_problem(mail_id, problem) for mail_id in left]
    if problems:
        log.warning("%s mails stay queued: %s", len(problems), ", ".join(set(problems)))
    return len(letters) - len(problems)


def _note_sent(mail_id: int) -> None:
    mail = queries.mail(mail_id)
    mail.last_problem, mail.sent_at = "", clock.now()
    # It may hold a link that lets someone in; once it has gone, nobody here needs it.
    mail.body = ""
    db.session.commit()


def _note_problem(mail_id: int, problem: Exception) -> str:
    mail, named = queries.mail(mail_id), type(problem).__name__
    mail.last_problem, mail.claimed_at = named, None
    if mail.attempts > len(WAITS):
        mail.dropped_at, mail.body = clock.now(), ""
        log.error("Mail %s was given up after %s tries: %s", mail_id, mail.attempts, named)
    else:
        mail.retry_at = clock.now() + timedelta(minutes=WAITS[mail.attempts - 1])
    db.session.commit()
    return named


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
