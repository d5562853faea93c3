"""The policy's ladder as pure rules: what is available now, what is missing, what can never be.

Values in, values out. The page, the service, the command line and the tests all ask here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from moderation.policy import THIS_FORUM, MeasureKind, Policy

LIGHT = frozenset({MeasureKind.INFORMAL_DISCUSSION, MeasureKind.REMOVAL_REQUEST})
HEAVY = frozenset({MeasureKind.RESTRICT, MeasureKind.BLOCK})

# What each missing fact means in words. The last three can never be gone past.
MISSING_WORDS: Mapping[str, str] = {
    "finding": "a finding about something this person posted",
    "informal_done": "an informal discussion, held or offered (G2)",
    "asked": "a request to take something down (G3)",
    "refused": "an answer that refuses (G4)",
    "continued": "a further finding about something posted after the discussion (G4)",
    "live_warning": "a written warning that still counts",
    "new_finding": "a finding that no earlier warning rests on",
    "venue_this_forum": "a finding about something posted on this forum (H4); nothing else will do",
    "first_step": "at least one lighter step before it; a block is never the first",
}
NEVER_OVERRIDDEN = frozenset({"finding", "new_finding", "venue_this_forum", "first_step"})
_TALKED = frozenset({"held", "offered_and_declined", "offered_no_reply"})
_REFUSED = frozenset({"refused", "treated_as_refusal"})


@dataclass(frozen=True, slots=True)
class FindingFact:
    """A finding as the ladder sees it."""

    id: int
    posted_at: datetime
    venue: str = THIS_FORUM
    submission_id: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A measure as the ladder sees it. `decided_at` is None while it is only proposed."""

    kind: MeasureKind
    at: datetime
    decided_at: datetime | None
    outcome: str | None = None
    ends_at: datetime | None = None
    is_ended: bool = False
    finding_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that counts about one person: nothing overturned, nothing reversed."""

    findings: Sequence[FindingFact] = ()
    measures: Sequence[MeasureFact] = ()

    def decided(self, kind: MeasureKind) -> list[MeasureFact]:
        """The measures of this kind that were decided."""
        return [m for m in self.measures if m.kind is kind and m.decided_at is not None]


@dataclass(frozen=True, slots=True)
class Gate:
    """The four facts the policy asks for before its heavier measures (clause G4)."""

    informal_done: bool
    asked: bool
    refused: bool
    continued: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that are not there yet, in order."""
        names = ("informal_done", "asked", "refused", "continued")
        return tuple(name for name in names if not getattr(self, name))


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: whether it is open now, and if not, what is missing."""

    kind: MeasureKind
    clause: str
    label: str
    is_available: bool
    missing: tuple[str, ...]
    can_override: bool

    @property
    def missing_words(self) -> tuple[str, ...]:
        """What is missing, in plain English."""
        return tuple(MISSING_WORDS[name] for name in self.missing)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants to do, as they put it."""

    kind: MeasureKind
    reason: str = ""
    finding_ids: frozenset[int] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    review_at: datetime | None = None
    necessity: str = ""
    limits: Mapping[str, object] = field(default_factory=dict)
    override_reason: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """What stands against a proposal: words for each field, and the facts that are missing.

    `overridden` are the facts it goes past with the reason that was given.
    """

    problems: Mapping[str, str]
    missing: tuple[str, ...]
    overridden: tuple[str, ...]
    gate: Gate


def gate(facts: CaseFacts, policy: Policy, now: datetime) -> Gate:
    """The four facts, read strictly: leaving something up is refusing, a further use is continuing."""
    talks = [
        m for m in facts.decided(MeasureKind.INFORMAL_DISCUSSION) if m.outcome in _TALKED
    ]
    requests = facts.decided(MeasureKind.REMOVAL_REQUEST)
    window = now - timedelta(days=policy.gate.continuation_window_days)
    first_talk = min((talk.at for talk in talks), default=None)
    return Gate(
        informal_done=bool(talks),
        asked=bool(requests),
        refused=any(request.outcome in _REFUSED for request in requests),
        continued=first_talk is not None
        and any(f.posted_at > first_talk and f.posted_at >= window for f in facts.findings),
    )


def steps(facts: CaseFacts, policy: Policy, now: datetime) -> tuple[Step, ...]:
    """Every rung in the policy's order, open or with what is missing."""
    return tuple(_step(kind, facts, policy, now) for kind in MeasureKind)


def _step(kind: MeasureKind, facts: CaseFacts, policy: Policy, now: datetime) -> Step:
    rule = policy.measures[kind]
    missing = missing_facts(kind, facts, policy, now)
    return Step(
        kind=kind,
        clause=rule.clause,
        label=rule.label,
        is_available=not missing,
        missing=missing,
        can_override=bool(missing) and not NEVER_OVERRIDDEN & set(missing),
    )


def missing_facts(
    kind: MeasureKind, facts: CaseFacts, policy: Policy, now: datetime
) -> tuple[str, ...]:
    """What the policy asks for before this measure and is not there yet."""
    rule = policy.measures[kind]
    if kind is MeasureKind.INFORMAL_DISCUSSION:
        return ()
    missing = [] if facts.findings else ["finding"]
    if rule.gate:
        missing += gate(facts, policy, now).missing
    if rule.requires_live_warning and not has_live_warning(facts, policy, now):
        missing.append("live_warning")
    if rule.venue and facts.findings and not _on_venue(facts, rule.venue):
        missing.append("venue_this_forum")
    if kind is MeasureKind.WRITTEN_WARNING and facts.findings and not unused_findings(facts):
        missing.append("new_finding")
    if kind is MeasureKind.BLOCK and not any(m.decided_at for m in facts.measures):
        missing.append("first_step")
    return tuple(missing)


def _on_venue(facts: CaseFacts, venue: str) -> frozenset[int]:
    return frozenset(finding.id for finding in facts.findings if finding.venue == venue)


def unused_findings(facts: CaseFacts) -> frozenset[int]:
    """The findings that no warning rests on: one finding supports at most one warning."""
    used = {id_ for m in facts.measures if m.kind is MeasureKind.WRITTEN_WARNING for id_ in m.finding_ids}
    return frozenset(finding.id for finding in facts.findings) - used


def has_live_warning(facts: CaseFacts, policy: Policy, now: datetime) -> bool:
    """Whether a written warning was given that is not yet spent."""
    life = timedelta(days=policy.measures[MeasureKind.WRITTEN_WARNING].live_for_days)
    return any(
        not warning.is_ended and warning.at <= now < warning.at + life
        for warning in facts.decided(MeasureKind.WRITTEN_WARNING)
    )


def check(proposal: Proposal, facts: CaseFacts, policy: Policy, now: datetime) -> Check:
    """Everything that stands against this proposal, at once, in words that say what to do."""
    missing = missing_facts(proposal.kind, facts, policy, now)
    problems: dict[str, str] = {}
    if not proposal.reason.strip():
        problems["reason"] = "Say why, in words the parent will read."
    problems |= _findings_problems(proposal, facts, policy)
    problems |= _date_problems(proposal, policy, now)
    if policy.measures[proposal.kind].requires_necessity and not proposal.necessity.strip():
        problems["necessity"] = "Say why nothing lighter would be enough."
    if proposal.kind is MeasureKind.RESTRICT and not any(proposal.limits.values()):
        problems["limits"] = "Choose at least one limit."
    for part in policy.measures[proposal.kind].required_parts:
        if not proposal.parts.get(part, "").strip():
            problems[part] = "The policy asks for this part in every written warning (H1)."
    problems |= _override_problems(proposal, missing, policy)
    can_go_past = not NEVER_OVERRIDDEN & set(missing) and "override_reason" not in problems
    return Check(
        problems=problems,
        missing=missing,
        overridden=missing if missing and can_go_past and not problems else (),
        gate=gate(facts, policy, now),
    )


def _findings_problems(proposal: Proposal, facts: CaseFacts, policy: Policy) -> dict[str, str]:
    if proposal.kind is MeasureKind.INFORMAL_DISCUSSION:
        return {}
    known = {finding.id for finding in facts.findings}
    if not proposal.finding_ids:
        return {"findings": "Choose the findings this rests on."}
    if not proposal.finding_ids <= known:
        return {"findings": "Choose from this person's own findings that still count."}
    venue = policy.measures[proposal.kind].venue
    if venue and not proposal.finding_ids <= _on_venue(facts, venue):
        return {
            "findings": "Only what was posted on this forum can count here (H4). "
            "Leave out what was posted elsewhere."
        }
    is_warning = proposal.kind is MeasureKind.WRITTEN_WARNING
    if is_warning and not proposal.finding_ids <= unused_findings(facts):
        return {"findings": "An earlier warning already rests on one of these; choose another."}
    return {}


def _date_problems(proposal: Proposal, policy: Policy, now: datetime) -> dict[str, str]:
    if proposal.kind not in HEAVY:
        return {}
    rule = policy.measures[proposal.kind]
    starts, ends = proposal.starts_at or now, proposal.ends_at
    if ends is None:
        return {"ends_at": "Give the day it ends. There is none without an end."}
    problems: dict[str, str] = {}
    if ends <= now:
        problems["ends_at"] = "That is in the past. Give a day still to come."
    elif ends <= starts:
        problems["ends_at"] = "It has to end after it starts."
    elif ends > starts + timedelta(days=rule.max_days):
        problems["ends_at"] = f"At most {rule.max_days} days. Give an earlier day."
    if starts < now - timedelta(days=1):
        problems["starts_at"] = "It can't start in the past."
    if rule.review_every_days:
        review, latest = proposal.review_at, starts + timedelta(days=rule.review_every_days)
        if review is None:
            problems["review_at"] = "Give the day someone looks at it again."
        elif not starts < review <= min(latest, ends):
            problems["review_at"] = (
                f"Look at it again within {rule.review_every_days} days and before it ends."
            )
    return problems


def _override_problems(
    proposal: Proposal, missing: tuple[str, ...], policy: Policy
) -> dict[str, str]:
    if not missing:
        return {}
    never = [name for name in missing if name in NEVER_OVERRIDDEN]
    if never:
        return {"measure": f"Not possible without {_list(never)}."}
    least = policy.overrides.min_reason_chars
    if len(proposal.override_reason.strip()) < least:
        return {
            "override_reason": f"Still missing: {_list(missing)}. To go past that, say why in at "
            f"least {least} characters. It stays on record."
        }
    return {}


def _list(names: Sequence[str]) -> str:
    return "; ".join(MISSING_WORDS[name] for name in names)


def is_in_force(
    kind: MeasureKind, starts_at: datetime, ends_at: datetime | None, now: datetime
) -> bool:
    """Whether a decided restriction or block holds at this moment; the end instant is free."""
    return kind in HEAVY and ends_at is not None and starts_at <= now < ends_at
