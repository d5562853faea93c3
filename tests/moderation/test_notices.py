"""What people are told: a letter for every act, in words a tired parent would use."""

import re
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

import moderation
from moderation.appeals import services as appeals
from moderation.appeals.models import AppealOutcome
from moderation.cases import services
from moderation.cases.models import Finding, HeardBy, Measure, Outcome
from moderation.notices.models import Notice
from tests.moderation.cases.acts import agree, as_far_as_a_warning, find, take
from tests.moderation.conftest import Site
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
TEMPLATES = Path(moderation.__file__).parent / "templates" / "moderation" / "notices"
NEVER_SAID = re.compile(
    r"\b(invalid|errors?|offenders?|ban|bans|banned|violat\w+|users?)\b", re.IGNORECASE
)
MEASURES = {
    "informal_discussion",
    "removal_request",
    "written_warning",
    "restrict",
    "block",
    "measure_lifted",
    "measure_reversed",
}
DECIDED_WITH_A_REASON = {"post_returned", "post_declined", "post_removed", "post_redirected"}


@pytest.fixture
def letters(site: Site, time_machine: Time) -> Sequence[Notice]:
    """One of everything there is to be told of, from the first held post to a block that is lifted."""
    head, asha = site.people.actor("head"), site.people.actor("asha")
    _, further = as_far_as_a_warning(site, time_machine)
    take(site, "informal_discussion", outcome=Outcome.OFFERED_NO_REPLY, reason="Please come in.")
    everything = {"premoderate": True, "no_new_topics": True, "no_replies": True}
    restriction = take(site, "restrict", further, limits={**everything, "boards_only": ["general"]})
    services.reverse(site.moderation, restriction.id, admin=head, reason="It was somebody else.")
    block = agree(site, take(site, "block", further))
    _appealed_and_suspended(site, block)
    services.lift(site.moderation, block.id, admin=head, reason="She came to see us.")
    for kind in ("publish", "send_back", "decline", "redirect"):
        site.decide(site.submit(f"{RUDE}, {kind}"), kind, reason="In the moderator's own words.")
    shown, hidden = site.submit(HARMLESS), site.submit(HARMLESS)
    for post, reason in ((shown, "unkind"), (hidden, "threat")):
        site.moderation.report(
            post.subject, reporter=site.people.actor("ben"), reason=reason, details="Ben saw it."
        )
        site.session.commit()
        site.decide(post, "decline", "dsl")
    _letters_of_the_other_steps(site, further)
    threat = site.submit(THREAT)
    site.moderation.withdraw(threat.subject, author=asha)
    site.session.commit()
    site.decide(threat, "decline", "dsl", category="threat")
    site.submit(f"{RUDE}, and nobody looks")
    time_machine.shift(timedelta(days=20))
    site.moderation.remind()
    site.session.commit()
    return site.session.scalars(sa.select(Notice).order_by(Notice.id)).all()


def _appealed_and_suspended(site: Site, block: Measure) -> None:
    head, chair = site.people.actor("head"), site.people.actor("chair")
    filed = appeals.enter(site.moderation, block.id, admin=head, route=HeardBy.PHONE, text="Not fair.")
    appeals.suspend(site.moderation, filed.id, "It takes us a week to look.", officer=chair)


def _letters_of_the_other_steps(site: Site, further: Finding) -> None:
    head = site.people.actor("head")
    proposed = take(site, "block", further, is_heard=False, reason="Another.")
    services.lift(site.moderation, proposed.id, admin=head, reason="They came to see us.")
    agree(site, take(site, "interim_restriction", further))
    take(site, "police_referral", outcome=Outcome.REFERRED)
    elsewhere = find(site)
    elsewhere.venue = "facebook"
    site.session.commit()
    take(site, "host_complaint", elsewhere)
    warning = site.session.scalars(sa.select(Measure).where(Measure.kind == "written_warning")).one()
    filed = appeals.enter(site.moderation, warning.id, admin=head, route=HeardBy.PHONE, text="Not fair.")
    chair = site.people.actor("chair")
    upheld = appeals.Answer(AppealOutcome.UPHELD, "In the chair's own words.")
    appeals.decide(site.moderation, filed.id, upheld, officer=chair)


def _all_of(letters: Sequence[Notice], templates: Collection[str]) -> list[Notice]:
    return [letter for letter in letters if letter.template in templates]


def test_every_letter_there_is_was_sent_by_some_act(letters: Sequence[Notice]) -> None:
    known = {file.stem for file in TEMPLATES.glob("*.txt") if not file.stem.startswith("_")}
    assert {letter.template for letter in letters} == known


def test_no_letter_says_a_word_that_hurts(letters: Sequence[Notice]) -> None:
    said = [(letter.template, NEVER_SAID.search(letter.subject + letter.body)) for letter in letters]
    assert not [(template, found[0]) for template, found in said if found]


def test_every_letter_says_where_to_turn_and_cites_the_policy(
    site: Site, letters: Sequence[Notice]
) -> None:
    school, policy = site.moderation.policy.school, site.moderation.policy
    for letter in letters:
        for words in (
            letter.reference,
            f"{policy.title} ({policy.version})",
            school.office_phone,
            school.office_email,
            "/contact/complaint",
            "/contact/privacy",
            "/contact/child-at-risk",
            "999",
        ):
            assert words in letter.body, letter.template


def test_every_letter_is_finished_plain_text(letters: Sequence[Notice]) -> None:
    for letter in letters:
        said = letter.subject + letter.body
        assert letter.subject
        assert not re.search(r"\{[{%]|&#?\w+;|None|Undefined|\n{4}", said), letter.template
        assert letter.body.startswith(("Hello Asha,", "Dear Asha,", "Hello Ben,"))


def test_every_step_of_the_ladder_says_who_decided_why_and_under_which_clause(
    letters: Sequence[Notice],
) -> None:
    told = _all_of(letters, MEASURES)
    assert len(told) == len(MEASURES) + 1  # two talks
    for letter in told:
        assert re.search(r"part [GH]\d", letter.body), letter.template
        assert re.search(r"\b(Head|Deputy)\b", letter.body), letter.template
        assert re.search(r"About the|Please come in|somebody else|came to see us", letter.body)


def test_the_heavier_letters_say_until_when_how_to_appeal_and_that_it_is_this_forum_only(
    letters: Sequence[Notice],
) -> None:
    for letter in _all_of(letters, {"written_warning", "restrict", "block"}):
        assert re.search(r"give reference SG-\w{4}-\w{4} and code \w{5}-\w{5}", letter.body)
        assert "You do not need to sign in" in letter.body
        assert "your child" in letter.body
    for letter in _all_of(letters, {"restrict", "block"}):
        assert " until " in letter.subject
        assert "It ends by itself." in letter.body
        assert "only this forum" in letter.body
        assert "We rely only on what was posted here" in letter.body
    (block,) = _all_of(letters, {"block"})
    assert "Proposed by Head; agreed by Deputy." in block.body
    assert "School news will reach you" in block.body
    assert "A limit on posting would not be enough: A limit would not be enough." in block.body


def test_a_restriction_lists_each_limit(letters: Sequence[Notice]) -> None:
    (restriction,) = _all_of(letters, {"restrict"})
    limits = [line for line in restriction.body.splitlines() if line.startswith("- ")]
    assert limits == [
        "- A person reads each of your posts before it shows.",
        "- You cannot start new topics.",
        "- You cannot reply.",
        "- You can post only on: general.",
    ]


def test_a_warning_has_its_three_parts_and_says_how_long_it_counts(letters: Sequence[Notice]) -> None:
    (warning,) = _all_of(letters, {"written_warning"})
    for words in (
        "Our concerns. We are concerned about two posts.",
        "Warning. Please do not post like this again.",
        "Please take down. Both of them.",
        "It counts until",
        "Your reply stays with this letter.",
    ):
        assert words in warning.body


def test_a_decision_about_a_post_gives_the_reason_and_is_no_warning(letters: Sequence[Notice]) -> None:
    told = _all_of(letters, DECIDED_WITH_A_REASON)
    assert {letter.template for letter in told} == DECIDED_WITH_A_REASON
    for letter in told:
        assert re.search(r"They wrote: (In the moderator's|Please put it)", letter.body)
        assert "not a warning" in letter.body
    for letter in [*told, *_all_of(letters, {"post_held", "post_hidden"})]:
        assert re.search(r"part [B-H]\d of our policy: \w", letter.body), letter.template
    for letter in _all_of(letters, {"post_held", "post_hidden"}):
        assert "This is not a warning, and nothing has been decided." in letter.body
        assert re.search(r"A person will look at it by \w+day \d+ \w+ 20\d\d", letter.body)


def test_a_mistake_is_undone_with_an_apology_and_a_lift_without(letters: Sequence[Notice]) -> None:
    (undone,) = _all_of(letters, {"measure_reversed"})
    assert "We are sorry." in undone.body
    assert "It does not count, now or later" in undone.body
    (lifted,) = _all_of(letters, {"measure_lifted"})
    assert "sorry" not in lifted.body
    assert "It has ended today, before its time." in lifted.body


def test_no_mail_says_what_a_letter_says_and_no_author_learns_who_reported(
    site: Site, letters: Sequence[Notice]
) -> None:
    mails = [subject + body for _, subject, body, path in site.people.told if path.startswith("/me/")]
    assert len(mails) == len(letters)
    for words in ("bollocks", "smash", HARMLESS, "own words", "About the", "useless"):
        assert not any(words in mail for mail in mails)
    for letter in letters:
        assert letter.recipient_id == "ben" or "Ben" not in letter.subject + letter.body


def test_a_letter_is_for_one_person_and_kept_as_it_was_sent(
    site: Site, letters: Sequence[Notice], time_machine: Time
) -> None:
    letter = _all_of(letters, {"written_warning"})[0]
    sent = letter.body
    time_machine.shift(timedelta(days=400))
    assert site.moderation.notice(letter.id, "asha").body == sent
    for other in ("ben", "mo", "head"):
        with pytest.raises(moderation.errors.NotFound):
            site.moderation.notice(letter.id, other)
    assert {each.recipient_id for each in letters if each.template in MEASURES} == {"asha"}


def test_only_the_fingerprint_of_a_code_is_kept(site: Site, letters: Sequence[Notice]) -> None:
    for letter in _all_of(letters, {"written_warning", "restrict", "block"}):
        code = re.search(r"and code (\w{5}-\w{5})", letter.body)
        assert code
        assert letter.code_hash
        assert code[1] not in letter.code_hash
