"""The gate and the rungs as pure rules, walked whole."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from moderation.cases.ladder import (
    CaseFacts,
    FindingFact,
    MeasureFact,
    gate,
    steps,
    unused_findings,
)
from moderation.cases.models import Outcome
from moderation.policy import MeasureKind, Policy, load

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FACTS = ("informal_done", "asked", "refused", "continued")


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def talk(days: float = 20, outcome: Outcome | None = Outcome.HELD) -> MeasureFact:
    return MeasureFact(MeasureKind.INFORMAL_DISCUSSION, ago(days), ago(days), outcome)


def request(days: float = 18, outcome: Outcome | None = Outcome.REFUSED) -> MeasureFact:
    return MeasureFact(MeasureKind.REMOVAL_REQUEST, ago(days), ago(days), outcome)


def warning(days: float = 5, *finding_ids: int, **given: bool) -> MeasureFact:
    return MeasureFact(
        MeasureKind.WRITTEN_WARNING,
        ago(days),
        ago(days),
        finding_ids=frozenset(finding_ids),
        **given,
    )


def finding(id_: int, days: float, **given: object) -> FindingFact:
    return FindingFact(id_, ago(days), **{"submission_id": id_, **given})  # type: ignore[arg-type]


FIRST, FURTHER = finding(1, 30), finding(2, 10)
POLICY: Policy = load()


@pytest.mark.parametrize("present", list(product([True, False], repeat=4)))
def test_the_gate_is_met_exactly_when_all_four_facts_are_there(present: tuple[bool, ...]) -> None:
    informal, asked, refused, continued = present
    facts = CaseFacts(
        findings=[FIRST, FURTHER] if continued else [FIRST],
        measures=[
            *([talk()] if informal else []),
            *([request(outcome=Outcome.REFUSED if refused else None)] if asked else []),
        ],
    )
    # A refusal needs a request to refuse, and going on needs a talk to go on after.
    expected = (informal, asked, asked and refused, informal and continued)
    found = gate(facts, POLICY, NOW)
    assert tuple(getattr(found, name) for name in FACTS) == expected
    assert found.missing == tuple(n for n, there in zip(FACTS, expected, strict=True) if not there)
    by_kind = {step.kind: step for step in steps(facts, POLICY, NOW)}
    assert by_kind[MeasureKind.WRITTEN_WARNING].is_available == all(expected)


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_only_a_talk_held_or_offered_counts_as_one(outcome: Outcome | None) -> None:
    counts = outcome in (Outcome.HELD, Outcome.OFFERED_AND_DECLINED, Outcome.OFFERED_NO_REPLY)
    assert gate(CaseFacts([FIRST], [talk(outcome=outcome)]), POLICY, NOW).informal_done is counts


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_silence_is_no_refusal_until_a_person_says_so(outcome: Outcome | None) -> None:
    counts = outcome in (Outcome.REFUSED, Outcome.TREATED_AS_REFUSAL)
    assert gate(CaseFacts([FIRST], [request(outcome=outcome)]), POLICY, NOW).refused is counts


def test_leaving_something_up_refuses_but_does_not_continue() -> None:
    assert not gate(CaseFacts([FIRST], [talk(), request()]), POLICY, NOW).continued


def test_the_only_thing_ever_posted_is_not_going_on_even_when_the_talk_came_first() -> None:
    facts = CaseFacts([finding(1, 15)], [talk(days=20), request(days=12)])
    assert not gate(facts, POLICY, NOW).continued


def test_a_second_finding_on_the_same_version_is_not_a_further_use() -> None:
    facts = CaseFacts([finding(1, 15), finding(2, 15, submission_id=1)], [talk(days=20)])
    assert not gate(facts, POLICY, NOW).continued


def test_what_was_posted_before_the_talk_is_not_going_on_after_it() -> None:
    assert not gate(CaseFacts([FIRST, finding(2, 25)], [talk(days=20)]), POLICY, NOW).continued


def test_a_further_use_outside_the_window_no_longer_counts() -> None:
    window = POLICY.gate.continuation_window_days
    old = CaseFacts([finding(1, window + 30), finding(2, window + 1)], [talk(days=window + 20)])
    assert not gate(old, POLICY, NOW).continued
    in_time = CaseFacts([finding(1, window + 30), finding(2, window - 1)], [talk(days=window + 20)])
    assert gate(in_time, POLICY, NOW).continued


def test_a_measure_only_proposed_counts_for_nothing() -> None:
    proposed = MeasureFact(MeasureKind.RESTRICT, ago(1), None)
    found = {step.kind: step for step in steps(CaseFacts([FIRST], [proposed]), POLICY, NOW)}
    assert "first_step" in found[MeasureKind.BLOCK].missing


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_every_rung_says_in_words_what_is_missing(kind: MeasureKind) -> None:
    step = next(step for step in steps(CaseFacts(), POLICY, NOW) if step.kind is kind)
    assert step.label == POLICY.measures[kind].label
    assert len(step.missing_words) == len(step.missing)
    assert all(words and "{" not in words for words in step.missing_words)
    at_once = (MeasureKind.INFORMAL_DISCUSSION, MeasureKind.POLICE_REFERRAL)
    assert step.is_available is (kind in at_once)


@pytest.mark.parametrize("venue", [*POLICY.definitions.other_venues])
@pytest.mark.parametrize(
    "kind", [MeasureKind.INTERIM_RESTRICTION, MeasureKind.RESTRICT, MeasureKind.BLOCK]
)
def test_no_place_but_this_forum_opens_a_restriction_or_block(kind: MeasureKind, venue: str) -> None:
    facts = CaseFacts(
        [finding(1, 30, venue=venue), finding(2, 10, venue=venue)],
        [talk(), request(), warning(5, 1)],
    )
    step = next(step for step in steps(facts, POLICY, NOW) if step.kind is kind)
    assert step.missing == ("venue_this_forum",)
    assert not step.can_override


def test_one_finding_supports_at_most_one_warning() -> None:
    facts = CaseFacts([FIRST, FURTHER], [talk(), request(), warning(5, 1, 2)])
    assert unused_findings(facts) == frozenset()
    step = next(s for s in steps(facts, POLICY, NOW) if s.kind is MeasureKind.WRITTEN_WARNING)
    assert step.missing == ("new_finding",)
    assert not step.can_override


@pytest.mark.parametrize(
    ("given", "is_live"),
    [(warning(1), True), (warning(364), True), (warning(365), False), (warning(-1), False)],
)
def test_a_warning_counts_for_its_year_and_no_longer(given: MeasureFact, is_live: bool) -> None:
    facts = CaseFacts([FIRST, FURTHER], [talk(), request(), given])
    restrict = next(s for s in steps(facts, POLICY, NOW) if s.kind is MeasureKind.RESTRICT)
    assert ("live_warning" not in restrict.missing) is is_live


def test_a_warning_ended_early_no_longer_counts() -> None:
    facts = CaseFacts([FIRST, FURTHER], [talk(), request(), warning(1, is_ended=True)])
    restrict = next(s for s in steps(facts, POLICY, NOW) if s.kind is MeasureKind.RESTRICT)
    assert restrict.missing == ("live_warning",)
