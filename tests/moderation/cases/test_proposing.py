"""Findings that somebody proposes, and somebody else confirms or declines."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from moderation.cases import queries, services
from moderation.cases.models import Finding, FindingState, Translation
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotAllowed, NotChanged, Refused
from moderation.permissions import Permission
from tests.moderation.cases.acts import ENOUGH, UNKIND, WORDS, draft, find, take
from tests.moderation.conftest import Site
from tests.moderation.host import DECIDE

pytestmark = pytest.mark.usefixtures("school_day")
LONG = "It is cruel, although the policy has no name for it, and it was meant to be."


@pytest.fixture
def proposed(site: Site) -> Finding:
    """Mo proposed a finding about what Asha wrote."""
    site.people.permissions["mo"] = DECIDE | {Permission.FINDING_PROPOSE}
    submission = site.submit(UNKIND)
    sent = {"category": "offensive", "words": WORDS, "detriment": "staff", "reason": "It hurts."}
    answer = site.post(f"/moderation/submissions/{submission.id}/finding", "mo", **sent)
    assert (answer.status_code, answer.location) == (303, f"/moderation/submissions/{submission.id}")
    return site.session.scalars(sa.select(Finding)).one()


@pytest.mark.both_engines
def test_what_a_moderator_proposes_counts_for_nothing_until_somebody_confirms_it(
    site: Site, proposed: Finding
) -> None:
    assert proposed.state is FindingState.PROPOSED
    assert site.audited()[-1] == "finding:proposed"
    assert site.told("head") == site.told("deputy") == ["A finding waits to be confirmed"]
    assert site.told("asha") == []
    case = services.case_of(site.moderation, "asha")
    assert (case.findings, case.facts.findings, case.folder) == ([], [], None)
    with pytest.raises(Refused):
        take(site, "removal_request", proposed)
    site.session.rollback()
    page = site.get("/moderation/people/asha", "head").text
    assert f'data-finding="{proposed.id}" data-state="proposed"' in page
    assert "1 to confirm" in site.get("/moderation/people", "head").text
    confirmed = site.post(f"/moderation/findings/{proposed.id}/confirm", "head", reason="I agree.")
    assert confirmed.status_code == 303
    assert "finding:confirmed" in site.audited()
    assert services.case_of(site.moderation, "asha").folder is not None
    assert take(site, "removal_request", proposed)


def test_a_declined_finding_never_counts_and_another_may_be_recorded(
    site: Site, proposed: Finding
) -> None:
    path = f"/moderation/findings/{proposed.id}/decline"
    empty = site.post(path, "head", reason=" ")
    assert (empty.status_code, f'id="decline-{proposed.id}-reason-problem"' in empty.text) == (422, True)
    assert site.post(path, "head", reason="It is only rude.").status_code == 303
    assert site.audited()[-1] == "finding:declined"
    late = site.post(f"/moderation/findings/{proposed.id}/confirm", "deputy", reason="I agree.")
    assert (late.status_code, "Head has already declined it" in late.text) == (409, True)
    assert not services.case_of(site.moderation, "asha").findings
    submission = queries.submission(site.session, proposed.submission_id or 0)
    assert submission is not None
    head = site.people.actor("head")
    assert services.record_finding(site.moderation, "asha", draft(submission), admin=head)
    with pytest.raises(AlreadyDecided):
        services.record_finding(site.moderation, "asha", draft(submission), admin=head)


def test_proposing_is_for_moderators_and_never_about_themselves(site: Site, proposed: Finding) -> None:
    path = f"/moderation/submissions/{proposed.submission_id}/finding"
    assert site.get(path, "mo").status_code == 200
    assert site.get(path, "nia").status_code == 403
    assert (
        site.post(f"/moderation/findings/{proposed.id}/confirm", "mo", reason="Yes.").status_code == 403
    )
    own = site.submit(UNKIND, "mo")
    assert site.get(f"/moderation/submissions/{own.id}/finding", "mo").status_code == 403
    wanting = site.post(path, "mo", reason="Kept as I wrote it.")
    assert (wanting.status_code, "Kept as I wrote it." in wanting.text) == (422, True)
    assert (
        "Propose a finding" in site.get(f"/moderation/submissions/{proposed.submission_id}", "mo").text
    )


def test_whom_a_post_names_does_not_confirm_a_finding_about_it(site: Site) -> None:
    site.people.names_to_ids["Mrs Hale"] = "head"
    submission = site.submit(UNKIND)
    mo = site.people.actor("mo")
    finding = services.propose_finding(site.moderation, "asha", draft(submission), moderator=mo)
    assert site.told("head") == []
    with pytest.raises(ConflictOfInterest):
        services.confirm_finding(
            site.moderation, finding.id, admin=site.people.actor("head"), reason="Yes."
        )


@pytest.mark.both_engines
def test_what_the_policy_does_not_name_takes_an_explanation_and_two_people(site: Site) -> None:
    with pytest.raises(Refused) as refusal:
        find(site, category="other", reason="It is bad.")
    assert "reason" in refusal.value.problems
    site.session.rollback()
    finding = find(site, category="other", reason=LONG)
    assert (finding.state, finding.takes_two, finding.clause) == (FindingState.PROPOSED, True, "E0")
    head, deputy = site.people.actor("head"), site.people.actor("deputy")
    with pytest.raises(NotAllowed, match="somebody else"):
        services.confirm_finding(site.moderation, finding.id, admin=head, reason="Yes.")
    site.session.rollback()
    services.confirm_finding(site.moderation, finding.id, admin=deputy, reason="Yes.")
    site.session.commit()
    with pytest.raises(DBAPIError):
        site.session.execute(sa.update(Finding).values(decided_by_id="head"))
    site.session.rollback()


def test_a_case_stays_open_while_a_finding_waits(site: Site, proposed: Finding) -> None:
    find(site)
    sent = {"closing": "resolved", "reason": "Done."}
    page = site.post("/moderation/people/asha/close", "head", **sent)
    assert (page.status_code, "A finding still waits to be confirmed" in page.text) == (422, True)


def test_us_10_a_machines_translation_carries_a_request_and_no_warning(site: Site) -> None:
    finding = find(site, translation=Translation.MACHINE)
    assert take(site, "informal_discussion")
    assert take(site, "removal_request", finding)
    with pytest.raises(Refused) as refusal:
        take(site, "written_warning", finding, override_reason=ENOUGH)
    assert "human_translation" in refusal.value.missing
    site.session.rollback()
    read = find(site)
    with pytest.raises(Refused) as mixed:
        take(site, "written_warning", finding, read, override_reason=ENOUGH)
    assert "human_translation" in mixed.value.missing
    site.session.rollback()
    path = f"/moderation/findings/{finding.id}/translated"
    assert site.post(path, "head", reason="").status_code == 422
    assert site.post(path, "head", reason="Our interpreter read it to us.").status_code == 303
    assert site.audited()[-1] == "finding:translated"
    assert finding.translation is Translation.PERSON
    assert take(site, "written_warning", finding, override_reason=ENOUGH)
    with pytest.raises(NotChanged):
        services.note_translation(
            site.moderation, finding.id, admin=site.people.actor("head"), reason="Again."
        )


def test_a_finding_may_name_several_grounds(site: Site) -> None:
    submission = site.submit(UNKIND)
    sent = {
        "submission": submission.id,
        "category": "protected",
        "ground": ["race", "disability"],
        "words": WORDS,
        "detriment": "staff",
        "reason": "Because of who she is.",
    }
    assert site.post("/moderation/people/asha/findings", "head", **sent).status_code == 303
    found = services.case_of(site.moderation, "asha").findings[0]
    assert (found.grounds, found.standard) == (["disability", "race"], "more_likely_than_not")


@pytest.mark.both_engines
@pytest.mark.parametrize("column", ["words", "reason", "person_id", "recorded_by_id"])
def test_what_was_found_is_never_rewritten(site: Site, column: str) -> None:
    find(site)
    for statement in (
        f"UPDATE moderation_finding SET {column} = 'other'",
        "DELETE FROM moderation_finding",
    ):
        with pytest.raises(DBAPIError, match="evidence"):
            site.session.execute(sa.text(statement))
        site.session.rollback()
