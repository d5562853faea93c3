"""What stands against a proposal, whatever anybody thinks of."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.cases.ladder import (
    HEAVY,
    CaseFacts,
    FindingFact,
    MeasureFact,
    Proposal,
    check,
    steps,
)
from moderation.cases.models import Outcome
from moderation.policy import THIS_FORUM, MeasureKind
from tests.moderation.cases.test_gate import (
    FIRST,
    FURTHER,
    NOW,
    POLICY,
    finding,
    request,
    talk,
    warning,
)

LONDON = POLICY.school.zone
WARNING_PARTS = POLICY.measures[MeasureKind.WRITTEN_WARNING].required_parts
READY = CaseFacts([FIRST, FURTHER], [talk(), request(), warning(5, 1)])
ENOUGH = "The head and the chair talked it over and agreed to go straight to this."


def midnight_after(days: int) -> datetime:
    """The end of the day that is so many days from now, as the form reads a bare date."""
    day = NOW.astimezone(LONDON).date() + timedelta(days=days + 1)
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def block(**given: object) -> Proposal:
    return Proposal(
        **{
            "kind": MeasureKind.BLOCK,
            "reason": "It went on after the warning.",
            "finding_ids": frozenset({2}),
            "ends_at": midnight_after(27),
            "review_at": NOW + timedelta(days=20),
            "necessity": "A limit would still let it reach people.",
            **given,
        }  # type: ignore[arg-type]
    )


def restrict(**given: object) -> Proposal:
    return block(
        **{"kind": MeasureKind.RESTRICT, "review_at": None, "limits": {"no_replies": True}, **given}
    )


def letter(**given: object) -> Proposal:
    parts = {"concerns": "This.", "warning": "Do not.", "removal_request": "That."}
    return Proposal(
        **{
            "kind": MeasureKind.WRITTEN_WARNING,
            "reason": "It went on.",
            "finding_ids": frozenset({2}),
            "parts": parts,
            **given,
        }  # type: ignore[arg-type]
    )


def test_a_complete_proposal_meets_no_problem() -> None:
    for proposal in (block(), restrict(), letter()):
        found = check(proposal, READY, POLICY, NOW)
        assert (found.problems, found.missing, found.overridden) == ({}, (), ())


@pytest.mark.parametrize(
    ("proposal", "field"),
    [
        (block(reason="  "), "reason"),
        (block(necessity=" "), "necessity"),
        (block(finding_ids=frozenset()), "findings"),
        (block(finding_ids=frozenset({99})), "findings"),
        (block(ends_at=None), "ends_at"),
        (block(ends_at=NOW), "ends_at"),
        (block(ends_at=NOW - timedelta(days=1)), "ends_at"),
        (block(ends_at=midnight_after(181)), "ends_at"),
        (block(starts_at=NOW + timedelta(days=40)), "ends_at"),
        (block(starts_at=NOW - timedelta(days=1)), "starts_at"),
        (block(review_at=None), "review_at"),
        (block(review_at=NOW + timedelta(days=43), ends_at=midnight_after(90)), "review_at"),
        (block(review_at=NOW + timedelta(days=32)), "review_at"),
        (restrict(necessity=""), "necessity"),
        (restrict(limits={}), "limits"),
        (restrict(limits={"no_reading": True}), "limits"),
        (restrict(limits={"no_replies": True, "boards_only": []}), "boards"),
        (restrict(ends_at=midnight_after(85)), "ends_at"),
        (letter(parts={}), "warning"),
        (letter(parts={"concerns": "This.", "warning": "Do not."}), "removal_request"),
        (letter(finding_ids=frozenset({1})), "findings"),
        (
            Proposal(MeasureKind.INFORMAL_DISCUSSION, "So.", starts_at=NOW + timedelta(hours=1)),
            "starts_at",
        ),
        (Proposal(MeasureKind.REMOVAL_REQUEST, reason="Please."), "findings"),
    ],
)
def test_each_fault_is_named_at_its_field(proposal: Proposal, field: str) -> None:
    assert field in check(proposal, READY, POLICY, NOW).problems


@pytest.mark.parametrize(("proposal", "most"), [(block(), 180), (restrict(), 84)])
def test_the_longest_there_may_be_is_counted_in_days_of_the_calendar(
    proposal: Proposal, most: int
) -> None:
    review = proposal.review_at
    for days, is_fine in ((most, True), (most + 1, False)):
        wanted = replace(proposal, ends_at=midnight_after(days), review_at=review)
        assert ("ends_at" not in check(wanted, READY, POLICY, NOW).problems) is is_fine


@pytest.mark.parametrize(("length", "is_fine"), [(0, False), (10, False), (29, False), (30, True)])
def test_going_past_a_step_takes_a_reason_of_some_length(length: int, is_fine: bool) -> None:
    facts = CaseFacts([FIRST], [])
    wanted = letter(finding_ids=frozenset({1}), override_reason=" " * 30 + "x" * length)
    found = check(wanted, facts, POLICY, NOW)
    assert found.missing == ("informal_done", "asked", "refused", "continued")
    assert ("override_reason" not in found.problems) is is_fine
    assert found.overridden == (found.missing if is_fine else ())


def test_a_block_is_never_the_first_step_whatever_the_reason() -> None:
    found = check(
        block(finding_ids=frozenset({1}), override_reason=ENOUGH), CaseFacts([FIRST]), POLICY, NOW
    )
    assert "first_step" in found.missing
    assert found.problems["measure"]
    with_a_talk = CaseFacts([FIRST], [talk()])
    after = check(block(finding_ids=frozenset({1}), override_reason=ENOUGH), with_a_talk, POLICY, NOW)
    assert not after.problems
    assert "asked" in after.overridden


def test_a_mix_of_places_has_to_leave_out_what_was_posted_elsewhere() -> None:
    facts = CaseFacts([FIRST, FURTHER, finding(3, 4, venue="facebook")], READY.measures)
    assert "findings" in check(block(finding_ids=frozenset({2, 3})), facts, POLICY, NOW).problems
    assert not check(block(finding_ids=frozenset({2})), facts, POLICY, NOW).problems


# Anything at all that could be on record, and anything at all that somebody could want.
moments = st.integers(-700 * 24, 500 * 24).map(lambda hours: NOW + timedelta(hours=hours))
venues = st.sampled_from([THIS_FORUM, *POLICY.definitions.other_venues])
findings = st.builds(FindingFact, st.integers(1, 5), moments, venues, st.none() | st.integers(1, 4))
measures = st.builds(
    MeasureFact,
    kind=st.sampled_from(MeasureKind),
    at=moments,
    decided_at=st.none() | moments,
    outcome=st.none() | st.sampled_from(Outcome),
    is_ended=st.booleans(),
    finding_ids=st.frozensets(st.integers(1, 5)),
)
all_facts = st.builds(
    CaseFacts,
    st.lists(findings, max_size=5, unique_by=lambda fact: fact.id),
    st.lists(measures, max_size=6),
)
words = st.sampled_from(["", "   ", "So.", ENOUGH])
proposals = st.builds(
    Proposal,
    kind=st.sampled_from(MeasureKind),
    reason=words,
    finding_ids=st.frozensets(st.integers(0, 6)),
    starts_at=st.none() | moments,
    ends_at=st.none() | moments,
    review_at=st.none() | moments,
    necessity=words,
    limits=st.dictionaries(st.sampled_from(["no_replies", "boards_only", "x"]), st.booleans()),
    override_code=st.sampled_from([*POLICY.skip_codes, "x"]),
    override_reason=words,
    skips_their_side=st.booleans(),
    tells=st.booleans(),
    parts=st.sampled_from([{}, dict.fromkeys(WARNING_PARTS, "This.")]),
)


@settings(max_examples=400, deadline=None)
@given(facts=all_facts, proposal=proposals, now=moments)
def test_nothing_on_record_and_nothing_said_gets_round_what_is_fixed(
    facts: CaseFacts, proposal: Proposal, now: datetime
) -> None:
    found = check(proposal, facts, POLICY, now)
    if found.problems:
        return
    if proposal.kind is MeasureKind.WRITTEN_WARNING:
        warned = [m.finding_ids for m in facts.measures if m.kind is MeasureKind.WRITTEN_WARNING]
        assert proposal.finding_ids
        assert proposal.finding_ids.isdisjoint(frozenset().union(*warned))
    if proposal.kind not in HEAVY:
        return
    chosen = [fact for fact in facts.findings if fact.id in proposal.finding_ids]
    assert chosen
    assert all(fact.venue == THIS_FORUM for fact in chosen)
    assert proposal.ends_at is not None
    assert now < proposal.ends_at
    assert set(found.missing) <= set(found.overridden)
    assert found.takes_two or proposal.kind is MeasureKind.RESTRICT
    if proposal.kind is not MeasureKind.INTERIM_RESTRICTION:
        assert proposal.necessity.strip()
    if proposal.kind is MeasureKind.BLOCK:
        assert any(measure.decided_at for measure in facts.measures)
        assert proposal.review_at is not None
    if found.overridden:
        assert len(proposal.override_reason.strip()) >= POLICY.overrides.min_reason_chars


@settings(max_examples=300, deadline=None)
@given(facts=all_facts, now=moments)
def test_no_record_off_this_forum_ever_opens_a_block(facts: CaseFacts, now: datetime) -> None:
    elsewhere = CaseFacts([replace(f, venue="facebook") for f in facts.findings], facts.measures)
    for step in steps(elsewhere, POLICY, now):
        if step.kind in HEAVY:
            assert not step.is_available
            assert not step.can_override
