"""Recording a finding."""

import pytest

from moderation.cases import queries, services
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotFound, Refused
from tests.moderation.cases.acts import UNKIND, draft, find
from tests.moderation.conftest import Site


@pytest.mark.both_engines
def test_a_finding_keeps_the_words_the_clause_and_who_found_it(site: Site) -> None:
    finding = find(site)
    assert (finding.person_id, finding.person_name) == ("asha", "Asha")
    assert finding.clause == site.moderation.policy.category("offensive").clause
    assert finding.policy_hash == site.moderation.policy.hash
    assert finding.recorded_by_name == "Head"
    assert site.audited()[-1] == "finding:recorded"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"submission_id": None}, "submission"),
        ({"submission_id": 999}, "submission"),
        ({"category": ""}, "category"),
        ({"category": "unheard_of"}, "category"),
        ({"category": "complaint"}, "category"),
        ({"category": "safeguarding"}, "category"),
        ({"category": "protected"}, "ground"),
        ({"category": "protected", "grounds": ["race", "height"]}, "ground"),
        ({"words": "  "}, "words"),
        ({"words": "what nobody wrote"}, "words"),
        ({"detriment": ""}, "detriment"),
        ({"reason": " "}, "reason"),
    ],
)
def test_each_thing_wanting_is_named_and_nothing_is_recorded(
    site: Site, wrong: dict[str, object], field: str
) -> None:
    submission = site.submit(UNKIND)
    with pytest.raises(Refused) as refusal:
        services.record_finding(
            site.moderation, "asha", draft(submission, **wrong), admin=site.people.actor("head")
        )
    site.session.rollback()
    assert field in refusal.value.problems
    assert not queries.findings_of(site.session, "asha")
    assert "finding:recorded" not in site.audited()


def test_somebody_elses_post_is_no_finding_against_a_person(site: Site) -> None:
    submission = site.submit(UNKIND, "ben")
    with pytest.raises(Refused):
        services.record_finding(
            site.moderation, "asha", draft(submission), admin=site.people.actor("head")
        )


def test_nobody_judges_their_own_post(site: Site) -> None:
    submission = site.submit(UNKIND, "head")
    with pytest.raises(ConflictOfInterest):
        services.record_finding(
            site.moderation, "head", draft(submission), admin=site.people.actor("head")
        )


def test_nobody_judges_a_post_that_names_them(site: Site) -> None:
    site.people.names_to_ids["Mrs Hale"] = "head"
    submission = site.submit(UNKIND)
    with pytest.raises(ConflictOfInterest, match="names you"):
        services.record_finding(
            site.moderation, "asha", draft(submission), admin=site.people.actor("head")
        )
    site.session.rollback()
    assert services.record_finding(
        site.moderation, "asha", draft(submission), admin=site.people.actor("deputy")
    )


@pytest.mark.both_engines
def test_the_same_finding_is_recorded_once(site: Site) -> None:
    finding = find(site)
    assert finding.submission_id is not None
    submission = queries.submission(site.session, finding.submission_id)
    assert submission is not None
    with pytest.raises(AlreadyDecided):
        services.record_finding(
            site.moderation, "asha", draft(submission), admin=site.people.actor("deputy")
        )
    site.session.rollback()
    assert len(queries.findings_of(site.session, "asha")) == 1


def test_there_is_no_case_about_somebody_nobody_knows(site: Site) -> None:
    with pytest.raises(NotFound):
        services.case_of(site.moderation, "nobody")
