"""What waits longer than was promised: it is said plainly, and time alone decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.host import Actor
from moderation.notices import services as notices
from moderation.policy import Policy, Route
from moderation.policy.schooltime import whole_school_days_before, whole_school_days_between
from moderation.review import queries
from moderation.review.alerting import promised_by
from moderation.review.desks import who_looks_first
from moderation.review.models import Reminder, ReminderKind, Submission
from moderation.review.queries import Reader

if TYPE_CHECKING:
    from moderation.extension import Moderation

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late something is, in words, and whether it is overdue besides (policy [holds], local)."""

    words: str
    is_overdue: bool


def lateness(submission: Submission, policy: Policy, now: datetime) -> Lateness | None:
    """How late this is; None while the promise holds."""
    due, since = submission.due_at, submission.waits_since
    if due is None or due >= now:
        return None
    overdue_before = whole_school_days_before(now, policy.holds.escalate_school_days, policy)
    return Lateness(_in_words(due, now, policy), since is not None and since <= overdue_before)


def _in_words(due: datetime, now: datetime, policy: Policy) -> str:
    days = whole_school_days_between(due, now, policy)
    if days:
        return "1 school day" if days == 1 else f"{days} school days"
    if now - due >= _DAY:
        return "less than a school day"
    hours = (now - due) // _HOUR
    return {0: "less than an hour", 1: "1 hour"}.get(hours, f"{hours} hours")


def waiting_too_long(moderation: Moderation, reader: Reader) -> Sequence[Submission]:
    """What the head should see to (policy [holds] head_school_days): it has waited that long."""
    return queries.waiting_since(moderation.session, reader, _head_sees_before(moderation))


def tell_authors(moderation: Moderation) -> Sequence[str]:
    """Tell each author, once, that their post waits longer than was promised, and by when now."""
    policy, now = moderation.policy, clock.now()
    since = whole_school_days_before(now, policy.holds.escalate_school_days, policy)
    found = queries.to_remind_of(moderation.session, ReminderKind.AUTHOR, since, now)
    for submission in found:
        promised = promised_by(moderation, Route.HOLD)
        _keep(moderation, submission, ReminderKind.AUTHOR, promised)
        description = moderation.content(submission.subject).describe(submission.subject_id)
        notices.send(
            moderation,
            "hold_late",
            to=Actor(submission.author_id, submission.author_name),
            submission=submission,
            context={
                "place": description.place,
                "url": description.url,
                "due_at": submission.due_at,
                "promised_at": promised,
            },
        )
    return [f"{submission.subject}: its author knows now that it is late." for submission in found]


def alert_head(moderation: Moderation) -> Sequence[str]:
    """Tell those who look first, once, what has waited too long; without a word of it.

    Whom it concerns is not told: if that is all of them, the chair is. One mail names the number.
    """
    since = _head_sees_before(moderation)
    found = queries.to_remind_of(moderation.session, ReminderKind.HEAD, since, clock.now())
    asked: Counter[str] = Counter()
    brought: list[Submission] = []
    for submission in found:
        people = who_looks_first(moderation, submission)[1]
        if people:
            asked.update(person.id for person in people)
            _keep(moderation, submission, ReminderKind.HEAD, None)
            brought.append(submission)
    for person_id, count in sorted(asked.items()):
        posts = "A post has" if count == 1 else f"{count} posts have"
        moderation.people.tell(
            person_id,
            f"{posts} waited too long on the forum",
            f"{posts} waited {moderation.policy.holds.head_school_days} school days or more, and "
            "nobody has decided. Please look, or ask a moderator to.",
            "/moderation/",
        )
    return [f"{submission.subject}: the head knows now that it waits." for submission in brought]


def _head_sees_before(moderation: Moderation) -> datetime:
    policy = moderation.policy
    return whole_school_days_before(clock.now(), policy.holds.head_school_days, policy)


def _keep(
    moderation: Moderation, submission: Submission, kind: ReminderKind, promised: datetime | None
) -> None:
    assert submission.waits_since is not None  # it was found by that
    moderation.session.add(
        Reminder(
            submission_id=submission.id,
            kind=kind,
            waits_since=submission.waits_since,
            promised_at=promised,
            sent_at=clock.now(),
        )
    )
    moderation.audit(
        f"reminder:{kind}",
        actor=None,
        subject=submission.subject,
        submission=submission.id,
        waits_since=submission.waits_since.isoformat(),
    )
