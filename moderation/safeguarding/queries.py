"""Every read of triage and of worries about a child."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from moderation.records.audit import take_turn
from moderation.review.queries import Desk, Reader, circle
from moderation.safeguarding.models import Triage, TriageAct, Worry, WorryAbout


def triage_of(session: Session, submission_id: int) -> Sequence[Triage]:
    """What those who look first did with a submission, oldest first."""
    return session.scalars(
        sa.select(Triage).where(Triage.submission_id == submission_id).order_by(Triage.id)
    ).all()


def last_act(session: Session, submission_id: int, act: TriageAct) -> Triage | None:
    """The newest of one kind of act on a submission."""
    return session.scalar(
        sa.select(Triage)
        .where(Triage.submission_id == submission_id, Triage.act == act)
        .order_by(Triage.id.desc())
        .limit(1)
    )


def _may_read(reader: Reader) -> sa.ColumnElement[bool]:
    desks: list[sa.ColumnElement[bool]] = []
    if Desk.CHAIR in reader.desks:
        desks.append(Worry.for_chair.is_(sa.true()))
    if Desk.FIRST_LOOK in reader.desks:
        desks.append(~Worry.for_chair)
    is_about_them = sa.exists().where(
        WorryAbout.worry_id == Worry.id,
        sa.or_(WorryAbout.person_id == reader.id, WorryAbout.person_id.in_(circle(reader.id))),
    )
    return sa.and_(sa.or_(sa.false(), *desks), ~is_about_them)


def open_worries(session: Session, reader: Reader) -> Sequence[Worry]:
    """The worries that nobody has taken on yet and this person may read, oldest first."""
    return session.scalars(
        sa.select(Worry).where(Worry.taken_on_at.is_(None), _may_read(reader)).order_by(Worry.id)
    ).all()


def worries_over(session: Session, submission_id: int, reader: Reader) -> Sequence[Worry]:
    """What people worried about in one post, as far as this person may read it."""
    return session.scalars(
        sa.select(Worry)
        .where(Worry.submission_id == submission_id, _may_read(reader))
        .order_by(Worry.id)
    ).all()


def worry(session: Session, reference: str) -> Worry | None:
    """One worry by its reference."""
    return session.scalar(
        sa.select(Worry).where(Worry.reference == reference).options(joinedload(Worry.submission))
    )


def worry_for(session: Session, reference: str, reader: Reader) -> Worry | None:
    """One worry, locked until the transaction ends, if this person may read it."""
    take_turn(session)
    return session.scalar(
        sa.select(Worry)
        .where(Worry.reference == reference, _may_read(reader))
        .with_for_update(of=Worry)
        .execution_options(populate_existing=True)
    )


def may_read_worry(session: Session, worry_id: int, reader: Reader) -> bool:
    """Whether this person may read one worry."""
    wanted = sa.select(sa.exists().where(Worry.id == worry_id, _may_read(reader)))
    return bool(session.scalar(wanted))


def connected_to_any(
    session: Session, people: Collection[str], asked: Collection[str]
) -> frozenset[str]:
    """Which of the people asked about are among these people, or connected to one of them."""
    about = frozenset(people)
    return frozenset(
        person
        for person in asked
        if person in about or about & set(session.scalars(circle(person)).all())
    )
