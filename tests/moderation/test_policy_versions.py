"""A changed policy file is a new version; what was posted and decided before keeps its own."""

import re
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from moderation import Moderation
from moderation.cases import services
from moderation.cases.models import Finding
from moderation.errors import Refused
from moderation.policy import Policy, PolicyFault, parse
from moderation.policy.models import PolicyVersion
from moderation.records import audit
from moderation.review.models import Decision
from tests.conftest import A_SCHOOL_DAY
from tests.moderation.cases.acts import UNKIND, as_far_as_a_warning, draft, find, take
from tests.moderation.conftest import Site
from tests.moderation.policy.editing import SHIPPED, edited
from tests.moderation.test_submitting import HARMLESS, RUDE

# The same school a year later: its clause on rudeness has another number and other words, one
# kind is new, and another is gone.
RENUMBERED = SHIPPED.replace('id = "E4"', 'id = "5.4"').replace('clause = "E4"', 'clause = "5.4"')
REWORDED = edited('id = "5.4"', 'plain = "Rude or hurtful', 'plain = "Unkind', RENUMBERED)
A_NEW_KIND = (
    '[[categories]]\nid = "spam"\nclause = "5.4"\nbasis = "local"\nlabel = "Selling things"\n'
    'why = "It may sell something."\nroute = "hold"\ncounts_as_finding = true\n'
    'needs_ground = false\nchannel = "confidential_talk"\n'
)
LATER = parse(f"{REWORDED.replace('2017/18', '2026/27')}\n{A_NEW_KIND}")


def change(site: Site, policy: Policy) -> None:
    """The school puts another file in place and starts the forum again."""
    site.moderation.policy = policy
    site.moderation.record_policy()
    site.session.commit()


@pytest.mark.both_engines
def test_a_changed_file_is_kept_as_a_new_version_beside_the_old(site: Site) -> None:
    before = site.moderation.policy
    change(site, LATER)
    change(site, LATER)
    kept = site.session.scalars(sa.select(PolicyVersion).order_by(PolicyVersion.recorded_at)).all()
    assert [(version.hash, version.label) for version in kept] == [
        (before.hash, "2017/18"),
        (LATER.hash, "2026/27"),
    ]
    assert kept[0].source == SHIPPED
    assert site.audited() == ["policy:in_force", "policy:in_force"]
    found = site.moderation.policy_version(before.hash[:8])
    assert found is not None
    assert found.clause("E4").text == before.clause("E4").text


@pytest.mark.both_engines
def test_what_was_posted_under_the_old_version_is_decided_under_it(site: Site) -> None:
    old = site.moderation.policy
    held = site.submit(UNKIND)
    change(site, LATER)
    card = site.get(f"/moderation/submissions/{held.id}")
    assert card.status_code == 200
    assert "an earlier version of the policy (2017/18)" in card.text
    assert "Selling things" not in card.text
    refused = site.decide(held, "decline", category="spam")
    assert refused.status_code == 422
    assert "Please put it more kindly." in refused.text
    assert site.decide(held, "decline").status_code == 303
    decision = site.session.scalars(sa.select(Decision)).one()
    assert (decision.policy_hash, decision.clause) == (old.hash, "E4")
    letter = site.moderation.notices_for("asha")[0].body
    assert f"part E4 of our policy: {old.clause('E4').plain}" in letter
    assert audit.verify(site.session).broken_at is None


def test_what_is_posted_from_now_on_is_under_the_new_one(site: Site) -> None:
    change(site, LATER)
    held = site.submit(RUDE)
    assert held.policy_hash == LATER.hash
    card = site.get(f"/moderation/submissions/{held.id}").text
    assert "Selling things" in card
    assert "earlier version of the policy" not in card


@pytest.mark.both_engines
def test_findings_and_letters_cite_the_version_that_was_in_force_at_the_time(site: Site) -> None:
    old = site.moderation.policy
    submission = site.submit(UNKIND)
    change(site, LATER)
    with pytest.raises(Refused) as refusal:
        services.record_finding(
            site.moderation,
            "asha",
            draft(submission, category="spam"),
            admin=site.people.actor("head"),
        )
    assert "as it was when this was posted" in refusal.value.problems["category"]
    site.session.rollback()
    services.record_finding(site.moderation, "asha", draft(submission), admin=site.people.actor("head"))
    site.session.commit()
    first = site.session.scalars(sa.select(Finding)).one()
    assert (first.policy_hash, first.clause) == (old.hash, "E4")
    second = find(site)
    assert (second.policy_hash, second.clause) == (LATER.hash, "5.4")
    measure = take(site, "removal_request", first, second)
    assert measure.policy_hash == LATER.hash
    letter = site.moderation.notices_for("asha")[0].body
    assert f"part E4 of our policy calls inappropriate: {old.clause('E4').plain}" in letter
    assert f"part 5.4 of our policy calls inappropriate: {LATER.clause('5.4').plain}" in letter
    assert site.get("/moderation/people/asha", "head").status_code == 200


def test_its_author_reads_the_clause_as_it_was(site: Site) -> None:
    old = site.moderation.policy
    post = site.submit(HARMLESS)
    site.moderation.report(post.subject, reporter=site.people.actor("ben"), reason="unkind")
    assert post.clause == "E4"
    change(site, LATER)
    standing = site.moderation.standing({post.subject})[post.subject]
    assert standing.clause_plain == old.clause("E4").plain


def test_a_report_cites_the_version_the_post_was_sent_under(site: Site) -> None:
    post = site.submit(HARMLESS)
    change(site, LATER)
    site.moderation.report(post.subject, reporter=site.people.actor("ben"), reason="unkind")
    site.session.commit()
    assert post.clause == "E4"
    assert site.get(f"/moderation/submissions/{post.id}").status_code == 200


def test_a_version_this_software_can_no_longer_read_breaks_no_page(site: Site) -> None:
    held = site.submit(UNKIND)
    gone = PolicyVersion(
        hash="f" * 64,
        title="Ours",
        label="1999",
        effective_from=site.moderation.policy.effective_from,
        source="schema = 0",
        recorded_at=held.submitted_at,
    )
    site.session.add(gone)
    held.policy_hash, held.clause = gone.hash, "Z9"
    site.session.commit()
    assert site.get(f"/moderation/submissions/{held.id}").status_code == 200
    assert site.moderation.standing({held.subject})[held.subject].clause_plain == ""
    assert site.decide(held, "decline").status_code == 303


def test_the_ladder_cites_a_school_s_own_numbers_and_never_ours(
    site: Site, time_machine: time_machine.TimeMachineFixture
) -> None:
    numbered = re.sub(r'"([A-H])(\d)"', r'"\1.\2"', SHIPPED)
    change(site, parse(numbered))
    time_machine.move_to(A_SCHOOL_DAY, tick=False)
    first = find(site)
    pages = [site.get("/moderation/people/asha", "head").text]
    path = "/moderation/people/asha/measures"
    for kind in ("written_warning", "restrict", "block"):
        refused = site.post(path, "head", measure=kind, findings=[first.id], reason="Why.")
        assert refused.status_code == 422
        pages.append(refused.text)
    as_far_as_a_warning(site, time_machine)
    pages.append(site.get("/moderation/people/asha", "head").text)
    pages += [notice.body for notice in site.moderation.notices_for("asha")]
    ours = [re.findall(r"(?<![\w-])[A-H]\d(?![\w-])", unescape(page)) for page in pages]
    assert ours == [[] for _ in pages]
    assert "an answer that refuses (G.4)" in pages[0]


FAULTS = [
    ("[holds]", "urgent_hours = 4", "urgent_ours = 4", "[holds] urgent_ours (clause B2)"),
    ('key = "age"', 'key = "age"', 'key = "height"', "[[grounds]] (clause E5)"),
    ("[measures.block]", "two_person = true", "two_person = false", "two_person (clause H4)"),
    ("[measures.block]", "max_days = 180", "max_days = 181", "max_days (clause H4)"),
    ("[measures.block]", "max_days = 180", 'max_days = "180"', "max_days (clause H4)"),
    ("[measures.block]", "[measures.block]", "[measures.block", "the file"),
]


@pytest.mark.parametrize(("after", "old", "new", "where"), FAULTS)
def test_a_faulty_file_stops_the_start_and_says_line_clause_and_mend(
    tmp_path: Path, after: str, old: str, new: str, where: str
) -> None:
    text = edited(after, old, new)
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    app, moderation = Flask("faulty"), Moderation()
    with pytest.raises(PolicyFault, match=r"policy\.toml can't be used yet") as caught:
        moderation.init_app(
            app,
            session=lambda: pytest.fail("nothing was to be asked of the database"),
            content=[],
            people=None,  # type: ignore[arg-type]
            policy_file=str(tmp_path / "policy.toml"),
        )
    assert any(where in str(fault) for fault in caught.value.faults)
    assert all(fault.line and fault.what and fault.mend for fault in caught.value.faults)
    assert "moderation" not in app.extensions
    assert not [rule for rule in app.url_map.iter_rules() if "moderation" in rule.rule]


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match="No such file"):
        Moderation().init_app(
            Flask("none"),
            session=lambda: pytest.fail("nothing was to be asked of the database"),
            content=[],
            people=None,  # type: ignore[arg-type]
            policy_file=str(tmp_path / "policy.toml"),
        )
