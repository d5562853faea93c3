"""The gate and the rungs: what is open now, and what is missing for the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderation.cases.ladder.facts import CaseFacts, FindingFact, MeasureFact
from moderation.policy import MeasureKind, Policy

# What limits a person's use of the forum, and so has an end.
HEAVY = frozenset({MeasureKind.INTERIM_RESTRICTION, MeasureKind.RESTRICT, MeasureKind.BLOCK})
# A talk needs no finding, and nobody waits for one to ask for advice or to ring the police.
RESTS_ON_NOTHING = frozenset(
    {MeasureKind.INFORMAL_DISCUSSION, MeasureKind.LEGAL_ADVICE, MeasureKind.POLICE_REFERRAL}
)
# A talk and a request may be about what a child wrote, or what only a machine has translated.
_LIGHT = RESTS_ON_NOTHING | {MeasureKind.REMOVAL_REQUEST}
_LIGHTER_THAN_A_BLOCK = frozenset(
    {
        MeasureKind.INFORMAL_DISCUSSION,
        MeasureKind.REMOVAL_REQUEST,
        MeasureKind.WRITTEN_WARNING,
        MeasureKind.INTERIM_RESTRICTION,
        MeasureKind.RESTRICT,
    }
)

# What each missing fact means in words, with the clause it comes from as the policy numbers it.
_WORDS: Mapping[str, str] = {
    "finding": "a finding about something this person posted",
    "informal_done": "an informal discussion, held or offered ({talk})",
    "asked": "a request to take something down ({request})",
    "refused": "an answer that refuses ({gate})",
    "continued": "a further finding about something posted after the discussion ({gate})",
    "live_warning": "a written warning that still counts",
    "new_finding": "a finding that no earlier warning rests on",
    "venue_this_forum": "a finding about something posted on this forum ({own}); nothing else will do",
    "venue_elsewhere": "a finding about something posted on another site ({own})",
    "human_translation": "a person’s own reading of the words; a machine’s translation is not enough",
    "own_act": "something they did themselves; what a child wrote counts once it is said why ({gate})",
    "first_step": "at least one lighter step before it; a block is never the first",
    "their_side": "their side, or the end of their time to give it",
    "usual_length": "an end within the usual {usual} days",
    "telling_them": "telling them of it",
}
# Those that nobody can go past, whatever the reason.
NEVER_OVERRIDDEN = frozenset(
    {
        *("finding", "new_finding", "venue_this_forum", "venue_elsewhere", "first_step"),
        *("human_translation", "own_act"),
    }
)
_TALKED = frozenset({"held", "offered_and_declined", "offered_no_reply"})
_REFUSED = frozenset({"refused", "treated_as_refusal"})


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
    missing_words: tuple[str, ...]
    can_override: bool


def gate(facts: CaseFacts, policy: Policy, now: datetime) -> Gate:
    """The four facts, read strictly: leaving something up refuses, a further use continues."""
    talks = [m for m in facts.decided(MeasureKind.INFORMAL_DISCUSSION) if m.outcome in _TALKED]
    requests = [m for m in facts.decided(MeasureKind.REMOVAL_REQUEST) if not _is_a_childs(m, facts)]
    return Gate(
        informal_done=bool(talks),
        asked=bool(requests),
        refused=any(request.outcome in _REFUSED for request in requests),
        continued=bool(talks)
        and _has_continued(facts, policy, first_talk=min(talk.at for talk in talks), now=now),
    )


def _is_a_childs(request: MeasureFact, facts: CaseFacts) -> bool:
    """Whether a request is only about what a child wrote, and so says nothing of the parent (F1)."""
    about = [finding for finding in facts.findings if finding.id in request.finding_ids]
    return bool(about) and not any(finding.is_own_act for finding in about)


def _has_continued(facts: CaseFacts, policy: Policy, *, first_talk: datetime, now: datetime) -> bool:
    since = now - timedelta(days=policy.gate.continuation_window_days)
    uses = [finding for finding in facts.findings if finding.has_weight]
    return any(
        later.posted_at > first_talk
        and later.posted_at >= since
        and any(later.is_further_use_than(earlier) for earlier in uses)
        for later in uses
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
        missing_words=tuple(words_for(name, kind, policy) for name in missing),
        can_override=bool(missing) and not NEVER_OVERRIDDEN & set(missing),
    )


def words_for(name: str, kind: MeasureKind, policy: Policy) -> str:
    """What a missing fact is called on the page."""
    rules = policy.measures
    return _WORDS[name].format(
        talk=rules[MeasureKind.INFORMAL_DISCUSSION].clause,
        request=rules[MeasureKind.REMOVAL_REQUEST].clause,
        gate=policy.gate.clause,
        own=rules[kind].clause,
        usual=rules[kind].default_days,
    )


def missing_facts(kind: MeasureKind, facts: CaseFacts, policy: Policy, now: datetime) -> tuple[str, ...]:
    """What the policy asks for before this measure and is not there yet."""
    rule = policy.measures[kind]
    missing = [] if facts.findings or kind in RESTS_ON_NOTHING else ["finding"]
    if all(too_light(kind, [finding]) for finding in facts.findings):
        missing += too_light(kind, facts.findings)
    if rule.gate:
        missing += gate(facts, policy, now).missing
    if rule.requires_live_warning and not has_live_warning(facts, policy, now):
        missing.append("live_warning")
    if rule.venue and facts.findings and not facts.on(rule.venue):
        missing.append("venue_this_forum")
    if kind is MeasureKind.HOST_COMPLAINT and facts.findings and not facts.elsewhere():
        missing.append("venue_elsewhere")
    if kind is MeasureKind.WRITTEN_WARNING and facts.findings and not unused_findings(facts):
        missing.append("new_finding")
    if kind is MeasureKind.BLOCK and not _has_lighter_step(facts):
        missing.append("first_step")
    return tuple(missing)


def too_light(kind: MeasureKind, findings: Sequence[FindingFact]) -> tuple[str, ...]:
    """What keeps these findings from carrying this measure, whatever the reason given.

    Another site may be asked to remove what a child wrote there: that counts against nobody.
    """
    if kind in _LIGHT:
        return ()
    wanting = []
    if not all(finding.is_read_by_a_person for finding in findings):
        wanting.append("human_translation")
    if kind is not MeasureKind.HOST_COMPLAINT and not all(finding.is_own_act for finding in findings):
        wanting.append("own_act")
    return tuple(wanting)


def _has_lighter_step(facts: CaseFacts) -> bool:
    return any(m.decided_at for m in facts.measures if m.kind in _LIGHTER_THAN_A_BLOCK)


def unused_findings(facts: CaseFacts) -> frozenset[int]:
    """The findings that no warning rests on: one finding supports at most one warning."""
    warnings = [m for m in facts.measures if m.kind is MeasureKind.WRITTEN_WARNING]
    used = {id_ for warning in warnings for id_ in warning.finding_ids}
    return frozenset(finding.id for finding in facts.findings) - used


def has_live_warning(facts: CaseFacts, policy: Policy, now: datetime) -> bool:
    """Whether a written warning was given that is not yet spent."""
    life = timedelta(days=policy.measures[MeasureKind.WRITTEN_WARNING].live_for_days)
    return any(
        not warning.is_ended and warning.at <= now < warning.at + life
        for warning in facts.decided(MeasureKind.WRITTEN_WARNING)
    )
