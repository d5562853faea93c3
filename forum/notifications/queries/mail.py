"""Every read and claim of mail."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.extensions import db
from forum.notifications.models import Mail
from moderation import clock

CLAIM_LASTS = timedelta(minutes=5)  # then whoever claimed it is taken to have stopped half-way
AT_ONCE = 50


def _waits() -> sa.ColumnElement[bool]:
    may_go = sa.or_(Mail.not_before.is_(None), Mail.not_before <= clock.now())
    return sa.and_(Mail.sent_at.is_(None), Mail.dropped_at.is_(None), may_go)


def waiting_ids() -> Sequence[int]:
    """The ids of all mail that could go now, oldest first."""
    return db.session.scalars(sa.select(Mail.id).where(_waits()).order_by(Mail.id)).all()


def due_ids() -> Sequence[int]:
    """Those of it whose turn it is: after a try that failed they wait a while, longer each time."""
    is_time = sa.or_(Mail.retry_at.is_(None), Mail.retry_at <= clock.now())
    return db.session.scalars(sa.select(Mail.id).where(_waits(), is_time).order_by(Mail.id)).all()


def about(act_id: int) -> Sequence[Mail]:
    """The mail about one act, which nobody else can send or drop until the transaction ends."""
    return db.session.scalars(
        sa.select(Mail)
        .where(Mail.act_id == act_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def claim(ids: Collection[int]) -> Sequence[Mail]:
    """Those of these mails that may go and that nobody else is sending; they are the caller's now."""
    now = clock.now()
    free = sa.or_(Mail.claimed_at.is_(None), Mail.claimed_at < now - CLAIM_LASTS)
    claimed = db.session.scalars(
        sa.update(Mail)
        .where(Mail.id.in_(ids), _waits(), free)
        .values(claimed_at=now, attempts=Mail.attempts + 1)
        .returning(Mail)
        .execution_options(synchronize_session=False)
    ).all()
    return sorted(claimed, key=lambda mail: mail.id)


def mail(mail_id: int) -> Mail:
    """One mail."""
    return db.session.get_one(Mail, mail_id)
