"""Nobody is limited or blocked before they could give their side; what they say stays."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation.cases import services
from moderation.cases.models import HeardBy, Measure, MeasureState, Reply
from moderation.errors import NotAllowed, NotChanged, NotFound, Refused
from moderation.notices.models import Notice
from tests.moderation.cases.acts import (
    ENOUGH,
    agree,
    answer_back,
    as_far_as_a_warning,
    find,
    take,
)
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


@pytest.fixture
def proposed(site: Site, time_machine: Time) -> Measure:
    """A restriction somebody proposed, about which the parent has been asked."""
    _, further = as_far_as_a_warning(site, time_machine)
    return take(site, "restrict", further, is_heard=False)


def test_a_proposal_asks_for_their_side_and_limits_nothing(site: Site, proposed: Measure) -> None:
    letter = site.moderation.notices_for("asha")[0]
    assert letter.template == "restrict_proposed"
    assert "Nothing has been decided" in letter.body
    assert "Thursday 3 December 2026, 5:00 pm" in letter.body
    assert site.moderation.limits_for("asha").restrictions == ()
    assert site.audited()[-1] == "measure:proposed"


def test_nobody_decides_before_they_were_heard_or_their_time_is_over(
    site: Site, proposed: Measure, time_machine: Time
) -> None:
    with pytest.raises(NotChanged, match="until Thursday 3 December"):
        agree(site, proposed, by="head")
    site.session.rollback()
    assert proposed.hear_by is not None
    time_machine.move_to(proposed.hear_by - timedelta(seconds=1), tick=False)
    with pytest.raises(NotChanged):
        agree(site, proposed, by="head")
    site.session.rollback()
    time_machine.move_to(proposed.hear_by, tick=False)
    decided = agree(site, proposed, by="head")
    assert decided.state is MeasureState.DECIDED
    assert "heard nothing" in site.moderation.notices_for("asha")[0].body


def test_what_they_say_lets_it_be_decided_and_is_told_to_those_who_decide(
    site: Site, proposed: Measure
) -> None:
    answer_back(site, proposed, "I was upset about the late bus.")
    assert site.audited()[-1] == "measure:replied"
    subject, body = site.people.told[-1][1:3]
    assert subject == "A parent has given their side"
    assert "bus" not in body
    agree(site, proposed, by="head")
    assert "we thought about it" in site.moderation.notices_for("asha")[0].body
    page = site.get("/moderation/people/asha", "head").text
    assert "I was upset about the late bus." in page
    assert site.moderation.limits_for("asha").restrictions


def test_hearing_nobody_first_takes_a_reason_and_a_second_person(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    with pytest.raises(Refused) as refusal:
        take(site, "restrict", further, skips_their_side=True)
    assert refusal.value.missing == ("their_side",)
    site.session.rollback()
    at_once = take(site, "restrict", further, skips_their_side=True, override_reason=ENOUGH)
    assert (at_once.hear_by, at_once.takes_two) == (None, True)
    with pytest.raises(NotAllowed, match="two people"):
        agree(site, at_once, by="head")
    site.session.rollback()
    agree(site, at_once)
    assert "did not wait for your side" in site.moderation.notices_for("asha")[0].body


def test_longer_than_usual_takes_a_reason_and_a_second_person(site: Site, time_machine: Time) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    until = datetime.now().astimezone() + timedelta(days=40)
    with pytest.raises(Refused) as refusal:
        take(site, "restrict", further, ends_at=until)
    assert refusal.value.missing == ("usual_length",)
    site.session.rollback()
    longer = take(site, "restrict", further, ends_at=until, override_reason=ENOUGH)
    assert longer.state is MeasureState.PROPOSED
    assert agree(site, longer).overridden == ["usual_length"]


def test_the_same_words_sent_twice_are_one_reply(site: Site, proposed: Measure) -> None:
    answer_back(site, proposed)
    answer_back(site, proposed)
    assert site.session.scalar(sa.select(sa.func.count(Reply.id))) == 1


@pytest.mark.parametrize("words", ["", "  \n", "x" * 20_001])
def test_a_reply_that_cannot_be_kept_says_what_to_do(site: Site, proposed: Measure, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        answer_back(site, proposed, words)
    assert refusal.value.problems["text"]


def test_only_its_own_person_answers_a_step(site: Site, proposed: Measure) -> None:
    with pytest.raises(NotFound):
        services.reply(site.moderation, proposed.id, "Not me.", person=site.people.actor("ben"))


def test_the_office_writes_down_what_came_another_way(site: Site, proposed: Measure) -> None:
    head = site.people.actor("head")
    for way in (None, HeardBy.WEB):
        with pytest.raises(Refused) as refusal:
            services.enter_reply(site.moderation, proposed.id, "By post.", admin=head, heard_by=way)
        assert refusal.value.problems["heard_by"]
        site.session.rollback()
    said = services.enter_reply(
        site.moderation, proposed.id, "By post.", admin=head, heard_by=HeardBy.LETTER
    )
    assert (said.entered_by_name, said.heard_by) == ("Head", HeardBy.LETTER)
    assert not services.is_awaiting(proposed)


def test_a_talk_keeps_the_parent_s_own_note(site: Site) -> None:
    find(site)
    talk = take(site, "informal_discussion")
    notice = site.session.scalars(sa.select(Notice).order_by(Notice.id.desc())).first()
    assert notice is not None
    site.moderation.reply(notice, "I do not remember it like that.")
    replies = site.moderation.replies_to(notice)
    assert replies is not None
    assert [reply.text for reply in replies] == ["I do not remember it like that."]
    assert talk.replies[0].entered_by_id is None


@pytest.mark.both_engines
def test_the_database_itself_keeps_what_they_said(site: Site, proposed: Measure) -> None:
    answer_back(site, proposed)
    for change in ("UPDATE moderation_reply SET text = 'x'", "DELETE FROM moderation_reply"):
        with pytest.raises(sa.exc.DatabaseError, match="evidence"):
            site.session.execute(sa.text(change))
        site.session.rollback()
