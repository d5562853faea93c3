"""A text is offered: published at once, or held for a person, and never lost."""

import pytest

from moderation import State
from moderation.errors import NotChanged
from moderation.policy import Route
from moderation.screening import Screener
from moderation.screening.matches import Match
from tests.moderation.conftest import Site

HARMLESS = "Is PE on Friday this week?"
RUDE = "What a load of bollocks that was"
THREAT = "I will smash your face in tomorrow"


@pytest.mark.both_engines
def test_a_harmless_text_is_published_at_once_in_the_very_words_that_were_judged(
    site: Site,
) -> None:
    submission = site.submit(HARMLESS)
    assert submission.state is State.PUBLISHED
    assert site.shown(submission) == HARMLESS == submission.text
    assert not submission.is_waiting
    assert site.audited()[-1] == "submission:published"


@pytest.mark.both_engines
def test_a_text_that_may_breach_the_policy_is_held_with_a_reason_a_clause_and_a_promise(
    site: Site,
) -> None:
    submission = site.submit(RUDE)
    assert submission.state is State.HELD
    assert site.shown(submission) is None
    assert submission.why
    assert submission.clause in site.moderation.policy.clauses
    assert submission.due_at > submission.submitted_at
    assert [match.words for match in submission.matches] == ["bollocks"]
    assert site.audited()[-1] == "submission:held"


def test_the_author_of_a_held_text_is_told_at_once_and_the_mail_carries_none_of_it(
    site: Site,
) -> None:
    site.submit(RUDE)
    (notice,) = site.moderation.notices_for("asha")
    assert "This is not a warning" in notice.body
    assert "A person will look at it by" in notice.body
    ((to, subject, body, path),) = site.people.told
    assert (to, path) == ("asha", f"/me/notices/{notice.id}")
    assert "bollocks" not in subject + body


def test_an_urgent_text_alerts_those_who_look_first_without_a_word_of_it(site: Site) -> None:
    submission = site.submit(THREAT)
    assert submission.route is Route.URGENT
    alerted = {to: subject + body for to, subject, body, _ in site.people.told if to != "asha"}
    assert alerted.keys() == {"dsl", "head", "deputy"}
    assert all("999" in words and "smash" not in words for words in alerted.values())


class Broken:
    name = "broken"

    def find(self, _text: object) -> list[Match]:
        raise RuntimeError("boom")


def test_a_check_that_fails_holds_the_text_and_says_so(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Screener(detectors=[Broken()])
    monkeypatch.setattr(site.moderation, "_compiled", lambda: broken)
    submission = site.submit(HARMLESS)
    assert submission.state is State.HELD
    assert submission.matches[0].category == "unscreened"
    assert submission.text == HARMLESS
    assert HARMLESS not in caplog.text


def test_an_edit_of_a_published_text_waits_while_readers_keep_the_old_words(site: Site) -> None:
    first = site.submit(HARMLESS)
    second = site.again(first.subject, RUDE)
    assert second.state is State.HELD
    assert site.shown(first) == HARMLESS
    assert first.state is State.PUBLISHED


def test_a_clean_edit_takes_the_place_of_the_old_words(site: Site) -> None:
    first = site.submit(HARMLESS)
    second = site.again(first.subject, "Is PE on Thursday this week?")
    assert site.shown(second) == second.text
    assert first.state is State.SUPERSEDED


def test_mending_a_held_text_cures_it(site: Site) -> None:
    first = site.submit(RUDE)
    second = site.again(first.subject, HARMLESS)
    assert (first.state, first.is_waiting) == (State.SUPERSEDED, False)
    assert second.state is State.PUBLISHED
    assert second.mends_id == first.id


def test_changing_a_threat_does_not_take_it_from_those_who_must_see_it(site: Site) -> None:
    first = site.submit(THREAT)
    second = site.again(first.subject, HARMLESS)
    assert first.is_waiting
    assert second.state is State.HELD


@pytest.mark.parametrize(("text", "still_waits"), [(RUDE, False), (THREAT, True)])
def test_withdrawing_settles_a_held_text_unless_it_was_urgent(
    site: Site, text: str, still_waits: bool
) -> None:
    submission = site.submit(text)
    site.moderation.withdraw(submission.subject, author=site.people.actor("asha"))
    assert submission.state is State.WITHDRAWN
    assert submission.is_waiting is still_waits
    assert submission.text == text
    assert site.audited()[-1] == "submission:withdrawn"


def test_only_the_author_withdraws(site: Site) -> None:
    submission = site.submit(RUDE)
    with pytest.raises(NotChanged):
        site.moderation.withdraw(submission.subject, author=site.people.actor("ben"))
    assert submission.state is State.HELD


def test_on_a_premoderated_board_everything_waits(site: Site) -> None:
    submission = site.submit(HARMLESS, is_premoderated=True)
    assert submission.state is State.HELD
    assert "checked first" in submission.why


def test_what_readers_see_is_what_was_decided(site: Site) -> None:
    from moderation.records.consistency import differences

    submission = site.submit(HARMLESS)
    site.submit(RUDE)
    assert differences(site.moderation) == ([], 1)
    site.notes.kept[submission.subject_id].shown = "Something else"
    found, _ = differences(site.moderation)
    assert found == [f"note {submission.subject_id} shows other words than those that were judged."]
