"""Nothing but the hold is automatic, nobody edits a parent's words, and no log line repeats them."""

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation import State
from moderation.cases.models import Finding, Measure
from moderation.records.models import AuditEntry
from moderation.review.models import Decision, Submission
from tests.moderation.cases.acts import UNKIND, agree, as_far_as_a_warning, find, take
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


def _by_nobody(site: Site) -> set[str]:
    """What the log says the forum did by itself."""
    return set(site.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.actor_id.is_(None))))


@pytest.mark.both_engines
def test_however_often_and_badly_somebody_posts_only_a_hold_follows(site: Site) -> None:
    for number in range(12):
        site.submit(f"{(RUDE, THREAT, UNKIND)[number % 3]} {number}")
    for number in range(5):
        reported = site.submit(f"{HARMLESS} {number}")
        for reader in ("ben", "cara", "dan"):
            site.moderation.report(reported.subject, reporter=site.people.actor(reader), reason="unkind")
    site.session.commit()
    assert _by_nobody(site) == {"policy:in_force", "submission:held", "submission:published"}
    for kind in (Finding, Measure, Decision):
        assert not site.session.scalars(sa.select(kind)).all()
    limits = site.moderation.limits_for("asha")
    assert (limits.block, limits.restrictions) == (None, ())
    assert {each.state for each in site.session.scalars(sa.select(Submission))} == {
        State.HELD,
        State.PUBLISHED,
    }


def test_time_alone_decides_nothing(site: Site, time_machine: Time) -> None:
    held, threat, finding = site.submit(RUDE), site.submit(THREAT), find(site)
    request = take(site, "removal_request", finding)
    entries = site.audited()
    for days in (1, 7, 30, 365):
        time_machine.shift(timedelta(days=days))
        page = site.get("/moderation/", "head").text
        assert "Late:" in page
        assert site.get("/moderation/people/asha", "head").status_code == 200
    assert {held.state, threat.state} == {State.HELD}
    assert site.shown(held) is None
    assert request.outcome is None
    assert site.audited() == entries


def test_every_step_taken_has_a_person_and_a_reason(site: Site, time_machine: Time) -> None:
    first, further = as_far_as_a_warning(site, time_machine)
    take(site, "restrict", further)
    agree(site, take(site, "block", first, further))
    for measure in site.session.scalars(sa.select(Measure)):
        assert measure.proposed_by_id
        assert measure.approved_by_id
        assert measure.reason
        assert measure.clause
        assert measure.policy_hash == site.moderation.policy.hash
    for finding in site.session.scalars(sa.select(Finding)):
        assert (finding.recorded_by_name, bool(finding.reason), bool(finding.clause)) == (
            "Head",
            True,
            True,
        )
    assert _by_nobody(site) == {"policy:in_force", "submission:held"}


def test_the_end_of_a_block_needs_nobody_and_leaves_no_trace_but_the_dates(
    site: Site, time_machine: Time
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    agree(site, take(site, "block", further))
    entries = site.audited()
    time_machine.shift(timedelta(days=61))
    assert site.moderation.limits_for("asha").block is None
    assert site.audited() == entries


@pytest.mark.parametrize("kind", ["publish", "send_back", "decline", "redirect", "escalate"])
def test_no_decision_carries_other_words_than_the_author_s(site: Site, kind: str) -> None:
    held = site.submit(RUDE)
    edited = {"text": "Mended by a moderator", "body": "Mended by a moderator", "title": "Mended"}
    assert site.decide(held, kind, **edited).status_code == 303
    site.session.expire_all()
    assert held.text == RUDE
    assert site.shown(held) == (RUDE if kind == "publish" else None)


def test_no_page_of_moderation_offers_to_change_what_somebody_wrote(site: Site) -> None:
    writes = {
        rule.rule
        for rule in site.app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }
    number = "<int(max=2147483647):{}>".format
    assert writes == {
        "/appeal",
        f"/moderation/appeals/{number('appeal_id')}/decide",
        f"/moderation/appeals/{number('appeal_id')}/suspend",
        "/moderation/try",
        *(
            f"/moderation/submissions/{number('submission_id')}/{act}"
            for act in ("decide", "triage", "worry")
        ),
        "/moderation/worries/<reference>/take-on",
        "/moderation/connections",
        f"/moderation/connections/{number('connection_id')}/end",
        "/moderation/people/<person_id>/connections",
        "/moderation/people/<person_id>/worry",
        "/moderation/people/<person_id>/findings",
        "/moderation/people/<person_id>/measures",
        "/moderation/people/<person_id>/incidents",
        "/moderation/incidents/new",
        f"/moderation/incidents/{number('incident_id')}/screenshots",
        f"/moderation/acts/{number('act_id')}/undo",
        f"/moderation/data-protection/{number('prompt_id')}/answer",
        f"/moderation/measures/{number('measure_id')}/letters/{number('notice_id')}/astray",
        f"/moderation/submissions/{number('submission_id')}/finding",
        *(
            f"/moderation/findings/{number('finding_id')}/{act}"
            for act in ("confirm", "decline", "translated")
        ),
        *(f"/moderation/people/<person_id>/{act}" for act in ("owner", "concerns", "close", "reopen")),
        f"/moderation/concerns/{number('concern_id')}/answer",
        "/moderation/people/<person_id>/evidence",
        "/moderation/people/<person_id>/evidence/hold",
        *(
            f"/moderation/measures/{number('measure_id')}/{act}"
            for act in ("approve", "record", "reply", "lift", "reverse", "appeal")
        ),
    }
    held = site.submit(RUDE)
    card = site.get(f"/moderation/submissions/{held.id}").text
    assert "bollocks" not in "".join(
        part.split("</textarea>")[0] for part in card.split("<textarea")[1:]
    )


def test_no_log_line_repeats_what_anybody_wrote(
    site: Site, time_machine: Time, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    first, further = as_far_as_a_warning(site, time_machine)
    agree(site, take(site, "block", first, further))
    held, shown = site.submit(f"{RUDE} Zebra", "dan"), site.submit(f"{HARMLESS} Quokka", "dan")
    site.get("/moderation/", "mo")
    site.get(f"/moderation/submissions/{held.id}", "mo")
    site.decide(held, "decline", reason="A wombat reason", note="A numbat note")
    site.decide(held, "decline", reason="A wombat reason")
    site.post("/moderation/try", text="A dingo text")
    site.moderation.report(
        shown.subject, reporter=site.people.actor("ben"), reason="unkind", details="A quoll detail"
    )
    site.get("/moderation/people/asha", "head")
    site.post("/appeal", "", reference="SG-2222-2222", code="AAAAA-AAAAA", text="A bilby appeal")
    said = "\n".join(record.getMessage() for record in caplog.records)
    for word in ("Zebra", "Quokka", "wombat", "numbat", "dingo", "quoll", "bilby", "useless"):
        assert word not in said
