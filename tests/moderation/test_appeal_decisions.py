"""Appeals decided by somebody who had no part in it, with reasons, at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation import clock
from moderation.appeals import services
from moderation.appeals.models import Appeal, AppealOutcome
from moderation.appeals.services import Answer
from moderation.cases import services as cases
from moderation.cases.models import HeardBy, Measure, MeasureState
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotChanged, Refused
from moderation.permissions import Permission
from tests.moderation.cases.acts import WORDS, agree, as_far_as_a_warning, take
from tests.moderation.conftest import Site
from tests.moderation.test_appeals import WHY, appeal, code

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
BECAUSE = "You say that it was not you. The book of the library shows that you were there at ten."


@pytest.fixture
def restriction(site: Site, time_machine: Time) -> Measure:
    """A restriction with two limits, and a chair who had no part in it."""
    _, further = as_far_as_a_warning(site, time_machine)
    for who in ("chair", "vice"):
        site.people.permissions[who] = frozenset({Permission.APPEAL_READ, Permission.APPEAL_DECIDE})
    return take(site, "restrict", further, limits={"premoderate": True, "no_new_topics": True})


@pytest.fixture
def filed(site: Site, restriction: Measure) -> Appeal:
    """An appeal against it, as the parent sent it."""
    sent = appeal(site, reference=str(restriction.reference), code=code(site), text=WHY)
    assert sent.status_code == 303
    return site.session.scalars(sa.select(Appeal)).one()


def decide(site: Site, filed: Appeal, outcome: str | None, by: str = "chair", **given: object) -> Appeal:
    answer = Answer(
        **{"outcome": AppealOutcome(outcome) if outcome else None, "answer": BECAUSE, **given}  # type: ignore[arg-type]
    )
    decided = services.decide(site.moderation, filed.id, answer, officer=site.people.actor(by))
    site.session.commit()
    return decided


@pytest.mark.both_engines
def test_us_27_whoever_had_a_part_never_decides_and_an_overturned_measure_stops_counting(
    site: Site, filed: Appeal, restriction: Measure
) -> None:
    site.people.permissions["head"] |= {Permission.APPEAL_DECIDE}
    with pytest.raises(ConflictOfInterest, match="had a part"):
        decide(site, filed, "upheld", by="head")
    site.session.rollback()
    finding = restriction.findings[0]
    decide(site, filed, "overturned", finding_ids=frozenset({finding.id}))
    assert restriction.state is MeasureState.OVERTURNED
    assert finding.overturned_at is not None
    assert site.moderation.limits_for("asha").restrictions == ()
    facts = cases.case_of(site.moderation, "asha").facts
    assert finding.id not in {fact.id for fact in facts.findings}
    assert not [fact for fact in facts.measures if fact.kind == "restrict"]
    assert site.audited()[-3:] == ["measure:overturned", "finding:overturned", "appeal:overturned"]
    letter = site.moderation.notices_for("asha")[0]
    assert letter.template == "appeal_outcome"
    assert BECAUSE in letter.body
    assert "We are sorry" in letter.body
    assert BECAUSE not in str(site.people.told)


def test_upheld_it_stays_as_it_was(site: Site, filed: Appeal, restriction: Measure) -> None:
    decide(site, filed, "upheld")
    assert restriction.state is MeasureState.DECIDED
    assert len(site.moderation.limits_for("asha").restrictions) == 1
    assert "/contact/complaint" in site.moderation.notices_for("asha")[0].body


def test_changed_it_is_lighter_at_once_and_what_it_was_is_kept(
    site: Site, filed: Appeal, restriction: Measure
) -> None:
    was = restriction.ends_at
    assert was is not None
    sooner = clock.now() + timedelta(days=3)
    decide(site, filed, "varied", ends_at=sooner, limits=frozenset({"premoderate"}))
    limits = site.moderation.limits_for("asha")
    assert (limits.premoderate, limits.no_new_topics) == (True, False)
    assert restriction.ends_at == sooner
    assert filed.terms_before == {
        "ends_at": was.isoformat(),
        "limits": {"premoderate": True, "no_new_topics": True},
    }
    assert "The decision is changed" in site.moderation.notices_for("asha")[0].body


@pytest.mark.parametrize(
    ("days", "limits", "field"),
    [
        (60, {"premoderate"}, "ends_at"),
        (-1, {"premoderate"}, "ends_at"),
        (None, {"premoderate", "no_new_topics"}, "ends_at"),
        (None, set(), "limits"),
        (None, {"no_replies"}, "limits"),
    ],
)
def test_an_appeal_never_makes_it_heavier_and_changes_something(
    site: Site, filed: Appeal, days: int | None, limits: set[str], field: str
) -> None:
    ends = clock.now() + timedelta(days=days) if days is not None else None
    with pytest.raises(Refused) as refusal:
        decide(site, filed, "varied", ends_at=ends, limits=frozenset(limits))
    assert field in refusal.value.problems


@pytest.mark.parametrize(
    ("outcome", "given", "field"),
    [
        (None, {}, "outcome"),
        ("upheld", {"answer": "  "}, "answer"),
        ("upheld", {"answer": "x" * 20_001}, "answer"),
        ("overturned", {"finding_ids": frozenset({0})}, "findings"),
    ],
)
def test_a_decision_says_what_and_why(
    site: Site, filed: Appeal, outcome: str | None, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        decide(site, filed, outcome, **given)
    assert field in refusal.value.problems


def test_whoever_decides_second_is_told_who_was_first(site: Site, filed: Appeal) -> None:
    decide(site, filed, "upheld")
    with pytest.raises(AlreadyDecided, match="Chair"):
        decide(site, filed, "overturned", by="vice")


def test_what_the_office_writes_down_is_an_appeal_like_any_other(
    site: Site, restriction: Measure
) -> None:
    path = f"/moderation/measures/{restriction.id}/appeal"
    assert site.get(path, "deputy").status_code == 200
    for fields, problem in (
        ({"route": "", "text": WHY}, "Say how it came"),
        ({"route": "web", "text": WHY}, "Say how it came"),
        ({"route": "phone", "text": " "}, "Write down what they say"),
    ):
        wanting = site.post(path, "deputy", **fields)
        assert wanting.status_code == 422
        assert problem in wanting.text
    assert site.post(path, "deputy", route="phone", text=WHY).status_code == 303
    assert site.post(path, "deputy", route="phone", text=WHY).status_code == 303
    found = site.session.scalars(sa.select(Appeal)).one()
    assert (found.route, found.entered_by_name) == (HeardBy.PHONE, "Deputy")
    assert site.moderation.notices_for("asha")[0].template == "appeal_received"
    site.people.permissions["deputy"] |= {Permission.APPEAL_DECIDE}
    with pytest.raises(ConflictOfInterest, match="wrote this appeal down"):
        decide(site, found, "upheld", by="deputy")


def test_us_27_on_day_eleven_it_needs_a_word_why_and_is_then_looked_at(
    site: Site, restriction: Measure, time_machine: Time
) -> None:
    given = {"reference": str(restriction.reference), "code": code(site), "text": WHY}
    time_machine.shift(timedelta(days=16))
    late = appeal(site, **given)
    assert late.status_code == 422
    assert "Say why it comes late" in late.text
    assert WHY in late.text
    assert appeal(site, **given, why_late="I was in hospital.").status_code == 303
    assert site.session.scalars(sa.select(Appeal)).one().why_late == "I was in hospital."


def test_there_is_nothing_to_appeal_against_in_what_is_undone_or_only_proposed(
    site: Site, restriction: Measure
) -> None:
    given = {"reference": str(restriction.reference), "code": code(site), "text": WHY}
    head = site.people.actor("head")
    proposed = take(site, "block", *restriction.findings)
    with pytest.raises(NotChanged, match="Nothing has been decided"):
        services.enter(site.moderation, proposed.id, admin=head, route=HeardBy.PHONE, text="Not fair.")
    site.session.rollback()
    cases.reverse(site.moderation, restriction.id, admin=head, reason="It was somebody else.")
    site.session.commit()
    undone = appeal(site, **given)
    assert undone.status_code == 409
    assert "undone already" in undone.text


def test_the_chair_decides_on_the_page(site: Site, filed: Appeal, restriction: Measure) -> None:
    page = site.get(f"/moderation/appeals/{filed.id}", "chair")
    assert WHY in page.text
    assert "Decide and tell them" in page.text
    head = site.get(f"/moderation/appeals/{filed.id}", "head")
    assert "You had a part in this decision" in head.text
    assert "Decide and tell them" not in head.text
    path = f"/moderation/appeals/{filed.id}/decide"
    wanting = site.post(path, "chair", outcome="", answer="Kept words.")
    assert wanting.status_code == 422
    assert "Kept words." in wanting.text
    odd = site.post(path, "chair", outcome="varied", answer=BECAUSE, ends_at="soon")
    assert odd.status_code == 422
    done = site.post(path, "chair", outcome="overturned", answer=BECAUSE)
    assert done.status_code == 303
    assert 'data-outcome="overturned"' in site.get("/moderation/appeals", "chair").text
    assert BECAUSE in site.get("/moderation/people/asha", "head").text
    again = site.post(path, "vice", outcome="upheld", answer=BECAUSE)
    assert again.status_code == 409
    assert site.post(path, "mo", outcome="upheld", answer=BECAUSE).status_code == 403


@pytest.mark.both_engines
def test_the_database_itself_keeps_an_appeal_as_it_came(site: Site, filed: Appeal) -> None:
    for change in (
        "UPDATE moderation_appeal SET text = 'x'",
        "DELETE FROM moderation_appeal",
    ):
        with pytest.raises(sa.exc.DatabaseError, match="evidence"):
            site.session.execute(sa.text(change))
        site.session.rollback()


def test_a_block_overturned_on_appeal_opens_the_forum_at_once(site: Site, restriction: Measure) -> None:
    block = agree(site, take(site, "block", *restriction.findings))
    assert site.moderation.limits_for("asha").block
    given = {"reference": str(block.reference), "code": code(site), "text": WHY}
    assert appeal(site, **given).status_code == 303
    decide(site, site.session.scalars(sa.select(Appeal)).one(), "overturned")
    assert site.moderation.limits_for("asha").block is None


def test_whom_a_post_names_reads_none_of_its_words_on_the_appeal(site: Site, time_machine: Time) -> None:
    site.people.names_to_ids["Mrs Hale"] = "vice"
    for who in ("chair", "vice"):
        site.people.permissions[who] = frozenset({Permission.APPEAL_READ, Permission.APPEAL_DECIDE})
    as_far_as_a_warning(site, time_machine)
    warning = site.session.scalars(sa.select(Measure).where(Measure.kind == "written_warning")).one()
    filed = services.enter(
        site.moderation,
        warning.id,
        admin=site.people.actor("deputy"),
        route=HeardBy.PHONE,
        text="Not fair.",
    )
    site.session.commit()
    assert WORDS in site.get(f"/moderation/appeals/{filed.id}", "chair").text
    assert WORDS not in site.get(f"/moderation/appeals/{filed.id}", "vice").text
