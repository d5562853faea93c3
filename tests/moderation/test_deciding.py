"""A person decides on what waits."""

import pytest

from moderation import State
from moderation.errors import AlreadyDecided, ConflictOfInterest, Refused, TriageNeeded
from moderation.review import deciding, desks, queries
from moderation.review.deciding import Verdict
from moderation.review.models import Submission
from moderation.review.states import DecisionKind
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT


def decide(site: Site, submission: Submission, kind: str, by: str = "mo", **given: object) -> Submission:
    verdict = Verdict(
        **{
            "kind": DecisionKind(kind),
            "version": submission.revision,
            "category": "" if kind in ("publish", "escalate") else "offensive",
            "reason": "" if kind in ("publish", "escalate") else "Please put it more kindly.",
            **given,
        }
    )
    found = deciding.decide(site.moderation, submission.id, verdict, moderator=site.people.actor(by))
    site.session.commit()
    return found


OUTCOMES = [
    ("publish", State.PUBLISHED, "post_published"),
    ("send_back", State.RETURNED, "post_returned"),
    ("decline", State.DECLINED, "post_declined"),
    ("redirect", State.REDIRECTED, "post_redirected"),
]


@pytest.mark.both_engines
@pytest.mark.parametrize(("kind", "state", "notice"), OUTCOMES)
def test_each_verb_settles_a_held_text_and_tells_its_author(
    site: Site, kind: str, state: State, notice: str
) -> None:
    submission = site.submit(RUDE)
    decide(site, submission, kind)
    assert submission.state is state
    assert not submission.is_waiting
    assert site.shown(submission) == (RUDE if kind == "publish" else None)
    assert site.moderation.notices_for("asha")[0].template == notice
    assert site.audited()[-1] == f"submission:{kind}"
    assert submission.decisions[0].policy_hash == site.moderation.policy.hash


def test_asking_for_help_leaves_it_waiting_and_tells_those_who_look_first(site: Site) -> None:
    submission = site.submit(RUDE)
    site.people.told.clear()
    decide(site, submission, "escalate")
    assert submission.is_waiting
    assert {to for to, *_ in site.people.told} == {"dsl", "head", "deputy"}


@pytest.mark.parametrize("kind", ["send_back", "decline", "redirect"])
@pytest.mark.parametrize("missing", ["category", "reason"])
def test_us_12_what_the_author_is_told_needs_a_category_and_a_reason(
    site: Site, kind: str, missing: str
) -> None:
    submission = site.submit(RUDE)
    with pytest.raises(Refused) as refusal:
        decide(site, submission, kind, **{missing: "  " if missing == "reason" else ""})
    assert missing in refusal.value.problems
    assert submission.state is State.HELD


def test_us_14_the_second_of_two_moderators_is_told_what_the_first_decided(site: Site) -> None:
    submission = site.submit(RUDE)
    version = submission.revision
    decide(site, submission, "publish", by="mo")
    with pytest.raises(AlreadyDecided, match="Mo published it"):
        decide(site, submission, "decline", by="nia", version=version)
    assert submission.state is State.PUBLISHED
    assert len(submission.decisions) == 1


def test_a_decision_on_what_has_changed_meanwhile_is_refused(site: Site) -> None:
    submission = site.submit(RUDE)
    site.again(submission.subject, "What a load of bollocks that was, sorry")
    with pytest.raises(AlreadyDecided, match="changed it in the meantime"):
        decide(site, submission, "publish", version=1)


def test_nobody_decides_on_what_they_wrote(site: Site) -> None:
    submission = site.submit(RUDE, author="mo")
    with pytest.raises(ConflictOfInterest, match="You wrote this"):
        decide(site, submission, "publish", by="mo")


def test_nobody_decides_on_what_names_them(site: Site) -> None:
    site.people.names_to_ids["Mrs Mo"] = "mo"
    submission = site.submit(RUDE + " Mrs Mo")
    with pytest.raises(ConflictOfInterest, match="names you"):
        decide(site, submission, "publish", by="mo")
    decide(site, submission, "publish", by="nia")


def test_nobody_decides_on_what_they_reported(site: Site) -> None:
    submission = site.submit(HARMLESS)
    site.moderation.report(submission.subject, reporter=site.people.actor("mo"), reason="unkind")
    with pytest.raises(ConflictOfInterest, match="reported"):
        decide(site, submission, "publish", by="mo", note="It is fine.")


def test_an_urgent_text_is_not_for_a_volunteer(site: Site) -> None:
    submission = site.submit(THREAT)
    with pytest.raises(TriageNeeded):
        decide(site, submission, "publish", by="mo")
    decide(site, submission, "decline", by="dsl", category="threat")
    assert submission.state is State.DECLINED


def test_the_queue_shows_urgent_first_then_the_oldest_promise_and_nothing_one_may_not_decide(
    site: Site,
) -> None:
    rude, own, threat = site.submit(RUDE), site.submit(RUDE, author="dsl"), site.submit(THREAT)
    reader = desks.reader(site.moderation, "dsl")
    found, total = queries.waiting(site.session, reader, None)
    assert [item.id for item in found] == [threat.id, rude.id]
    assert total == 2
    elsewhere, _ = queries.not_on_queue_of(site.session, reader)
    assert [item.id for item in elsewhere] == [own.id]


def test_a_moderator_never_receives_the_text_of_what_others_look_at_first(site: Site) -> None:
    site.submit(THREAT)
    page = site.app.test_client().get("/moderation/", headers={"X-Person": "mo"})
    assert page.status_code == 200
    assert 'data-route="urgent"' in page.text
    assert "smash" not in page.text


def test_what_was_sent_back_is_read_again_when_it_comes(site: Site) -> None:
    submission = site.submit(RUDE)
    decide(site, submission, "send_back")
    mended = site.again(submission.subject, HARMLESS)
    assert mended.state is State.HELD
    decide(site, mended, "publish")
    assert site.shown(mended) == HARMLESS


def test_a_withdrawn_threat_can_only_be_closed(site: Site) -> None:
    submission = site.submit(THREAT)
    site.moderation.withdraw(submission.subject, author=site.people.actor("asha"))
    site.session.commit()
    with pytest.raises(Refused):
        decide(site, submission, "publish", by="dsl")
    decide(site, submission, "decline", by="dsl", category="threat")
    assert (submission.state, submission.is_waiting) == (State.WITHDRAWN, False)


def test_declining_is_not_a_finding_and_opens_no_case(site: Site) -> None:
    from moderation.cases.queries import findings_of, measures_of

    decide(site, site.submit(RUDE), "decline")
    assert not findings_of(site.session, "asha")
    assert not measures_of(site.session, "asha")
