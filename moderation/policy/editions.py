"""The version of the policy in force and, where the school has put one in place, the one to come."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from moderation.policy.document import Policy
from moderation.policy.faults import Fault, PolicyFault
from moderation.policy.lines import places
from moderation.policy.loading import load
from moderation.policy.schooltime import midnight_of

STARTS = ("policy", "effective_from")


@dataclass(frozen=True, slots=True)
class Editions:
    """A version, and the one that takes its place on its day at midnight, school time."""

    current: Policy
    following: Policy | None = None
    comes_at: datetime | None = None

    def at(self, moment: datetime) -> Policy:
        """The version in force at this moment."""
        if self.following is None or self.comes_at is None or moment < self.comes_at:
            return self.current
        return self.following

    def to_come(self, moment: datetime) -> Policy | None:
        """The version that is not in force yet at this moment, if there is one."""
        return self.following if self.at(moment) is self.current else None

    def with_hash(self, beginning: str) -> Policy | None:
        """The one of both whose fingerprint begins like this."""
        both = [self.current, *([self.following] if self.following else [])]
        return next((each for each in both if each.hash.startswith(beginning)), None)


def load_editions(policy_file: str, next_policy_file: str) -> Editions:
    """The policy in this file (empty: the one shipped) and the one to come. Raises `PolicyFault`."""
    current = load(Path(policy_file) if policy_file else None)
    if not next_policy_file:
        return Editions(current)
    path = Path(next_policy_file)
    following = load(path)
    if following.hash == current.hash:
        return Editions(current)
    if following.effective_from <= current.effective_from:
        raise starts_wrong(
            following,
            path.name,
            f"It has to start after {current.effective_from}, the day of the version it follows.",
            "Write a later day, or take this file away.",
        )
    return Editions(current, following, midnight_of(following.effective_from, following))


def starts_wrong(policy: Policy, name: str, what: str, mend: str) -> PolicyFault:
    """A fault on the line that says from when a version is in force."""
    line = places(policy.source.removeprefix("\ufeff")).get(STARTS, 0)
    return PolicyFault([Fault(line, "[policy] effective_from", "T1", what, mend)], name)
