"""Recording which policy is in force, once for each version of the file."""

from sqlalchemy.orm import Session

from moderation import clock
from moderation.policy import Policy
from moderation.policy.models import PolicyVersion


def record(session: Session, policy: Policy) -> bool:
    """Keep this policy as a version of its own; False when it has been kept before."""
    if session.get(PolicyVersion, policy.hash):
        return False
    session.add(
        PolicyVersion(
            hash=policy.hash,
            title=policy.title,
            label=policy.version,
            effective_from=policy.effective_from,
            source=policy.source,
            recorded_at=clock.now(),
        )
    )
    return True
