"""Queueing mail in the open transaction. Nothing leaves before the transaction is kept."""

from datetime import datetime

from flask import g

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import clock


def queue(to: str, subject: str, body: str, *, not_before: datetime | None = None) -> Mail:
    """A mail that goes out once the open transaction is kept. Never a post's or concern's text.

    With `not_before` it stays until then, so that what it tells can still be taken back: whoever
    takes it back deletes the mail.
    """
    mail = Mail(
        to_address=to,
        # A header is one line, whatever a name in it may hold.
        subject=" ".join(subject.split())[:200],
        body=body,
        queued_at=clock.now(),
        not_before=not_before,
        attempts=0,
        last_problem="",
    )
    db.session.add(mail)
    g.setdefault("mails", []).append(mail)
    return mail
