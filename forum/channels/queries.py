"""Every read of concerns."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from forum.accounts.models import User
from forum.channels.models import Concern, ConcernKind, ConcernState
from forum.extensions import db

LISTED = 200
_IN_STATE: dict[ConcernState, sa.ColumnElement[bool]] = {
    ConcernState.CLOSED: Concern.closed_at.is_not(None),
    ConcernState.ANSWERED: sa.and_(
        Concern.closed_at.is_(None), Concern.answered_at.is_not(None), Concern.reply_by.is_(None)
    ),
    ConcernState.WROTE_BACK: sa.and_(Concern.closed_at.is_(None), Concern.reply_by.is_not(None)),
    ConcernState.LOOKING: sa.and_(
        Concern.closed_at.is_(None), Concern.answered_at.is_(None), Concern.taken_at.is_not(None)
    ),
    ConcernState.NEW: sa.and_(
        Concern.closed_at.is_(None), Concern.answered_at.is_(None), Concern.taken_at.is_(None)
    ),
}


def concerns(
    kind: ConcernKind | None = None,
    state: ConcernState | None = None,
    addressed_to: User | None = None,
) -> Sequence[Concern]:
    """Concerns of this kind and state: what waits first, children at risk before all, then what
    its writer wrote back on.

    With `addressed_to`, only what this person was picked for.
    """
    wanted = sa.select(Concern)
    if kind is not None:
        wanted = wanted.where(Concern.kind == kind)
    if state is not None:
        wanted = wanted.where(_IN_STATE[state])
    if addressed_to is not None:
        wanted = wanted.where(Concern.recipient_id == addressed_to.id)
    return db.session.scalars(
        wanted.order_by(
            Concern.closed_at.is_not(None),
            sa.and_(Concern.answered_at.is_not(None), Concern.reply_by.is_(None)),
            Concern.kind != ConcernKind.CHILD_AT_RISK,
            Concern.reply_by.is_(None),
            Concern.id.desc(),
        ).limit(LISTED)
    ).all()


def concerns_of(author: User) -> Sequence[Concern]:
    """What this person told the school while signed in, newest first."""
    return db.session.scalars(
        sa.select(Concern).where(Concern.person_id == author.id).order_by(Concern.id.desc())
    ).all()


def concern_of(author: User, concern_id: int) -> Concern | None:
    """One of this person's own messages; none for anybody else's."""
    found = concern(concern_id)
    return found if found is not None and found.person_id == author.id else None


def same_words_since(since: datetime, like: Concern) -> Concern | None:
    """What the same person sent to the same place in the same words since then, if they did."""
    same_person = (
        Concern.person_id == like.person_id
        if like.person_id is not None
        else sa.and_(Concern.person_id.is_(None), Concern.email == like.email, Concern.name == like.name)
    )
    return db.session.scalar(
        sa.select(Concern)
        .where(Concern.kind == like.kind, Concern.text == like.text, Concern.created_at > since)
        .where(same_person, Concern.about_head == like.about_head)
        .where(Concern.topic == like.topic, Concern.meant_for == like.meant_for)
        .order_by(Concern.id.desc())
        .limit(1)
    )


def concern_sent_once(sent_once: str | None) -> Concern:
    """What the other click of a double click has made."""
    return db.session.scalars(sa.select(Concern).where(Concern.sent_once == sent_once)).one()


def reference_of_words_from(subject: str) -> str | None:
    """The reference under which the words of this post were taken to the school, if they were."""
    return db.session.scalar(
        sa.select(Concern.reference)
        .where(Concern.from_subject == subject)
        .order_by(Concern.id.desc())
        .limit(1)
    )


def concern_by_reference(reference: str) -> Concern | None:
    """The concern with this reference."""
    return db.session.scalar(sa.select(Concern).where(Concern.reference == reference))


def concern(concern_id: int) -> Concern | None:
    """One concern, of whatever kind."""
    return db.session.get(Concern, concern_id)


def locked(found: Concern) -> Concern:
    """The concern and its steps as they are now, kept from anybody else's act until the end."""
    db.session.refresh(found, with_for_update={"of": Concern})
    db.session.expire(found, ["steps"])
    return found


def meetings() -> Sequence[date]:
    """Every meeting that something has been put down for, the latest first."""
    days = sa.select(Concern.meeting_on).where(Concern.meeting_on.is_not(None)).distinct()
    return sorted((day for day in db.session.scalars(days) if day is not None), reverse=True)


def agenda(meeting_on: date) -> Sequence[Concern]:
    """What is put down for this meeting, in the order it came in."""
    return db.session.scalars(
        sa.select(Concern)
        .where(Concern.kind == ConcernKind.MEETING, Concern.meeting_on == meeting_on)
        .order_by(Concern.id)
    ).all()
