"""Recording which policy is in force, once for each version of the file, and from when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from moderation import clock
from moderation.policy import Policy, PolicyFault, parse, queries
from moderation.policy.editions import Editions, starts_wrong
from moderation.policy.models import PolicyInForce, PolicyVersion
from moderation.policy.schooltime import day_at_school
from moderation.records import audit

if TYPE_CHECKING:
    from moderation.extension import Moderation

SHORTEST = 8  # characters of a fingerprint that name a version


def record(moderation: Moderation, editions: Editions) -> None:
    """Keep the version in force and the one to come, each once, with an audit entry (clause T1).

    Raises `PolicyFault` if the files would put a version in force before its day, or bring back one
    that another has taken the place of.
    """
    session, now = moderation.session, clock.now()
    audit.take_turn(session)
    _check_order(session, editions, now)
    to_come = editions.to_come(now)
    if to_come and _keep(session, to_come):
        _audit(moderation, "policy:to_come", to_come)
    policy = editions.at(now)
    is_new = _keep(session, policy)
    was_kept_to_come = policy is editions.following and not is_new
    _put_in_force(moderation, policy, since=(was_kept_to_come and editions.comes_at) or now)


def note_in_force(moderation: Moderation, editions: Editions) -> Sequence[str]:
    """Write down, once, that the version to come has come into force while the forum was running."""
    session, policy, since = moderation.session, editions.following, editions.comes_at
    if policy is None or since is None or clock.now() < since:
        return []
    audit.take_turn(session)
    is_kept = session.get(PolicyVersion, policy.hash) is not None
    if not is_kept or queries.in_force_since(session, policy.hash, since):
        return []
    _put_in_force(moderation, policy, since=since)
    return [f"Version {policy.version} of the policy is in force now."]


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


def _check_order(session: Session, editions: Editions, now: datetime) -> None:
    current, last = editions.current, queries.last_in_force(session)
    if last is None or last.hash == current.hash:
        return
    if current.effective_from > day_at_school(now, current):
        raise starts_wrong(
            current,
            "policy.toml",
            f"It starts on {current.effective_from}, and version {last.label} is in force until then.",
            "Call this file policy-next.toml, and put policy.toml back as it was.",
        )
    to_come = editions.to_come(now)
    if to_come and last.hash != to_come.hash and queries.was_in_force(session, current.hash):
        raise starts_wrong(
            to_come,
            "policy-next.toml",
            f"Version {last.label} is in force until then, and policy.toml is an earlier one.",
            f"Put version {last.label} in place of policy.toml.",
        )


def _keep(session: Session, policy: Policy) -> bool:
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
    # What comes into force refers to it.
    session.flush()
    return True


def _put_in_force(moderation: Moderation, policy: Policy, *, since: datetime) -> None:
    last = queries.last_in_force(moderation.session)
    if last and last.hash == policy.hash:
        return
    moderation.session.add(PolicyInForce(hash=policy.hash, since=since))
    _audit(moderation, "policy:in_force", policy)


def _audit(moderation: Moderation, event: str, policy: Policy) -> None:
    moderation.audit(event, actor=None, version=policy.version, hash=policy.hash)
