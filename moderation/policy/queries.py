"""Every read of the policy versions this forum has had."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.policy.models import PolicyVersion


def versions_beginning(session: Session, beginning: str) -> Sequence[PolicyVersion]:
    """Those whose fingerprint begins like this; at most two, enough to know it is not unique."""
    return session.scalars(
        sa.select(PolicyVersion).where(PolicyVersion.hash.startswith(beginning)).limit(2)
    ).all()


def fingerprint_at(session: Session, moment: datetime) -> str | None:
    """The fingerprint of the version that was in force then; the first one for all that was before."""
    known_then = PolicyVersion.recorded_at <= moment
    by_age = PolicyVersion.recorded_at
    then = sa.select(PolicyVersion.hash).where(known_then).order_by(by_age.desc()).limit(1)
    first = sa.select(PolicyVersion.hash).order_by(by_age).limit(1)
    return session.scalar(then) or session.scalar(first)
