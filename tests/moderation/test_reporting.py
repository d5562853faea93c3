"""A reader reports something published."""

import pytest

from moderation import State
from moderation.errors import NotAllowed, NotFound, Refused
from moderation.policy import Route
from moderation.review.routes import RANK
from tests.moderation.conftest import Site
from tests.moderation.test_deciding import decide
from tests.moderation.test_submitting import HARMLESS, RUDE


def report(site: Site, subject: object, by: str = "ben", reason: str = "unkind", **more: str) -> None:
    site.moderation.report(subject, reporter=site.people.actor(by), reason=reason, **more)
    site.session.commit()


@pytest.mark.both_engines
def test_an_ordinary_report_brings_a_post_to_the_queue_and_never_hides_it(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject)
    assert submission.is_waiting
    assert submission.state is State.PUBLISHED
    assert site.shown(submission) == HARMLESS
    assert site.audited()[-1] == "submission:reported"


def test_us_11_an_urgent_report_hides_the_post_until_someone_has_looked(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject, reason="child_at_risk")
    assert submission.state is State.HIDDEN
    assert site.shown(submission) is None
    assert submission.rank == RANK[Route.URGENT]
    assert site.moderation.notices_for("asha")[0].template == "post_hidden"
    for person in ("dsl", "head"):
        why = "Nothing in it is about a child who is at risk."
        decide(site, submission, "publish", by=person, note="Nothing in it.", override_reason=why)
        site.session.commit()
    assert site.shown(submission) == HARMLESS


def test_one_person_hides_at_most_one_post_a_day(site: Site) -> None:
    first, second = site.submit(HARMLESS), site.submit(HARMLESS)
    report(site, first.subject, reason="threat")
    report(site, second.subject, reason="threat")
    assert (first.state, second.state) == (State.HIDDEN, State.PUBLISHED)
    assert second.is_waiting


def test_a_second_report_by_the_same_person_updates_the_first(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject)
    report(site, submission.subject, reason="private", details="It has her number.")
    site.session.refresh(submission)
    ((only),) = submission.reports
    assert (only.reason, only.details) == ("private", "It has her number.")


def test_us_11_nothing_the_author_is_told_names_who_reported(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject, reason="threat", details="Ben here, please look")
    decide(site, submission, "decline", by="dsl", category="threat")
    told = [n.subject + n.body for n in site.moderation.notices_for("asha")]
    told += [subject + body for to, subject, body, _ in site.people.told if to == "asha"]
    assert told
    assert not any("Ben" in words for words in told)


def test_the_reporter_is_told_that_someone_looked(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject)
    decide(site, submission, "publish", note="It is fine.")
    assert site.moderation.notices_for("ben")[0].template == "report_answered"
    assert not site.moderation.notices_for("asha")


def test_keeping_what_was_reported_needs_a_word_why(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject)
    with pytest.raises(Refused) as refusal:
        decide(site, submission, "publish")
    assert "note" in refusal.value.problems


def test_what_does_not_show_cannot_be_reported(site: Site) -> None:
    submission = site.submit(RUDE)
    with pytest.raises(NotFound):
        report(site, submission.subject)


def test_nobody_reports_their_own_post(site: Site) -> None:
    submission = site.submit(HARMLESS)
    with pytest.raises(NotAllowed):
        report(site, submission.subject, by="asha")


def test_deleting_a_reported_post_leaves_the_evidence_and_the_question(site: Site) -> None:
    submission = site.submit(HARMLESS)
    report(site, submission.subject)
    site.moderation.deleted(submission.subject, author=site.people.actor("asha"))
    assert submission.is_waiting
    assert submission.text == HARMLESS
