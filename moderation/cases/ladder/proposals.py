"""Everything that stands against a proposal, said at once and in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moderation.cases.ladder.details import details_problems
from moderation.cases.ladder.facts import CaseFacts, Proposal
from moderation.cases.ladder.rungs import (
    HEAVY,
    NEVER_OVERRIDDEN,
    RESTS_ON_NOTHING,
    Gate,
    gate,
    missing_facts,
    too_light,
    unused_findings,
    words_for,
)
from moderation.policy import MeasureKind, Policy
from moderation.policy.schooltime import add_school_days

# What their person is asked about before it is decided. A limit for now asks afterwards.
HEARD_FIRST = HEAVY - {MeasureKind.INTERIM_RESTRICTION}
LIMITED = HEAVY - {MeasureKind.BLOCK}
# What alone may need the gate before the police are asked: the policy's other grounds never do.
_GROUNDS_THAT_WAIT = frozenset({"denigration", "obscene"})


@dataclass(frozen=True, slots=True)
class Check:
    """What stands against a proposal: words for each field, and the facts that are missing.

    `overridden` are the facts it goes past with the reason that was given; `takes_two` says whether
    the policy or what it goes past asks for a second person.
    """

    problems: Mapping[str, str]
    missing: tuple[str, ...]
    overridden: tuple[str, ...]
    takes_two: bool
    gate: Gate


def check(proposal: Proposal, facts: CaseFacts, policy: Policy, now: datetime) -> Check:
    """Everything that stands against this proposal, in words that say what to do."""
    missing = tuple(
        dict.fromkeys(
            (
                *missing_facts(proposal.kind, facts, policy, now),
                *_gone_past(proposal, facts, policy, now),
            )
        )
    )
    problems = (
        _words_problems(proposal, policy)
        | details_problems(proposal)
        | _findings_problems(proposal, facts, policy)
        | _limits_problems(proposal, policy)
        | _date_problems(proposal, policy, now)
        | _override_problems(proposal, missing, policy)
    )
    return Check(
        problems=problems,
        missing=missing,
        overridden=() if problems else missing,
        takes_two=takes_two(proposal.kind, missing, policy),
        gate=gate(facts, policy, now),
    )


def takes_two(kind: MeasureKind, overridden: Iterable[str], policy: Policy) -> bool:
    """Whether a second person has to agree: always for some measures, else for what is skipped."""
    return policy.measures[kind].two_person or not set(overridden).isdisjoint(
        policy.overrides.second_person
    )


def _gone_past(proposal: Proposal, facts: CaseFacts, policy: Policy, now: datetime) -> tuple[str, ...]:
    """What this very proposal would skip, besides what is missing for any like it."""
    rule = policy.measures[proposal.kind]
    chosen = [finding for finding in facts.findings if finding.id in proposal.finding_ids]
    gone_past = [*too_light(proposal.kind, chosen)]
    if proposal.kind is MeasureKind.POLICE_REFERRAL and (
        proposal.grounds and proposal.grounds <= _GROUNDS_THAT_WAIT
    ):
        gone_past += gate(facts, policy, now).missing
    if proposal.kind in HEARD_FIRST and proposal.skips_their_side:
        gone_past.append("their_side")
    if rule.default_days and proposal.ends_at is not None:
        first_day, last_day = _days(proposal, proposal.ends_at, policy, now)
        if (last_day - first_day).days > rule.default_days:
            gone_past.append("usual_length")
    if not proposal.tells:
        gone_past.append("telling_them")
    return tuple(gone_past)


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
    known = {finding.id for finding in facts.findings}
    if not proposal.finding_ids and proposal.kind not in RESTS_ON_NOTHING:
        return {"findings": "Choose the findings this rests on."}
    if not proposal.finding_ids <= known:
        return {"findings": "Choose from this person's own findings that still count."}
    rule = policy.measures[proposal.kind]
    if rule.venue and not proposal.finding_ids <= facts.on(rule.venue):
        return {
            "findings": f"Only what was posted on this forum can count here ({rule.clause}). "
            "Leave out what was posted elsewhere."
        }
    is_elsewhere = proposal.kind is MeasureKind.HOST_COMPLAINT
    if is_elsewhere and not proposal.finding_ids <= facts.elsewhere():
        return {"findings": "Choose what was posted on the other site, and nothing from this forum."}
    is_warning = proposal.kind is MeasureKind.WRITTEN_WARNING
    if is_warning and not proposal.finding_ids <= unused_findings(facts):
        return {"findings": "An earlier warning already rests on one of these; choose another."}
    if proposal.kind is MeasureKind.INTERIM_RESTRICTION:
        return _renewal_problems(proposal, facts, rule.max_renewals)
    return {}


def _renewal_problems(proposal: Proposal, facts: CaseFacts, most: int) -> dict[str, str]:
    earlier = [
        measure
        for measure in facts.decided(MeasureKind.INTERIM_RESTRICTION)
        if measure.finding_ids & proposal.finding_ids
    ]
    if len(earlier) <= most:
        return {}
    return {
        "findings": "There was a limit for now over this before, and it may not be renewed again. "
        "Consider a restriction, or leave it."
    }


def _limits_problems(proposal: Proposal, policy: Policy) -> dict[str, str]:
    if proposal.kind not in LIMITED:
        return {}
    if not proposal.limits.keys() <= set(policy.measures[proposal.kind].limits):
        return {"limits": "Choose from the limits on this list."}
    if "boards_only" in proposal.limits and not proposal.limits["boards_only"]:
        return {"boards": "Name at least one board they may still post on."}
    if not any(proposal.limits.values()):
        return {"limits": "Choose at least one limit."}
    return {}


def _date_problems(proposal: Proposal, policy: Policy, now: datetime) -> dict[str, str]:
    if proposal.kind not in HEAVY:
        is_to_come = proposal.starts_at is not None and proposal.starts_at > now
        return {"starts_at": "Give the moment it happened, not one to come."} if is_to_come else {}
    starts, ends = proposal.starts_at or now, proposal.ends_at
    if ends is None:
        return {"ends_at": "Give the day it ends. There is none without an end."}
    rule, zone = policy.measures[proposal.kind], policy.school.zone
    problems: dict[str, str] = {}
    if ends <= now:
        problems["ends_at"] = "That is in the past. Give a day still to come."
    elif ends <= starts:
        problems["ends_at"] = "It has to end after it starts."
    else:
        problems |= _length_problems(proposal, ends, policy, now)
    if starts.astimezone(zone).date() < now.astimezone(zone).date():
        problems["starts_at"] = "It can't start in the past."
    if rule.review_every_days:
        problems |= _review_problems(proposal.review_at, starts, ends, rule.review_every_days)
    return problems


def _length_problems(
    proposal: Proposal, ends: datetime, policy: Policy, now: datetime
) -> dict[str, str]:
    rule = policy.measures[proposal.kind]
    first_day, last_day = _days(proposal, ends, policy, now)
    if rule.max_days and (last_day - first_day).days > rule.max_days:
        return {"ends_at": f"At most {rule.max_days} days. Give an earlier day."}
    if rule.max_school_days and last_day > add_school_days(first_day, rule.max_school_days, policy):
        return {"ends_at": f"At most {rule.max_school_days} school days. Give an earlier day."}
    return {}


def _days(proposal: Proposal, ends: datetime, policy: Policy, now: datetime) -> tuple[date, date]:
    """The first and the last day it covers, in the school's time.

    The end instant is free already, so an end at midnight covers the day before and not its own.
    """
    zone = policy.school.zone
    first = max(proposal.starts_at or now, now).astimezone(zone).date()
    return first, (ends - timedelta(microseconds=1)).astimezone(zone).date()


def _review_problems(
    review: datetime | None, starts: datetime, ends: datetime, within_days: int
) -> dict[str, str]:
    if review is None:
        return {"review_at": "Give the day someone looks at it again."}
    if not starts < review <= min(starts + timedelta(days=within_days), ends):
        return {"review_at": f"Look at it again within {within_days} days and before it ends."}
    return {}


def _override_problems(proposal: Proposal, missing: tuple[str, ...], policy: Policy) -> dict[str, str]:
    never = [name for name in missing if name in NEVER_OVERRIDDEN]
    if never:
        words = in_words(never, proposal.kind, policy)
        return {"measure": f"Not possible without {words}."}
    code = policy.skip_codes.get(proposal.override_code)
    if proposal.kind is MeasureKind.INTERIM_RESTRICTION and not (code and code.urgent):
        urgent = [code.label.lower() for code in policy.skip_codes.values() if code.urgent]
        return {"override_code": f"This is only for what can't wait: {', '.join(urgent)}."}
    if not missing:
        return {}
    if code is None or (code.only and proposal.kind not in code.only):
        return {"override_code": "Choose a reason from the list that fits this step."}
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
