"""A case as a folder: looked after by somebody, closed once what worries the parent is answered."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation.cases import services
from moderation.cases.ladder import Proposal
from moderation.cases.models import CaseFile, Closing, Concern, Outcome
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotChanged, Refused
from moderation.policy import MeasureKind
from tests.moderation.cases.acts import (
    ENOUGH,
    UNKIND,
    agree,
    as_far_as_a_warning,
    draft,
    find,
    refuse,
    take,
)
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


def folders(site: Site) -> list[CaseFile]:
    return list(site.session.scalars(sa.select(CaseFile).order_by(CaseFile.id)))


def close(site: Site, reason: str = "They came to see us.") -> CaseFile:
    closed = services.close(
        site.moderation,
        "asha",
        admin=site.people.actor("head"),
        closing=Closing.RESOLVED,
        reason=reason,
    )
    site.session.commit()
    return closed


def test_the_first_finding_opens_a_case_and_something_posted_later_begins_another(site: Site) -> None:
    find(site)
    assert [folder.closed_at for folder in folders(site)] == [None]
    services.look_after(site.moderation, "asha", admin=site.people.actor("head"))
    close(site)
    find(site)
    first, second = folders(site)
    assert (first.closing, first.closed_reason) == (Closing.RESOLVED, "They came to see us.")
    assert (second.closed_at, second.owner_name) == (None, "Head")
    said = [entry for entry in site.audited() if entry.startswith("case:")]
    assert said == ["case:opened", "case:owned", "case:closed", "case:opened"]


def test_us_18_a_case_stays_open_while_a_concern_has_no_answer(site: Site) -> None:
    finding = find(site)
    talk = "The bus is late every day."
    services.take(
        site.moderation,
        "asha",
        Proposal(kind=MeasureKind.INFORMAL_DISCUSSION, reason="We talked about it."),
        admin=site.people.actor("head"),
        outcome=Outcome.HELD,
        concern=talk,
    )
    request = take(site, "removal_request", finding)
    with pytest.raises(Refused) as refusal:
        close(site)
    assert refusal.value.missing == ("concern_unanswered",)
    site.session.rollback()
    concern = site.session.scalars(sa.select(Concern)).one()
    services.answer_concern(
        site.moderation, concern.id, "We spoke to the firm.", admin=site.people.actor("head")
    )
    assert site.audited()[-1] == "concern:answered"
    close(site)
    assert request.outcome is None


@pytest.mark.both_engines
def test_a_closed_case_is_opened_again_by_two_people(site: Site, time_machine: Time) -> None:
    finding = find(site)
    old = site.submit(UNKIND)
    time_machine.shift(timedelta(hours=1))
    close(site)
    time_machine.shift(timedelta(days=1))
    head, deputy = site.people.actor("head"), site.people.actor("deputy")
    for act in (
        lambda: take(site, "removal_request", finding),
        lambda: take(site, "informal_discussion"),
        lambda: services.record_finding(site.moderation, "asha", draft(old), admin=head),
        lambda: services.look_after(site.moderation, "asha", admin=head),
        lambda: services.note_concern(site.moderation, "asha", "The bus.", admin=head),
    ):
        with pytest.raises(NotChanged, match="case is closed"):
            act()
        site.session.rollback()
    assert take(site, "police_referral", outcome=Outcome.REFERRED)
    path = "/moderation/people/asha/reopen"
    short = site.post(path, "head", reason="It is needed.")
    assert (short.status_code, "at least 30 letters" in short.text) == (422, True)
    assert site.post(path, "head", reason=ENOUGH).status_code == 303
    assert site.told("deputy")[-1] == "Something takes your agreement"
    assert folders(site)[-1].closed_at is not None
    alone = site.post(path, "head", reason=ENOUGH)
    assert (alone.status_code, "somebody else has to agree" in alone.text) == (403, True)
    assert "Agree to open it again" not in site.get("/moderation/people/asha", "head").text
    page = site.get("/moderation/people/asha", "deputy").text
    assert "Head proposes to open it again" in page
    assert ENOUGH in page
    assert site.post(path, "deputy").status_code == 303
    assert [folder.closed_at is None for folder in folders(site)] == [False, True]
    said = [entry for entry in site.audited() if entry.startswith(("override:", "case:re"))]
    assert said == ["override:proposed", "override:agreed", "case:reopened"]
    assert take(site, "removal_request", finding)
    with pytest.raises(NotChanged, match="not closed"):
        services.reopen(site.moderation, "asha", admin=deputy, reason=ENOUGH)


@pytest.mark.both_engines
def test_the_database_itself_refuses_one_person_for_both(site: Site) -> None:
    find(site)
    close(site)
    head = site.people.actor("head")
    services.reopen(site.moderation, "asha", admin=head, reason=ENOUGH)
    site.session.commit()
    for change in (
        "UPDATE moderation_override SET agreed_by_id = 'head', agreed_at = proposed_at",
        "UPDATE moderation_override SET reason = 'Other.'",
        "DELETE FROM moderation_override",
    ):
        with pytest.raises(sa.exc.DBAPIError):
            site.session.execute(sa.text(change))
        site.session.rollback()


def test_taking_down_what_was_asked_answers_the_request(site: Site) -> None:
    post = site.submit("It was a lovely fair. Mrs Hale ran the cake stall.", "asha")
    finding = services.record_finding(
        site.moderation,
        "asha",
        services.FindingDraft(post.id, "offensive", (), "Mrs Hale", "staff", "An example."),
        admin=site.people.actor("head"),
    )
    request = take(site, "removal_request", finding)
    site.again(post.subject, "It was a lovely fair. Mrs Hale ran the cake stall again.")
    assert request.outcome is None
    site.again(post.subject, "It was a lovely fair.")
    assert request.outcome is Outcome.EDITED
    assert request.outcome_by_name == "Asha"


def test_deleting_what_was_asked_answers_the_request(site: Site) -> None:
    post = site.submit("It was a lovely fair. Mrs Hale ran the cake stall.", "asha")
    finding = services.record_finding(
        site.moderation,
        "asha",
        services.FindingDraft(post.id, "offensive", (), "Mrs Hale", "staff", "An example."),
        admin=site.people.actor("head"),
    )
    request = take(site, "removal_request", finding)
    site.moderation.deleted(post.subject, author=site.people.actor("asha"))
    site.session.commit()
    assert request.outcome is Outcome.REMOVED
    assert site.audited()[-1] == "measure:answered"


def test_every_answer_stays_when_another_is_recorded(site: Site) -> None:
    request = refuse(site, take(site, "removal_request", find(site)))
    services.record_answer(
        site.moderation,
        request.id,
        admin=site.people.actor("deputy"),
        outcome=Outcome.REMOVED,
        note="She rang: it is gone.",
    )
    site.session.commit()
    assert [(a.outcome, a.recorded_by_name) for a in request.answers] == [
        (Outcome.REFUSED, "Head"),
        (Outcome.REMOVED, "Deputy"),
    ]
    assert request.outcome is Outcome.REMOVED


def test_a_case_stays_open_while_a_step_waits_or_a_limit_holds(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = take(site, "block", further)
    with pytest.raises(Refused, match="still waits"):
        close(site)
    site.session.rollback()
    agree(site, block)
    with pytest.raises(Refused, match="still in force"):
        close(site)


def test_nobody_closes_or_looks_after_their_own_case_and_nobody_closes_it_twice(site: Site) -> None:
    find(site, "head", by="deputy")
    head = site.people.actor("head")
    for act in (
        lambda: services.look_after(site.moderation, "head", admin=head),
        lambda: services.note_concern(site.moderation, "head", "Mine.", admin=head),
        lambda: services.close(
            site.moderation, "head", admin=head, closing=Closing.RESOLVED, reason="Mine."
        ),
    ):
        with pytest.raises(ConflictOfInterest):
            act()
        site.session.rollback()
    find(site)
    close(site)
    with pytest.raises(AlreadyDecided, match="Head"):
        close(site)


def test_a_worry_without_an_answer_is_the_next_step_while_an_answer_is_awaited(site: Site) -> None:
    finding = find(site)
    take(site, "informal_discussion")
    take(site, "removal_request", finding)
    site.post("/moderation/people/asha/concerns", "head", concern="The seating at the fair.")
    concern = site.session.scalars(sa.select(Concern)).one()

    def next_step() -> str:
        return (
            site.get("/moderation/people/asha", "head")
            .text.split('"next-heading"')[2]
            .split("</sect")[0]
        )

    assert f'<a href="#concern-{concern.id}">what is worrying them</a>' in next_step()
    answer = {"reason": "The seats were shared out again."}
    site.post(f"/moderation/concerns/{concern.id}/answer", "head", **answer)
    assert "Wait for the answer to your request" in next_step()


def test_the_page_tells_a_case_from_the_beginning(site: Site, time_machine: Time) -> None:
    as_far_as_a_warning(site, time_machine)
    page = site.get("/moderation/people/asha", "head").text
    folded, newest = (part.split("</ol>")[0] for part in page.split('<ol class="timeline">')[1:])
    assert newest.count("<li>") == 4
    assert "Everything before that, in order" in page.split('<ol class="timeline">')[0]
    told = folded + newest
    steps = ("Wrote in", "Found:", "Informal discussion", "Request to take it down", "refused")
    places = [told.index(step) for step in (*steps, "Written warning")]
    assert places == sorted(places)
    assert "useless" not in told


@pytest.mark.parametrize(
    ("path", "fields", "problem"),
    [
        ("/moderation/people/asha/concerns", {"concern": " "}, "Write what is worrying them"),
        ("/moderation/people/asha/close", {"closing": "", "reason": "Kept words."}, "Say how it ends"),
        ("/moderation/people/asha/close", {"closing": "resolved", "reason": ""}, "Say why"),
    ],
)
def test_what_is_wanting_is_said_at_its_field_and_the_text_is_kept(
    site: Site, path: str, fields: dict[str, str], problem: str
) -> None:
    find(site)
    answer = site.post(path, "head", **fields)
    assert answer.status_code == 422
    assert problem in answer.text
    assert fields.get("reason", "") in answer.text
