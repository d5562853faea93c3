"""Every read of the policy versions this forum has had."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.policy.models import PolicyVersion


def versions_beginning(session: Session, beginning: str) -> Sequence[PolicyVersion]:
    """Those whose fingerprint begins like this; at most two, enough to know it is not unique."""
    return session.scalars(
        sa.select(PolicyVersion).where(PolicyVersion.hash.startswith(beginning)).limit(2)
    ).all()
