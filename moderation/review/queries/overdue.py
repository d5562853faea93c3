"""What waits longer than was promised, and who has been reminded of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.review.models import Reminder, ReminderKind, Submission
from moderation.review.queries.queue import waits_for
from moderation.review.queries.reach import Reader
from moderation.review.states import State

AT_ONCE = 50
MOST_SHOWN = 50


def to_remind_of(
    session: Session, kind: ReminderKind, since: datetime, now: datetime
) -> Sequence[Submission]:
    """What has waited since then or longer, and of which nobody of this kind was reminded yet.

    What was referred is not among it: of that nobody was promised a day. The rows are the caller's
    until the transaction ends; one that somebody is deciding on at this moment is left out.
    """
    told = sa.exists().where(
        Reminder.submission_id == Submission.id,
        Reminder.kind == kind,
        Reminder.waits_since == Submission.waits_since,
    )
    query = (
        sa.select(Submission)
        .where(Submission.due_at < now, Submission.waits_since <= since, ~told)
        .where(Submission.referred_at.is_(None))
        .order_by(Submission.waits_since, Submission.id)
        .limit(AT_ONCE)
        # Whoever records a finding on a post refers to its row, and must not wait for us.
        .with_for_update(of=Submission, key_share=True, skip_locked=True)
    )
    if kind is ReminderKind.AUTHOR:
        query = query.where(Submission.state.in_((State.HELD, State.HIDDEN)))
    return session.scalars(query).all()


def waiting_since(session: Session, reader: Reader, since: datetime) -> Sequence[Submission]:
    """What this person may decide that has waited since then or longer, the longest first."""
    return session.scalars(
        sa.select(Submission)
        .where(*waits_for(reader), Submission.waits_since <= since)
        .order_by(Submission.waits_since, Submission.id)
        .limit(MOST_SHOWN)
    ).all()


def promised_again(session: Session, submission_ids: Collection[int]) -> Mapping[int, datetime]:
    """By when the authors of these were last told that a person looks, for those told so."""
    if not submission_ids:
        return {}
    rows = session.execute(
        sa.select(Reminder.submission_id, Reminder.promised_at)
        .where(Reminder.submission_id.in_(submission_ids), Reminder.kind == ReminderKind.AUTHOR)
        .order_by(Reminder.sent_at)
    )
    return {submission_id: promised for submission_id, promised in rows if promised}
