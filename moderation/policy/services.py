"""Recording which policy is in force, once for each version of the file."""

from sqlalchemy.orm import Session

from moderation import clock
from moderation.policy import Policy, PolicyFault, parse, queries
from moderation.policy.models import PolicyVersion

SHORTEST = 8  # characters of a fingerprint that name a version


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


def version(session: Session, beginning: str) -> Policy | None:
    """The one version whose fingerprint begins like this; None if none or several do."""
    if len(beginning) < SHORTEST or not set(beginning) <= set("0123456789abcdef"):
        return None
    found = queries.versions_beginning(session, beginning)
    if len(found) != 1:
        return None
    try:
        return parse(found[0].source, found[0].label)
    except PolicyFault:
        # Written for an earlier edition of this software, which knew other keys.
        return None
