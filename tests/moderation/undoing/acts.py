"""Every kind of act that can be undone: how things are before it, and the act itself."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
import time_machine

from moderation.appeals import services as appeals
from moderation.appeals.models import Appeal, AppealOutcome
from moderation.appeals.services import Answer
from moderation.cases import services as cases
from moderation.cases.models import HeardBy, Measure, Outcome
from moderation.permissions import Permission
from moderation.review.models import Submission
from tests.moderation.cases.acts import agree, answer_back, as_far_as_a_warning, find, take
from tests.moderation.cases.elsewhere import find_elsewhere, record
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import ACCUSED, WHY, with_roll
from tests.moderation.test_submitting import HARMLESS, RUDE

Time = time_machine.TimeMachineFixture
Act = Callable[[], object]
Ready = Callable[[Site, Time], Act]
CHAIR = frozenset({Permission.APPEAL_READ, Permission.APPEAL_DECIDE, Permission.QUEUE_READ})


def decided(kind: str, text: str = RUDE, **given: object) -> Ready:
    """A decision on something held."""

    def ready(site: Site, _: Time) -> Act:
        held = site.submit(text)
        return lambda: _decide(site, held, kind, **given)

    return ready


def on_reported(kind: str, reason: str, **given: object) -> Ready:
    """A decision on something that shows, or showed, and that two readers reported."""

    def ready(site: Site, _: Time) -> Act:
        shown = site.submit(HARMLESS)
        for who in ("ben", "cara"):
            site.moderation.report(shown.subject, reporter=site.people.actor(who), reason=reason)
            site.session.commit()
        return lambda: _decide(site, shown, kind, by="head", **given)

    return ready


def on_change(kind: str) -> Ready:
    """A decision on a change to something that shows."""

    def ready(site: Site, _: Time) -> Act:
        subject = site.submit(HARMLESS).subject
        changed = site.again(subject, RUDE)
        return lambda: _decide(site, changed, kind)

    return ready


def agreed_by_two(site: Site, _: Time) -> Act:
    """The second person's agreement to publish what takes two."""
    with_roll(site)
    held = site.submit(ACCUSED)
    assert site.decide(held, "publish", "dsl", override_reason=WHY).status_code == 303
    site.session.expire_all()
    return lambda: _decide(site, held, "publish", by="head")


def _decide(site: Site, submission: Submission, kind: str, by: str = "mo", **given: object) -> None:
    answer = site.decide(submission, kind, by, **given)
    assert answer.status_code == 303, answer.text


def first_step(kind: str, **given: object) -> Ready:
    """A light step with somebody about whom nothing is on record but a finding."""

    def ready(site: Site, _: Time) -> Act:
        found = [find(site)] if kind == "removal_request" else []
        site.submit(RUDE)
        return lambda: take(site, kind, *found, **given)

    return ready


def talk_about_a_concern(site: Site, _: Time) -> Act:
    """A talk that opens the case and notes what worries the parent."""
    site.submit(RUDE)
    proposal = {"measure": "informal_discussion", "outcome": "held", "reason": "We met."}
    path = "/moderation/people/asha/measures"
    return lambda: site.post(path, "head", concern="The crossing is not safe.", **proposal)


def later_step(kind: str, **given: object) -> Ready:
    """A step behind the gate, on the finding after a warning; a heavy one is only proposed."""

    def ready(site: Site, time: Time) -> Act:
        _, further = as_far_as_a_warning(site, time)
        return lambda: take(site, kind, further, is_heard=False, **given)

    return ready


def host_complaint(site: Site, time: Time) -> Act:
    """A letter to another site."""
    as_far_as_a_warning(site, time)
    elsewhere = find_elsewhere(site, record(site))
    return lambda: take(site, "host_complaint", elsewhere)


def approved(kind: str) -> Ready:
    """The second person's agreement, or the first's own decision where it takes one."""

    def ready(site: Site, time: Time) -> Act:
        _, further = as_far_as_a_warning(site, time)
        measure = take(site, kind, further, is_heard=False)
        if measure.hear_by:
            answer_back(site, measure)
        return lambda: agree(site, measure)

    return ready


def ended(kind: str, *, is_decided: bool = True) -> Ready:
    """A step ended early, or withdrawn while it is only proposed."""

    def ready(site: Site, time: Time) -> Act:
        _, further = as_far_as_a_warning(site, time)
        if kind == "written_warning":
            measure = site.session.scalars(sa.select(Measure).where(Measure.kind == kind)).one()
        else:
            measure = take(site, kind, further, is_heard=is_decided)
        if measure.takes_two and is_decided:
            agree(site, measure)

        def act() -> None:
            cases.lift(site.moderation, measure.id, admin=site.people.actor("head"), reason="A mistake.")
            site.session.commit()

        return act

    return ready


def answered(outcome: str, **given: object) -> Ready:
    """The decision of an appeal against a limit with two parts."""

    def ready(site: Site, time: Time) -> Act:
        _, further = as_far_as_a_warning(site, time)
        site.people.permissions["chair"] = CHAIR
        both = {"premoderate": True, "no_new_topics": True}
        measure = take(site, "restrict", further, limits=both)
        filed = enter_appeal(site, measure)
        wrong = frozenset({further.id}) if outcome == "overturned" else frozenset()

        def act() -> None:
            answer = Answer(AppealOutcome(outcome), "You were not there.", wrong, **given)  # type: ignore[arg-type]
            chair = site.people.actor("chair")
            appeals.decide(site.moderation, filed.id, answer, officer=chair)
            site.session.commit()

        return act

    return ready


def suspended(site: Site, time: Time) -> Act:
    """A block that does not hold until the appeal against it is decided."""
    _, further = as_far_as_a_warning(site, time)
    site.people.permissions["chair"] = CHAIR
    filed = enter_appeal(site, agree(site, take(site, "block", further)))

    def act() -> None:
        chair = site.people.actor("chair")
        appeals.suspend(site.moderation, filed.id, "You may be right.", officer=chair)
        site.session.commit()

    return act


def enter_appeal(site: Site, measure: Measure, by: str = "head") -> Appeal:
    """An appeal that came by letter, written down by the office."""
    filed = appeals.enter(
        site.moderation,
        measure.id,
        admin=site.people.actor(by),
        route=HeardBy.LETTER,
        text="It was not me.",
    )
    site.session.commit()
    return filed


EVERY_ACT: Mapping[str, Ready] = {
    "publish": decided("publish"),
    "send back": decided("send_back"),
    "decline": decided("decline"),
    "redirect": decided("redirect", channel="individual"),
    "ask for help": decided("escalate"),
    "publish a change": on_change("publish"),
    "decline a change": on_change("decline"),
    "let a reported post stay": on_reported("publish", "unkind", note="It may stay."),
    "send a reported post back": on_reported("send_back", "unkind"),
    "take a reported post down": on_reported("decline", "unkind"),
    "send back what a report hid": on_reported("send_back", "threat"),
    "agree to publish what takes two": agreed_by_two,
    "talk": first_step("informal_discussion"),
    "talk offered": first_step("informal_discussion", outcome=Outcome.OFFERED_NO_REPLY),
    "talk about a concern": talk_about_a_concern,
    "removal request": first_step("removal_request"),
    "police": first_step("police_referral", outcome=Outcome.REFERRED),
    "not the police": first_step("police_referral", outcome=Outcome.NOT_REFERRED),
    "warning": later_step("written_warning"),
    "legal advice": later_step("legal_advice"),
    "host complaint": host_complaint,
    "limit proposed": later_step("restrict"),
    "block proposed": later_step("block"),
    "limit for now proposed": later_step("interim_restriction"),
    "limit decided": approved("restrict"),
    "block decided": approved("block"),
    "limit for now decided": approved("interim_restriction"),
    "warning ended early": ended("written_warning"),
    "limit ended early": ended("restrict"),
    "block ended early": ended("block"),
    "proposal withdrawn": ended("block", is_decided=False),
    "block suspended": suspended,
    "appeal upheld": answered("upheld"),
    "appeal varied": answered("varied", limits=frozenset({"premoderate"})),
    "appeal overturned": answered("overturned"),
    "appeal withdrawn": answered("withdrawn"),
}
