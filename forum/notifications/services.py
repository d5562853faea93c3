"""Queueing mail in the open transaction. Nothing leaves before the transaction is kept."""

from datetime import datetime

from flask import g

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import clock


def queue(
    to: str, subject: str, body: str, *, not_before: datetime | None = None, act_id: int | None = None
) -> Mail:
    """A mail that goes out once the open transaction is kept. Never a post's or concern's text.

    With `not_before` it stays until then, so that what it tells can still be taken back: whoever
    takes the act back drops the mail about it.
    """
    mail = Mail(
        to_address=to,
        # A header is one line, whatever a name in it may hold.
        subject=" ".join(subject.split())[:200],
        body=body,
        queued_at=clock.now(),
        not_before=not_before,
        act_id=act_id,
        attempts=0,
        last_problem="",
    )
    db.session.add(mail)
    g.setdefault("mails", []).append(mail)
    return mail


def drop(act_id: int) -> bool:
    """Let the mail about this act never go; False if some of it is on its way, and then all stays."""
    # What reads mail knows the boards as well, and these know how mail is queued.
    from forum.notifications import queries

    waiting = queries.about(act_id)
    if any(mail.claimed_at or mail.sent_at for mail in waiting):
        return False
    for mail in waiting:
        db.session.delete(mail)
    return True
