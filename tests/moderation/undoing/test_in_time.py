"""Who may undo, until when, what others did since, and two presses at once."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation import State, clock
from moderation.cases import services as cases
from moderation.cases.ladder import Proposal
from moderation.cases.models import HeardBy, Measure, MeasureState
from moderation.policy import MeasureKind
from moderation.review.models import Decision, Submission
from moderation.undoing import keeping
from moderation.undoing.models import Act
from tests.moderation.cases.acts import draft, find, take
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import triage
from tests.moderation.test_at_once import at_once
from tests.moderation.test_submitting import HARMLESS, RUDE

pytestmark = [pytest.mark.usefixtures("school_day"), pytest.mark.a_minute_to_undo]
Time = time_machine.TimeMachineFixture
OFFERED = 'data-act-kind="'


def newest(site: Site) -> Act:
    site.session.expire_all()
    return site.session.scalars(sa.select(Act).order_by(Act.id.desc()).limit(1)).one()


def declined(site: Site) -> Submission:
    held = site.submit(RUDE)
    assert site.decide(held, "decline").status_code == 303
    return held


def test_the_next_page_of_whoever_did_it_offers_to_undo_it_and_nobody_else_s_does(site: Site) -> None:
    declined(site)
    page = site.get("/moderation/").text
    assert "declined Asha’s post in the notes" in page
    assert "(until 10:01:00)" in page
    assert f'action="/moderation/acts/{newest(site).id}/undo"' in page
    for who in ("nia", "head", "asha", ""):
        assert OFFERED not in site.get("/moderation/", who).text


def test_the_banner_goes_once_it_is_undone_or_its_time_is_over(site: Site, time_machine: Time) -> None:
    declined(site)
    act = newest(site)
    assert site.post(f"/moderation/acts/{act.id}/undo").status_code == 303
    assert OFFERED not in site.get("/moderation/").text
    again = site.post(f"/moderation/acts/{act.id}/undo")
    assert (again.status_code, "undone this already" in again.text) == (409, True)
    declined(site)
    time_machine.shift(timedelta(seconds=60))
    assert OFFERED not in site.get("/moderation/").text


def test_several_acts_in_a_minute_are_each_offered_and_undone_on_their_own(site: Site) -> None:
    first, second = declined(site), declined(site)
    acts = list(site.session.scalars(sa.select(Act).order_by(Act.id)))
    assert site.get("/moderation/").text.count(OFFERED) == 2
    assert site.post(f"/moderation/acts/{acts[0].id}/undo").status_code == 303
    site.session.expire_all()
    assert (first.state, second.state) == (State.HELD, State.DECLINED)
    assert site.get("/moderation/").text.count(OFFERED) == 1


def test_what_is_undone_can_be_decided_afresh_and_that_be_undone_too(site: Site) -> None:
    held = declined(site)
    for _ in range(3):
        assert site.post(f"/moderation/acts/{newest(site).id}/undo").status_code == 303
        site.session.expire_all()
        assert (held.state, held.decisions) == (State.HELD, [])
        assert site.decide(held, "publish").status_code == 303
    assert site.shown(held) == RUDE
    # Evidence is never deleted: what was undone stays, and counts for nothing.
    kept = site.session.scalars(sa.select(Decision).order_by(Decision.id)).all()
    assert [bool(decision.undone_at) for decision in kept] == [True] * 3 + [False]


def test_a_school_may_do_without_the_minute(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "grace", lambda _policy: timedelta(0))
    held = declined(site)
    assert site.session.scalar(sa.select(sa.func.count()).select_from(Act)) == 0
    assert site.moderation.notices_for("asha")[0].submission_id == held.id
    assert site.people.held_back == []


def test_what_the_policy_says_of_it_is_a_minute_and_never_more_than_two(site: Site) -> None:
    assert keeping.grace(site.moderation.policy) == timedelta(minutes=1)


def _edits(site: Site, post: Submission) -> None:
    site.again(post.subject, HARMLESS)


def _deletes(site: Site, post: Submission) -> None:
    site.moderation.deleted(post.subject, author=site.people.actor("asha"))


def _reports(site: Site, post: Submission) -> None:
    site.moderation.report(post.subject, reporter=site.people.actor("ben"), reason="unkind")


def _worries(site: Site, post: Submission) -> None:
    site.moderation.worry(post.subject, "Is the child safe?", by=site.people.actor("ben"))


def _finds(site: Site, post: Submission) -> None:
    words = draft(post, words=post.text)
    cases.record_finding(site.moderation, "asha", words, admin=site.people.actor("head"))


def _shows_otherwise(site: Site, post: Submission) -> None:
    site.notes.kept[post.subject_id].area = "elsewhere"


SINCE: Mapping[str, tuple[str, Callable[[Site, Submission], None]]] = {
    "its author sends it again": ("send_back", _edits),
    "its author changes it": ("publish", _edits),
    "its author takes it down": ("publish", _deletes),
    "somebody reports it": ("publish", _reports),
    "somebody is worried": ("publish", _worries),
    "it is found to breach a clause": ("decline", _finds),
    "the site shows it otherwise": ("publish", _shows_otherwise),
}


@pytest.mark.parametrize("name", SINCE)
def test_what_others_did_since_stands_in_the_way_of_undoing_a_decision(site: Site, name: str) -> None:
    kind, happens = SINCE[name]
    post = site.submit(RUDE)
    assert site.decide(post, kind).status_code == 303
    act = newest(site)
    happens(site, post)
    site.session.commit()
    before = site.audited()
    page = site.post(f"/moderation/acts/{act.id}/undo")
    assert page.status_code == 409
    assert "Something has happened since" in page.text
    assert OFFERED not in site.get("/moderation/").text
    assert site.audited() == before
    assert newest(site).undone_at is None


def test_referring_what_help_was_asked_for_is_never_delayed_and_stands(site: Site) -> None:
    held = site.submit(RUDE)
    assert site.decide(held, "escalate").status_code == 303
    act = newest(site)
    triage(site, held, "referred", "dsl")
    assert site.post(f"/moderation/acts/{act.id}/undo").status_code == 409
    site.session.expire_all()
    assert held.referred_at is not None


def _takes_another(site: Site, _: Measure) -> None:
    take(site, "removal_request", find(site), by="deputy")


def _reverses(site: Site, measure: Measure) -> None:
    cases.reverse(site.moderation, measure.id, admin=site.people.actor("deputy"), reason="No.")


def _notes_a_concern(site: Site, _: Measure) -> None:
    cases.note_concern(site.moderation, "asha", "The gate.", admin=site.people.actor("deputy"))


def _writes_down_their_side(site: Site, measure: Measure) -> None:
    deputy = site.people.actor("deputy")
    cases.enter_reply(site.moderation, measure.id, "No.", admin=deputy, heard_by=HeardBy.PHONE)


@pytest.mark.parametrize(
    "happens", [_takes_another, _reverses, _notes_a_concern, _writes_down_their_side]
)
def test_what_others_did_since_stands_in_the_way_of_undoing_a_step(
    site: Site, happens: Callable[[Site, Measure], None]
) -> None:
    find(site)
    talk = take(site, "informal_discussion")
    act = newest(site)
    happens(site, talk)
    site.session.commit()
    assert site.post(f"/moderation/acts/{act.id}/undo", "head").status_code == 409
    assert len(cases.case_of(site.moderation, "asha").measures) >= 1


def test_a_step_undone_is_nowhere_but_in_the_log(site: Site) -> None:
    find(site)
    measure = take(site, "informal_discussion")
    letter = site.session.scalars(sa.text("SELECT MAX(id) FROM moderation_notice")).one()
    assert site.get(f"/moderation/measures/{measure.id}/letters/{letter}.pdf", "head").status_code == 409
    site.post(f"/moderation/acts/{newest(site).id}/undo", "head")
    for path in ("lift", "reverse", "record", "approve", "reply"):
        sent = site.post(f"/moderation/measures/{measure.id}/{path}", "head", reason="x", text="x")
        assert sent.status_code == 404, path
    assert site.get(f"/moderation/measures/{measure.id}/letters/{letter}.pdf", "head").status_code == 404
    assert "informal_done" in cases.case_of(site.moderation, "asha").gate.missing
    assert {"measure:taken", "act:undone"} <= set(site.audited())
    # Taking it again is no double click on something that is not there.
    proposal = Proposal(MeasureKind.INFORMAL_DISCUSSION, reason=measure.reason)
    again = cases.take(
        site.moderation, "asha", proposal, admin=site.people.actor("head"), outcome=measure.outcome
    )
    assert again.state is MeasureState.DECIDED


@pytest.mark.both_engines
def test_of_two_presses_at_once_one_undoes_and_the_other_is_told(site: Site) -> None:
    held = declined(site)
    id_, subject = newest(site).id, held.subject_id
    pages = at_once(site, *[lambda: site.post(f"/moderation/acts/{id_}/undo")] * 3)
    assert sorted(page.status_code for page in pages) == [303, 409, 409]
    assert site.audited().count("act:undone") == 1
    assert site.notes.kept[subject].state is State.HELD


@pytest.mark.both_engines
def test_undoing_and_something_else_at_the_same_moment_do_one_of_them(site: Site) -> None:
    post = site.submit(RUDE)
    assert site.decide(post, "publish").status_code == 303
    id_, subject, submission = newest(site).id, post.subject, post.id

    def report() -> int:
        from moderation.errors import NotFound

        try:
            site.moderation.report(subject, reporter=site.people.actor("ben"), reason="unkind")
        except NotFound:
            site.session.rollback()
            return 404
        site.session.commit()
        return 303

    undone, reported = at_once(
        site, lambda: site.post(f"/moderation/acts/{id_}/undo").status_code, report
    )
    assert (undone, reported) in [(303, 404), (409, 303)]
    left = site.session.get_one(Submission, submission)
    assert left.state is (State.HELD if undone == 303 else State.PUBLISHED)
    assert clock.now() < newest(site).until
