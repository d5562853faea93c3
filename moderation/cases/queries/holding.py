"""Which limits hold now, which are suspended, and which have ended."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.appeals.models import Appeal
from moderation.cases.ladder import HEAVY
from moderation.cases.models import Measure, MeasureState
from moderation.notices.models import Notice

_STANDS = Measure.undone_at.is_(None)
_SUSPENDED = sa.exists().where(
    Appeal.measure_id == Measure.id, Appeal.suspended_at.is_not(None), Appeal.decided_at.is_(None)
)


def measures_in_force(session: Session, person_id: str, now: datetime) -> Sequence[Measure]:
    """This person's restrictions and blocks that hold at `now`; this alone says what is in force.

    Their dates say so, and that no appeal officer has suspended them meanwhile.
    """
    return session.scalars(_in_their_time(person_id, now).where(~_SUSPENDED)).all()


def measures_suspended(session: Session, person_id: str, now: datetime) -> Sequence[Measure]:
    """Those that would hold at `now`, were they not suspended until an appeal is decided."""
    return session.scalars(_in_their_time(person_id, now).where(_SUSPENDED)).all()


def _in_their_time(person_id: str, now: datetime) -> sa.Select[Measure]:
    return (
        sa.select(Measure)
        .where(
            Measure.person_id == person_id,
            _STANDS,
            Measure.kind.in_(HEAVY),
            Measure.state == MeasureState.DECIDED,
            Measure.starts_at <= now,
            Measure.ends_at > now,
        )
        .order_by(Measure.id.desc())
    )


def ended_untold(
    session: Session, template: str, *, since: datetime, now: datetime
) -> Sequence[Measure]:
    """The limits that ended by themselves since then, whose person has no notice of this kind yet.

    One that was suspended at its end held no more: its person knows that it never holds beyond it.
    The rows are the caller's until the transaction ends; one that is being changed is left out.
    """
    told = sa.exists().where(Notice.measure_id == Measure.id, Notice.template == template)
    was_suspended = sa.exists().where(
        Appeal.measure_id == Measure.id,
        Appeal.suspended_at < Measure.ends_at,
        sa.or_(Appeal.decided_at.is_(None), Appeal.decided_at >= Measure.ends_at),
    )
    return session.scalars(
        sa.select(Measure)
        .where(Measure.kind.in_(HEAVY), Measure.state == MeasureState.DECIDED, Measure.tells, _STANDS)
        .where(Measure.ends_at > since, Measure.ends_at <= now, ~told, ~was_suspended)
        .order_by(Measure.id)
        .with_for_update(of=Measure, key_share=True, skip_locked=True)
    ).all()
