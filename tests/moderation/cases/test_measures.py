"""Taking the steps of the ladder, one after the other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import IntegrityError

from moderation import clock
from moderation.cases import services
from moderation.cases.models import Measure, MeasureState, Outcome
from moderation.errors import (
    AlreadyDecided,
    ConflictOfInterest,
    NotAllowed,
    NotChanged,
    NotFound,
    Refused,
)
from moderation.policy import THIS_FORUM
from tests.moderation.cases.acts import (
    ENOUGH,
    agree,
    as_far_as_a_warning,
    as_far_as_the_gate,
    find,
    refuse,
    take,
)
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


@pytest.mark.both_engines
def test_the_whole_ladder_step_by_step(site: Site, time_machine: Time) -> None:
    first, further = as_far_as_a_warning(site, time_machine)
    restriction = take(site, "restrict", further)
    block = agree(site, take(site, "block", first, further))
    assert restriction.state is block.state is MeasureState.DECIDED
    assert (block.proposed_by_name, block.approved_by_name) == ("Head", "Deputy")
    assert block.approved_reason == "I agree."
    templates = [notice.template for notice in reversed(site.moderation.notices_for("asha"))]
    assert [name for name in templates if not name.startswith("post_")] == [
        "informal_discussion",
        "removal_request",
        "written_warning",
        "restrict_proposed",
        "restrict",
        "block_proposed",
        "block",
    ]
    entries = [entry for entry in site.audited() if entry.startswith("measure:")]
    assert entries == [
        "measure:taken",
        "measure:taken",
        "measure:answered",
        "measure:taken",
        "measure:proposed",
        "measure:replied",
        "measure:approved",
        "measure:proposed",
        "measure:replied",
        "measure:approved",
    ]
    assert site.moderation.limits_for("asha").block is not None


def test_us_19_a_warning_before_its_time_names_the_four_facts(site: Site) -> None:
    finding = find(site)
    with pytest.raises(Refused) as refusal:
        take(site, "written_warning", finding)
    assert refusal.value.missing == ("informal_done", "asked", "refused", "continued")
    site.session.rollback()
    assert not site.session.scalar(sa.select(sa.func.count(Measure.id)))


def test_us_19_going_past_what_is_missing_stays_on_record_and_is_told(site: Site) -> None:
    finding = find(site)
    warning = take(site, "written_warning", finding, override_reason=ENOUGH)
    assert site.moderation.notices_for("asha")[0].template == "post_held"
    with pytest.raises(NotAllowed, match="two people"):
        agree(site, warning, by="head")
    site.session.rollback()
    agree(site, warning)
    assert warning.overridden == ["informal_done", "asked", "refused", "continued"]
    assert warning.gate_check["asked"] is False
    assert ENOUGH in site.moderation.notices_for("asha")[0].body


def test_a_warning_tells_what_came_before_it(site: Site, time_machine: Time) -> None:
    as_far_as_a_warning(site, time_machine)
    letter = site.moderation.notices_for("asha")[0]
    assert letter.template == "written_warning"
    for words in ("we talked with you", "you refused", "We are concerned", "code", "Head"):
        assert words in letter.body


def test_a_block_takes_two_people(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = take(site, "block", further)
    assert site.moderation.limits_for("asha").block is None
    with pytest.raises(NotAllowed, match="somebody else"):
        agree(site, block, by="head")
    site.session.rollback()
    with pytest.raises(Refused):
        agree(site, block, reason="  ")
    site.session.rollback()
    agree(site, block)
    assert site.moderation.limits_for("asha").block is not None


@pytest.mark.both_engines
def test_the_database_itself_refuses_a_block_by_one_person(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = take(site, "block", further)
    block.state, block.approved_at = MeasureState.DECIDED, clock.now()
    block.approved_by_id, block.approved_by_name = "head", "Head"
    with pytest.raises(IntegrityError):
        site.session.flush()
    site.session.rollback()


@pytest.mark.both_engines
@pytest.mark.parametrize("kind", ["restrict", "block"])
def test_the_database_itself_refuses_a_limit_without_an_end(
    site: Site, time_machine: Time, kind: str
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    take(site, kind, further).ends_at = None
    with pytest.raises(IntegrityError):
        site.session.flush()
    site.session.rollback()


def test_whoever_agrees_second_is_told_who_was_first(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = agree(site, take(site, "block", further))
    with pytest.raises(AlreadyDecided, match="Deputy"):
        agree(site, block)


def test_agreeing_looks_again_at_what_the_proposal_rests_on(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = take(site, "block", further)
    warning = next(
        m for m in services.case_of(site.moderation, "asha").measures if m.kind == "written_warning"
    )
    services.reverse(
        site.moderation, warning.id, admin=site.people.actor("head"), reason="Sent by mistake."
    )
    site.session.commit()
    with pytest.raises(Refused) as refusal:
        agree(site, block)
    assert refusal.value.missing == ("live_warning",)


def test_a_proposal_whose_end_has_passed_is_not_agreed_to(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = take(site, "block", further)
    time_machine.shift(timedelta(days=61))
    with pytest.raises(Refused, match="afresh"):
        agree(site, block)


def test_a_withdrawn_proposal_counts_for_nothing_and_only_who_was_asked_is_told(
    site: Site, time_machine: Time
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    skipping = {"skips_their_side": True, "override_reason": ENOUGH}
    block = take(site, "block", further, **skipping)
    told = len(site.moderation.notices_for("asha"))
    services.lift(site.moderation, block.id, admin=site.people.actor("head"), reason="Too soon.")
    site.session.commit()
    assert (block.state, block.approved_at) == (MeasureState.WITHDRAWN, None)
    assert len(site.moderation.notices_for("asha")) == told
    assert site.audited()[-1] == "measure:withdrawn"
    assert len(services.case_of(site.moderation, "asha").facts.measures) == 3
    asked = take(site, "block", further, reason="Another reason.")
    services.lift(site.moderation, asked.id, admin=site.people.actor("head"), reason="Too soon.")
    assert site.moderation.notices_for("asha")[0].template == "measure_withdrawn"


def test_only_one_block_waits_at_a_time(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    take(site, "block", further)
    with pytest.raises(AlreadyDecided, match="Head"):
        take(site, "block", further, by="deputy", reason="Another reason.")


@pytest.mark.parametrize("kind", ["informal_discussion", "removal_request"])
def test_a_double_click_takes_one_step(site: Site, kind: str) -> None:
    findings = [find(site)] if kind == "removal_request" else []
    if not findings:
        site.submit("Hello.")
    take(site, kind, *findings)
    with pytest.raises(AlreadyDecided):
        take(site, kind, *findings)


def test_a_finding_about_elsewhere_never_leads_to_a_block(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    further.venue = "facebook"
    site.session.commit()
    for kind in ("restrict", "block"):
        with pytest.raises(Refused) as refusal:
            take(site, kind, further, override_reason=ENOUGH)
        assert "this forum" in refusal.value.problems["findings"]
        site.session.rollback()
    further.venue = THIS_FORUM
    assert take(site, "restrict", further)


def test_nobody_acts_on_their_own_case(site: Site) -> None:
    finding = find(site, author="head", by="deputy")
    with pytest.raises(ConflictOfInterest):
        take(site, "removal_request", finding, person="head", by="head")
    site.session.rollback()
    measure = take(site, "removal_request", finding, person="head", by="deputy")
    head = site.people.actor("head")
    for act in (services.approve, services.lift, services.reverse):
        with pytest.raises(ConflictOfInterest):
            act(site.moderation, measure.id, admin=head, reason="Mine.")
        site.session.rollback()
    with pytest.raises(ConflictOfInterest):
        refuse(site, measure, by="head")


def test_nobody_acts_on_findings_about_posts_that_name_them(site: Site) -> None:
    site.people.names_to_ids["Mrs Hale"] = "head"
    finding = find(site, by="deputy")
    with pytest.raises(ConflictOfInterest, match="names you"):
        take(site, "removal_request", finding)
    site.session.rollback()
    assert take(site, "removal_request", finding, by="deputy")


@pytest.mark.parametrize("silence", [Outcome.NO_REPLY, Outcome.TREATED_AS_REFUSAL])
def test_silence_is_no_answer_before_the_time_to_answer_is_over(
    site: Site, time_machine: Time, silence: Outcome
) -> None:
    measure = take(site, "removal_request", find(site))
    head = site.people.actor("head")

    def record(note: str) -> Measure:
        return services.record_answer(
            site.moderation, measure.id, admin=head, outcome=silence, note=note
        )

    with pytest.raises(Refused, match="not over"):
        record("They have read it.")
    site.session.rollback()
    time_machine.shift(timedelta(days=7))
    if silence is Outcome.TREATED_AS_REFUSAL:
        with pytest.raises(Refused, match="why"):
            record("  ")
        site.session.rollback()
    assert record("Two letters and a call.").outcome is silence


def test_an_answer_that_does_not_fit_is_refused(site: Site) -> None:
    site.submit("Hello.")
    measure = take(site, "informal_discussion")
    for outcome in (None, Outcome.REFUSED):
        with pytest.raises(Refused):
            services.record_answer(
                site.moderation,
                measure.id,
                admin=site.people.actor("head"),
                outcome=outcome,
                note="",
            )
        site.session.rollback()


def test_an_answer_recorded_meanwhile_is_not_overwritten(site: Site) -> None:
    measure = take(site, "removal_request", find(site))
    seen = measure.revision
    refuse(site, measure, by="deputy")
    with pytest.raises(AlreadyDecided, match="Deputy"):
        services.record_answer(
            site.moderation,
            measure.id,
            admin=site.people.actor("head"),
            outcome=Outcome.REMOVED,
            note="",
            version=seen,
        )


@pytest.mark.parametrize(("act", "state"), [("lift", "lifted"), ("reverse", "reversed")])
def test_ending_gives_access_back_at_once_and_stays_on_record(
    site: Site, time_machine: Time, act: str, state: str
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    restriction = take(site, "restrict", further)
    assert site.moderation.limits_for("asha").no_new_topics
    service, head = getattr(services, act), site.people.actor("head")
    with pytest.raises(Refused):
        service(site.moderation, restriction.id, admin=head, reason=" ")
    site.session.rollback()
    service(site.moderation, restriction.id, admin=head, reason="She has written to say sorry.")
    site.session.commit()
    assert restriction.state == state
    assert not site.moderation.limits_for("asha").no_new_topics
    letter = site.moderation.notices_for("asha")[0]
    assert letter.template == f"measure_{state}"
    assert restriction.reference is not None
    assert restriction.reference in letter.body
    assert f"measure:{state}" in site.audited()[-2:]
    with pytest.raises(AlreadyDecided, match="Head"):
        service(site.moderation, restriction.id, admin=head, reason="Again.")


def test_a_reversed_step_stops_counting_at_once(site: Site, time_machine: Time) -> None:
    as_far_as_the_gate(site, time_machine)
    assert services.case_of(site.moderation, "asha").gate.missing == ()
    talk = services.case_of(site.moderation, "asha").measures[-1]
    services.reverse(
        site.moderation, talk.id, admin=site.people.actor("head"), reason="It was another person."
    )
    site.session.commit()
    missing = services.case_of(site.moderation, "asha").gate.missing
    assert missing == ("informal_done", "continued")
    assert site.told("deputy")[-1] == "A step was undone: please think of data protection"
    assert "another person" not in str(site.people.told)


def test_there_is_nothing_to_end_early_of_what_is_over(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    restriction = take(site, "restrict", further)
    time_machine.shift(timedelta(days=28))
    head = site.people.actor("head")
    talk = services.case_of(site.moderation, "asha").measures[-1]
    for measure in (restriction, talk):
        with pytest.raises(NotChanged):
            services.lift(site.moderation, measure.id, admin=head, reason="Enough.")
        site.session.rollback()
    with pytest.raises(NotFound):
        services.lift(site.moderation, 999, admin=head, reason="Enough.")


def test_the_audit_log_never_holds_anybodys_words(site: Site, time_machine: Time) -> None:
    from moderation.records.models import AuditEntry

    as_far_as_a_warning(site, time_machine)
    details = str(site.session.scalars(sa.select(AuditEntry.detail)).all())
    for words in ("useless", "It runs her down", "About the", "They say it is true"):
        assert words not in details
