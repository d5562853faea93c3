"""Everything that stands against a proposal, said at once and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderation.cases.ladder.facts import CaseFacts, Proposal
from moderation.cases.ladder.rungs import (
    HEAVY,
    NEVER_OVERRIDDEN,
    Gate,
    gate,
    missing_facts,
    unused_findings,
    words_for,
)
from moderation.policy import MeasureKind, Policy


@dataclass(frozen=True, slots=True)
class Check:
    """What stands against a proposal: words for each field, and the facts that are missing.

    `overridden` are the facts it goes past with the reason that was given.
    """

    problems: Mapping[str, str]
    missing: tuple[str, ...]
    overridden: tuple[str, ...]
    gate: Gate


def check(proposal: Proposal, facts: CaseFacts, policy: Policy, now: datetime) -> Check:
    """Everything that stands against this proposal, in words that say what to do."""
    missing = missing_facts(proposal.kind, facts, policy, now)
    problems = (
        _words_problems(proposal, policy)
        | _findings_problems(proposal, facts, policy)
        | _limits_problems(proposal, policy)
        | _date_problems(proposal, policy, now)
        | _override_problems(proposal, missing, policy)
    )
    return Check(
        problems=problems,
        missing=missing,
        overridden=() if problems else missing,
        gate=gate(facts, policy, now),
    )


def _words_problems(proposal: Proposal, policy: Policy) -> dict[str, str]:
    rule = policy.measures[proposal.kind]
    problems: dict[str, str] = {}
    if not proposal.reason.strip():
        problems["reason"] = "Say why, in words the parent will read."
    if rule.requires_necessity and not proposal.necessity.strip():
        problems["necessity"] = "Say why nothing lighter would be enough."
    for part in rule.required_parts:
        if not proposal.parts.get(part, "").strip():
            problems[part] = f"The policy asks for this part in every written warning ({rule.clause})."
    return problems


def _findings_problems(proposal: Proposal, facts: CaseFacts, policy: Policy) -> dict[str, str]:
    if proposal.kind is MeasureKind.INFORMAL_DISCUSSION:
        return {}
    known = {finding.id for finding in facts.findings}
    if not proposal.finding_ids:
        return {"findings": "Choose the findings this rests on."}
    if not proposal.finding_ids <= known:
        return {"findings": "Choose from this person's own findings that still count."}
    rule = policy.measures[proposal.kind]
    venue = rule.venue
    if venue and not proposal.finding_ids <= facts.on(venue):
        return {
            "findings": f"Only what was posted on this forum can count here ({rule.clause}). "
            "Leave out what was posted elsewhere."
        }
    is_warning = proposal.kind is MeasureKind.WRITTEN_WARNING
    if is_warning and not proposal.finding_ids <= unused_findings(facts):
        return {"findings": "An earlier warning already rests on one of these; choose another."}
    return {}


def _limits_problems(proposal: Proposal, policy: Policy) -> dict[str, str]:
    if proposal.kind is not MeasureKind.RESTRICT:
        return {}
    if not proposal.limits.keys() <= set(policy.measures[proposal.kind].limits):
        return {"limits": "Choose from the limits on this list."}
    if "boards_only" in proposal.limits and not proposal.limits["boards_only"]:
        return {"boards": "Name at least one board they may still post on."}
    if not any(proposal.limits.values()):
        return {"limits": "Choose at least one limit."}
    return {}


def _date_problems(proposal: Proposal, policy: Policy, now: datetime) -> dict[str, str]:
    if proposal.kind is MeasureKind.INFORMAL_DISCUSSION:
        is_to_come = proposal.starts_at is not None and proposal.starts_at > now
        return {"starts_at": "Record a talk once it has been held or offered."} if is_to_come else {}
    if proposal.kind not in HEAVY:
        return {}
    starts, ends = proposal.starts_at or now, proposal.ends_at
    if ends is None:
        return {"ends_at": "Give the day it ends. There is none without an end."}
    rule, zone = policy.measures[proposal.kind], policy.school.zone
    first_day = max(starts, now).astimezone(zone).date()
    # The end instant is free already, so an end at midnight covers the day before and not its own.
    last_day = (ends - timedelta(microseconds=1)).astimezone(zone).date()
    problems: dict[str, str] = {}
    if ends <= now:
        problems["ends_at"] = "That is in the past. Give a day still to come."
    elif ends <= starts:
        problems["ends_at"] = "It has to end after it starts."
    elif (last_day - first_day).days > rule.max_days:
        problems["ends_at"] = f"At most {rule.max_days} days. Give an earlier day."
    if starts.astimezone(zone).date() < now.astimezone(zone).date():
        problems["starts_at"] = "It can't start in the past."
    if rule.review_every_days:
        problems |= _review_problems(proposal.review_at, starts, ends, rule.review_every_days)
    return problems


def _review_problems(
    review: datetime | None, starts: datetime, ends: datetime, within_days: int
) -> dict[str, str]:
    if review is None:
        return {"review_at": "Give the day someone looks at it again."}
    if not starts < review <= min(starts + timedelta(days=within_days), ends):
        return {"review_at": f"Look at it again within {within_days} days and before it ends."}
    return {}


def _override_problems(proposal: Proposal, missing: tuple[str, ...], policy: Policy) -> dict[str, str]:
    if not missing:
        return {}
    never = [name for name in missing if name in NEVER_OVERRIDDEN]
    if never:
        words = in_words(never, proposal.kind, policy)
        return {"measure": f"Not possible without {words}."}
    least = policy.overrides.min_reason_chars
    if len(proposal.override_reason.strip()) < least:
        return {
            "override_reason": f"Still missing: {in_words(missing, proposal.kind, policy)}. "
            f"To go past that, say why in at least {least} characters. It stays on record."
        }
    return {}


def in_words(missing: Sequence[str], kind: MeasureKind, policy: Policy) -> str:
    """Missing facts as one phrase."""
    return "; ".join(words_for(name, kind, policy) for name in missing)
