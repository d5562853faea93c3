"""Two people, or two clicks, at the same moment: one is first, the other is told, nothing is torn."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
import sqlalchemy as sa
import time_machine

from moderation import State, Subject
from moderation.appeals.models import Appeal, AppealTry
from moderation.cases.models import Finding, Measure, MeasureState
from moderation.notices.models import Notice
from moderation.policy.models import PolicyVersion
from moderation.records import audit
from moderation.review.models import Decision, Report, Submission
from tests.moderation.cases.acts import UNKIND, WORDS, as_far_as_a_warning, take
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE

pytestmark = pytest.mark.both_engines
Found = TypeVar("Found")
Time = time_machine.TimeMachineFixture


def at_once(site: Site, *acts: Callable[[], Found]) -> list[Found]:
    """What each of these acts gives, when all of them begin at the same moment."""
    begin = Barrier(len(acts))

    def run(act: Callable[[], Found]) -> Found:
        begin.wait(timeout=10)
        try:
            with site.app.test_request_context():
                return act()
        finally:
            site.session.remove()

    site.session.remove()
    with ThreadPoolExecutor(len(acts)) as threads:
        return [running.result() for running in [threads.submit(run, act) for act in acts]]


def _rows(site: Site, kind: type[object], *where: sa.ColumnElement[bool]) -> int:
    found = site.session.scalar(sa.select(sa.func.count()).select_from(kind).where(*where))
    return int(found or 0)


@pytest.fixture(autouse=True)
def _the_log_stays_whole(site: Site) -> Iterator[None]:
    yield
    site.session.remove()
    verdict = audit.verify(site.session)
    assert (verdict.broken_at, verdict.entries) == (None, len(site.audited()))


def test_of_two_moderators_one_decides_and_the_other_is_told_who_was_first(site: Site) -> None:
    for number in range(20):
        held = site.submit(f"{RUDE}, round {number}")
        id_, version = held.id, held.revision
        path = f"/moderation/submissions/{id_}/decide"
        words = {"category": "offensive", "reason": "Kept as I wrote it.", "version": version}
        published, declined = at_once(
            site,
            lambda: site.post(path, "mo", decision="publish", version=version),  # noqa: B023
            lambda: site.post(path, "nia", decision="decline", **words),  # noqa: B023
        )
        assert {published.status_code, declined.status_code} == {303, 409}, declined.text
        second = published if published.status_code == 409 else declined
        first = "Nia declined it" if second is published else "Mo published it"
        assert first in second.text
        assert ("Kept as I wrote it." in second.text) is (second is declined)
        assert _rows(site, Decision, Decision.submission_id == id_) == 1
        about = (Notice.submission_id == id_, Notice.template != "post_held")
        assert _rows(site, Notice, *about) == 1


def test_many_workers_write_one_chain(site: Site) -> None:
    def write() -> None:
        for number in range(10):
            audit.append(site.session, "test:noted", actor=None, detail={"number": number})
            site.session.commit()

    before = len(site.audited())
    at_once(site, *[write] * 4)
    assert len(site.audited()) == before + 40


def test_many_texts_at_once_are_each_kept_and_logged(site: Site) -> None:
    subjects = [site.notes.new(str(100 + number)) for number in range(8)]

    def send(subject: Subject) -> State:
        return site.again(subject, HARMLESS if int(subject.id) % 2 else RUDE).state

    found = at_once(site, *[lambda subject=subject: send(subject) for subject in subjects])
    assert sorted(found) == [State.HELD] * 4 + [State.PUBLISHED] * 4
    assert _rows(site, Submission) == 8


def test_two_changes_of_one_post_at_once_leave_one_that_waits(site: Site) -> None:
    subject = site.submit(RUDE).subject
    at_once(site, *[lambda n=n: site.again(subject, f"{RUDE} {n}").state for n in (1, 2)])
    assert _rows(site, Submission) == 3
    assert _rows(site, Submission, Submission.due_at.is_not(None)) == 1


def test_a_double_click_on_a_report_is_one_report(site: Site) -> None:
    subject = site.submit(HARMLESS).subject

    def report() -> None:
        site.moderation.report(subject, reporter=site.people.actor("ben"), reason="unkind")
        site.session.commit()

    at_once(site, report, report)
    assert _rows(site, Report) == 1


def test_a_report_and_a_decision_at_once_are_both_kept(site: Site) -> None:
    submission = site.submit(HARMLESS)
    site.moderation.report(submission.subject, reporter=site.people.actor("ben"), reason="unkind")
    site.session.commit()
    subject, id_, version = submission.subject, submission.id, submission.revision

    def report() -> int:
        site.moderation.report(subject, reporter=site.people.actor("cara"), reason="unkind")
        site.session.commit()
        return 303

    def decide() -> int:
        sent = {"decision": "publish", "note": "It may stay.", "version": version}
        return site.post(f"/moderation/submissions/{id_}/decide", **sent).status_code

    _, decided = at_once(site, report, decide)
    assert decided in (303, 409)
    assert _rows(site, Report) == 2
    # Whichever came first, somebody still has Cara's report before them.
    assert _rows(site, Submission, Submission.due_at.is_not(None)) == 1


@pytest.mark.parametrize("clicks", [2, 4])
def test_a_double_click_takes_one_step_with_somebody(site: Site, clicks: int) -> None:
    site.submit(UNKIND)
    sent = {"measure": "informal_discussion", "outcome": "held", "reason": "About the post."}
    path = "/moderation/people/asha/measures"
    pages = at_once(site, *[lambda: site.post(path, "head", **sent)] * clicks)
    assert sorted(page.status_code for page in pages) == [303] + [409] * (clicks - 1)
    assert _rows(site, Measure) == 1


def test_a_double_click_on_a_finding_records_it_once(site: Site) -> None:
    sent = {
        "submission": site.submit(UNKIND).id,
        "category": "offensive",
        "words": WORDS,
        "detriment": "staff",
        "reason": "It runs her down.",
    }
    path = "/moderation/people/asha/findings"
    pages = at_once(site, *[lambda: site.post(path, "head", **sent)] * 2)
    assert sorted(page.status_code for page in pages) == [303, 409]
    assert _rows(site, Finding) == 1


@pytest.mark.usefixtures("school_day")
def test_agreeing_to_a_block_and_withdrawing_it_at_once_does_one_of_them(
    site: Site, time_machine: Time
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    path = f"/moderation/measures/{take(site, 'block', further).id}"
    agreed, withdrawn = at_once(
        site,
        lambda: site.post(f"{path}/approve", "deputy", reason="I agree."),
        lambda: site.post(f"{path}/lift", "head", reason="Too soon."),
    )
    block = site.session.scalars(sa.select(Measure).where(Measure.kind == "block")).one()
    if block.state is MeasureState.WITHDRAWN:
        assert (withdrawn.status_code, agreed.status_code) == (303, 409)
        assert "Head has already withdrawn it." in agreed.text
    else:
        # Ending what was agreed to a moment ago is as good an act as any.
        assert (agreed.status_code, withdrawn.status_code) == (303, 303)
        assert block.state is MeasureState.LIFTED


@pytest.mark.usefixtures("school_day")
def test_one_appeal_sent_twice_at_once_is_received_once_and_tries_are_counted(
    site: Site, time_machine: Time
) -> None:
    as_far_as_a_warning(site, time_machine)
    letter = site.moderation.notices_for("asha")[0]
    code = letter.body.split("and code ")[1][:11]
    sent = {"reference": letter.reference, "code": code, "text": "It was not me."}
    pages = at_once(site, *[lambda: site.post("/appeal", "", **sent)] * 3)
    assert [page.status_code for page in pages] == [303] * 3
    assert _rows(site, Appeal) == 1
    wrong = {**sent, "code": "AAAAA-AAAAA"}
    tried = at_once(site, *[lambda: site.post("/appeal", "", **wrong)] * 8)
    assert sorted(page.status_code for page in tried) == [422] * 5 + [429] * 3
    assert _rows(site, AppealTry) == 10  # by address and by reference


def test_two_workers_that_start_with_a_new_policy_keep_it_once(site: Site) -> None:
    from moderation.policy import parse

    site.moderation.policy = parse(site.moderation.policy.source + "# changed\n")

    def start() -> None:
        site.moderation.record_policy()
        site.session.commit()

    at_once(site, *[start] * 4)
    assert _rows(site, PolicyVersion) == 2
    assert site.audited().count("policy:in_force") == 2
