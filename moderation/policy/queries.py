"""Every read of the policy versions this forum has had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.policy.models import PolicyInForce, PolicyVersion


def versions_beginning(session: Session, beginning: str) -> Sequence[PolicyVersion]:
    """Those whose fingerprint begins like this; at most two, enough to know it is not unique."""
    return session.scalars(
        sa.select(PolicyVersion).where(PolicyVersion.hash.startswith(beginning)).limit(2)
    ).all()


@dataclass(frozen=True, slots=True)
class VersionInForce:
    """A version, by its fingerprint and label, and since when it was in force."""

    hash: str
    label: str
    since: datetime


def fingerprint_at(session: Session, moment: datetime) -> str | None:
    """The fingerprint of the version that was in force then; the first one for all that was before."""
    by_age = PolicyInForce.since
    then = (
        sa.select(PolicyInForce.hash)
        .where(by_age <= moment)
        .order_by(by_age.desc(), PolicyInForce.id.desc())
        .limit(1)
    )
    first = sa.select(PolicyInForce.hash).order_by(by_age, PolicyInForce.id).limit(1)
    return session.scalar(then) or session.scalar(first)


def history(session: Session) -> Sequence[VersionInForce]:
    """Every version that came into force, oldest first."""
    rows = session.execute(
        sa.select(PolicyInForce.hash, PolicyVersion.label, PolicyInForce.since)
        .join(PolicyVersion, PolicyVersion.hash == PolicyInForce.hash)
        .order_by(PolicyInForce.since, PolicyInForce.id)
    )
    return [VersionInForce(*row) for row in rows]


def last_in_force(session: Session) -> VersionInForce | None:
    """The version that came into force last."""
    found = history(session)
    return found[-1] if found else None


def in_force_since(session: Session, fingerprint: str, since: datetime) -> bool:
    """Whether this version is known to have come into force then or later."""
    return any(each.hash == fingerprint and each.since >= since for each in history(session))


def was_in_force(session: Session, fingerprint: str) -> bool:
    """Whether this version ever was in force."""
    return any(each.hash == fingerprint for each in history(session))
