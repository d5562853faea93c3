"""Sending what is queued: by SMTP if a server is configured, else as files for development."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from forum.database import is_reading
from forum.extensions import db
from forum.notifications import queries, worker
from forum.notifications.letters import Words, begin_mail, words_of
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

    How long a page takes then never tells whether an address is known. Now and then what else is
    due goes as well, so that a school needs no worker; where there is one it is only woken.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    kept, has_news = _kept_here(), g.pop("has_news", False)
    if app.config["WORKER"]:
        if kept or has_news:
            response.call_on_close(partial(worker.wake, app))
    elif has_news or _is_time_to_look(app):
        response.call_on_close(partial(_quietly, app, deliver_due))
    elif kept:
        response.call_on_close(partial(_quietly, app, partial(_deliver, kept)))
    return response


def _is_time_to_look(app: Flask) -> bool:
    seconds, now = int(app.config["DELIVER_EVERY_SECONDS"]), clock.now()
    looked = app.extensions.setdefault("looked_for_mail_at", datetime.min.replace(tzinfo=UTC))
    if not seconds or now < looked + timedelta(seconds=seconds):
        return False
    app.extensions["looked_for_mail_at"] = now
    return True


def deliver_queued() -> None:
    """Send what was queued since this context began, once it is kept; for whatever no request does."""
    kept = _kept_here()
    if kept:
        _deliver(kept)


def _kept_here() -> Sequence[int]:
    """The ids of the mails queued in this context that were kept; asked once."""
    ids = [sa.inspect(mail).identity for mail in g.pop("mails", [])]
    return [identity[0] for identity in ids if identity]


def _quietly(app: Flask, deliver: Callable[[], object]) -> None:
    reading = is_reading.set(False)
    try:
        with app.app_context():
            deliver()
    except SQLAlchemyError as problem:
        log.warning("Mail stays queued: %s", type(problem).__name__)
    finally:
        is_reading.reset(reading)


def deliver_waiting() -> tuple[int, int]:
    """Try everything that waits, now; how many mails went out and how many still wait."""
    write_due_news()
    return _deliver_all(queries.waiting_ids()), len(queries.waiting_ids())


def deliver_due() -> int:
    """Send what waits and whose turn it is, news as well; how many mails went out."""
    write_due_news()
    return _deliver_all(queries.due_ids())


def write_due_news() -> None:
    """Begin one mail to each person to whom news is due; who begins it is the only one to do so."""
    for person_id in queries.people_with_due_news():
        # Each on its own, so that no lock is held for long and two workers share the work.
        db.session.commit()
        mail = begin_mail(person_id)
        if queries.put_into(mail, person_id):
            db.session.commit()
        else:
            db.session.rollback()
    db.session.commit()


def _deliver_all(ids: Sequence[int]) -> int:
    db.session.commit()
    pieces = (ids[start : start + queries.AT_ONCE] for start in range(0, len(ids), queries.AT_ONCE))
    return sum(_deliver(piece) for piece in pieces)


def _deliver(ids: Collection[int]) -> int:
    """Claim, commit, send: no lock is held while a mail server takes its time."""
    letters = []
    for mail in queries.claim(ids):
        words = words_of(mail)
        if words is None:
            _drop(mail, "There was nothing left to say.")
        else:
            letters.append(_letter(mail, words))
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
        _drop(mail, named)
        log.error("Mail %s was given up after %s tries: %s", mail_id, mail.attempts, named)
    else:
        mail.retry_at = clock.now() + timedelta(minutes=WAITS[mail.attempts - 1])
    db.session.commit()
    return named


def _drop(mail: Mail, why: str) -> None:
    mail.dropped_at, mail.last_problem, mail.body = clock.now(), why, ""


def _letter(mail: Mail, words: Words) -> Letter:
    message = EmailMessage(_PLAIN)
    message["To"], message["From"] = mail.to_address, current_app.config["MAIL_SENDER"]
    message["Subject"] = words.subject
    message["Date"] = mail.queued_at
    message["Auto-Submitted"] = "auto-generated"
    if words.stop_at:
        message["List-Unsubscribe"] = f"<{words.stop_at}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(words.body)
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
