"""What cannot be done is said on a page, with what to do; what was typed is kept; nothing changes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from moderation import Moderation, State
from moderation.cases import services
from moderation.cases.models import Finding
from moderation.errors import ModerationError, NotChanged, Refused
from moderation.review.models import Decision, Submission
from tests.moderation.cases.acts import agree, as_far_as_a_warning, draft, find, take
from tests.moderation.conftest import Site
from tests.moderation.host import Notes, Townsfolk
from tests.moderation.test_submitting import HARMLESS, RUDE, THREAT

Time = time_machine.TimeMachineFixture
UNSEEN = "Kind\x00ly\x07 pu\u202et\r\nit"


def test_a_site_without_a_page_for_refusals_gets_a_plain_one(site: Site) -> None:
    held = site.submit(RUDE)
    for path, by, status, says in (
        ("/moderation/", "asha", 403, "for the people at school"),
        ("/moderation/", "", 401, "Please sign in"),
        ("/moderation/submissions/999", "mo", 404, "no such post"),
        (f"/moderation/submissions/{site.submit(THREAT).id}", "mo", 403, "safeguarding lead"),
    ):
        page = site.get(path, by)
        assert page.status_code == status
        assert says in page.text
        assert page.text.count("<h1>") == 1
        assert 'class="way-back"' in page.text
    assert site.decide(held, "publish").status_code == 303
    late = site.decide(held, "decline", "nia", reason="My own <words>.", version=1)
    assert late.status_code == 409
    assert "Mo published it at" in late.text
    assert "My own &lt;words&gt;." in late.text


def test_a_site_s_own_page_for_refusals_is_the_one_that_shows() -> None:
    app = Flask("own")
    app.config.update(SECRET_KEY="own", TESTING=True)
    Moderation().init_app(app, session=lambda: None, content=[Notes()], people=Townsfolk())  # type: ignore[arg-type, return-value]
    app.register_error_handler(ModerationError, lambda refusal: ("Our own page", refusal.status))
    page = app.test_client().get("/moderation/")
    assert (page.status_code, page.text) == (401, "Our own page")


@pytest.mark.both_engines
@pytest.mark.parametrize("field", ["reason", "note"])
def test_what_nobody_can_see_is_left_out_of_what_a_moderator_writes(site: Site, field: str) -> None:
    held = site.submit(RUDE)
    assert site.decide(held, "decline", **{field: UNSEEN}).status_code == 303
    decision = site.session.scalars(sa.select(Decision)).one()
    assert getattr(decision, field) == "Kindly put\nit"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"decision": "delete"}, "Choose Publish, Send back, Decline or Ask for help."),
        ({"decision": ""}, "Choose Publish"),
        ({"version": ""}, "open the post again"),
        ({"version": "one"}, "open the post again"),
        ({"version": "9" * 30}, "open the post again"),
        ({"category": ""}, "Choose the part of the policy"),
        ({"category": "gossip"}, "from the list"),
        ({"channel": "newspaper"}, "from the list"),
        ({"reason": "Kept as I wrote it. " * 101}, "at most 2,000"),
        ({"note": "Kept as I wrote it. " * 101}, "at most 2,000"),
    ],
)
def test_a_decision_that_wants_something_comes_back_with_its_text(
    site: Site, wrong: dict[str, str], says: str
) -> None:
    held = site.submit(RUDE)
    page = site.decide(held, "decline", **{"reason": "Kept as I wrote it.", **wrong})
    assert page.status_code == 422
    assert says in page.text
    assert "Kept as I wrote it." in page.text
    assert "Not a valid" not in page.text
    assert (held.state, len(held.decisions)) == (State.HELD, 0)
    assert site.audited()[-1] == "submission:held"


@pytest.mark.parametrize("category", ["allegation", "threat", "safeguarding"])
def test_nobody_is_guided_to_face_a_person_they_accuse_or_fear(site: Site, category: str) -> None:
    held = site.submit(RUDE)
    refused = site.decide(held, "redirect", category=category, channel="individual")
    assert refused.status_code == 422
    assert "This place would be wrong for this kind of post." in refused.text
    allowed = site.decide(held, "redirect", category=category, channel="formal_complaint")
    assert allowed.status_code == 303


def test_nor_by_calling_it_something_else(site: Site) -> None:
    held = site.submit("The headteacher is stealing the trip money")
    assert held.category == "allegation"
    refused = site.decide(held, "redirect", "dsl", category="complaint", channel="individual")
    assert refused.status_code == 422
    with pytest.raises(Refused):
        site.moderation.redirect(held.subject, author=site.people.actor("asha"), channel="individual")


@pytest.mark.parametrize("channel", ["newspaper", ""])
def test_an_author_takes_it_only_where_the_policy_leads(site: Site, channel: str) -> None:
    held = site.submit(RUDE)
    with pytest.raises(Refused):
        site.moderation.redirect(held.subject, author=site.people.actor("asha"), channel=channel)
    assert held.state is State.HELD


def test_whoever_was_guided_to_a_better_place_can_take_their_words_there(site: Site) -> None:
    held, asha = site.submit(RUDE), site.people.actor("asha")
    site.decide(held, "redirect", category="complaint", channel="formal_complaint")
    site.moderation.redirect(held.subject, author=asha, channel="formal_complaint")
    site.session.commit()
    assert held.state is State.REDIRECTED
    assert site.audited()[-1] == "submission:redirected"
    with pytest.raises(NotChanged):
        site.moderation.withdraw(held.subject, author=asha)
    own = site.submit(RUDE)
    site.moderation.redirect(own.subject, author=asha, channel="formal_complaint")
    with pytest.raises(NotChanged):
        site.moderation.redirect(own.subject, author=asha, channel="formal_complaint")


@pytest.mark.parametrize("kind", ["publish", "send_back", "redirect"])
def test_what_its_author_took_down_can_only_be_closed(site: Site, kind: str) -> None:
    threat = site.submit(THREAT)
    site.moderation.withdraw(threat.subject, author=site.people.actor("asha"))
    site.session.commit()
    refused = site.decide(threat, kind, "dsl")
    assert refused.status_code == 422
    assert "Close it with Decline." in refused.text
    assert site.decide(threat, "decline", "dsl").status_code == 303


def test_the_second_of_two_is_told_what_really_happened(site: Site) -> None:
    withdrawn, changed = site.submit(RUDE), site.submit(RUDE)
    seen = {each.id: each.revision for each in (withdrawn, changed)}
    for each in (withdrawn, changed):
        site.decide(each, "escalate", "nia")
    site.moderation.withdraw(withdrawn.subject, author=site.people.actor("asha"))
    site.session.commit()
    site.again(changed.subject, f"{RUDE}, sorry")
    for each, says in (
        (withdrawn, "Its author has taken it down."),
        (changed, "Its author changed it in the meantime."),
    ):
        late = site.decide(each, "publish", version=seen[each.id])
        assert (late.status_code, says in late.text) == (409, True)
    helped = site.submit(RUDE)
    version = helped.revision
    site.decide(helped, "escalate", "nia")
    late = site.decide(helped, "publish", version=version)
    assert (late.status_code, "Nia asked for help with it at" in late.text) == (409, True)


@pytest.mark.both_engines
@pytest.mark.parametrize("text", ["", "  \n\t ", "Hello\x00"])
def test_a_text_with_nothing_to_judge_is_refused_and_nothing_is_kept(site: Site, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        site.submit(text)
    assert "text" in refusal.value.problems
    site.session.rollback()
    assert not site.session.scalars(sa.select(Submission)).all()


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\n"])
def test_words_copied_from_a_post_are_found_in_it_whatever_its_spaces(site: Site, space: str) -> None:
    text = f"Mrs Hale is a useless{space}waste of space 👩\u200d👧 bollocks"
    submission = site.submit(text)
    path = "/moderation/people/asha/findings"
    sent = {"submission": submission.id, "category": "offensive", "detriment": "staff"}
    words = f"useless{space}waste of space 👩\u200d👧"
    done = site.post(path, "head", **sent, reason="It runs her down.", words=words)
    assert done.status_code == 303, done.text
    assert site.session.scalars(sa.select(Finding.words)).one() == words


def test_the_words_of_a_finding_are_not_for_whoever_the_post_names(site: Site) -> None:
    site.people.names_to_ids["Mrs Hale"] = "head"
    finding = find(site, by="deputy")
    take(site, "removal_request", finding, by="deputy")
    page = site.get("/moderation/people/asha", "head").text
    for words in (finding.words, finding.reason, "As sent"):
        assert words not in page
    assert "its words are for someone else" in page
    assert finding.words in site.get("/moderation/people/asha", "deputy").text


@pytest.mark.both_engines
@pytest.mark.parametrize("person", ["%00", "a%00b", "%E2%80%AE"])
def test_a_person_whose_id_cannot_be_is_not_found(site: Site, person: str) -> None:
    for path in (f"/moderation/people/{person}", f"/moderation/people/{person}/measures"):
        sent = {"measure": "informal_discussion", "reason": "Why.", "outcome": "held"}
        page = site.post(path, "head", **sent) if "measures" in path else site.get(path, "head")
        assert page.status_code == 404


@pytest.mark.usefixtures("school_day")
def test_a_block_whose_next_look_has_passed_is_not_agreed_to(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    block = take(site, "block", further)
    time_machine.shift(timedelta(days=31))
    with pytest.raises(Refused, match="day to look at it again has passed"):
        agree(site, block)


def test_a_finding_needs_one_of_the_nine_grounds_where_the_policy_says_so(site: Site) -> None:
    submission = site.submit(RUDE)
    head = site.people.actor("head")
    wanted = {"category": "protected", "words": "bollocks"}
    for ground in site.moderation.policy.grounds:
        found = services.record_finding(
            site.moderation, "asha", draft(submission, **wanted, grounds=[ground]), admin=head
        )
        assert found.grounds == [ground]
        site.session.rollback()
    with pytest.raises(Refused) as refusal:
        services.record_finding(site.moderation, "asha", draft(submission, **wanted), admin=head)
    assert "ground" in refusal.value.problems


def test_an_urgent_report_that_hides_nothing_still_reaches_those_who_look_first(site: Site) -> None:
    first, second = site.submit(HARMLESS), site.submit(HARMLESS)
    ben = site.people.actor("ben")
    site.moderation.report(first.subject, reporter=ben, reason="threat")
    site.session.commit()
    site.people.told.clear()
    site.moderation.report(second.subject, reporter=ben, reason="child_at_risk")
    site.session.commit()
    assert (second.state, second.rank) == (State.PUBLISHED, 0)
    assert site.told("dsl") == site.told("head") == ["Urgent: a post waits for you"]
