"""Every read and claim of mail."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import clock

CLAIM_LASTS = timedelta(minutes=5)  # then whoever claimed it is taken to have stopped half-way
AT_ONCE = 50


def waiting_ids() -> Sequence[int]:
    """The ids of all mail that has not been sent, oldest first."""
    return db.session.scalars(sa.select(Mail.id).where(Mail.sent_at.is_(None)).order_by(Mail.id)).all()


def claim(ids: Collection[int]) -> Sequence[Mail]:
    """Those of these mails that wait and that nobody else is sending; they are the caller's now."""
    now = clock.now()
    free = sa.or_(Mail.claimed_at.is_(None), Mail.claimed_at < now - CLAIM_LASTS)
    claimed = db.session.scalars(
        sa.update(Mail)
        .where(Mail.id.in_(ids), Mail.sent_at.is_(None), free)
        .values(claimed_at=now, attempts=Mail.attempts + 1)
        .returning(Mail)
        .execution_options(synchronize_session=False)
    ).all()
    return sorted(claimed, key=lambda mail: mail.id)


def mails(ids: Collection[int]) -> Sequence[Mail]:
    """These mails."""
    return db.session.scalars(sa.select(Mail).where(Mail.id.in_(ids))).all()
