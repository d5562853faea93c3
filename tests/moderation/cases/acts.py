"""What an admin does in these tests, each act with everything it needs unless told otherwise."""

from datetime import datetime, timedelta

import time_machine

from moderation import clock
from moderation.cases import services
from moderation.cases.ladder import Proposal
from moderation.cases.models import Finding, Measure, Outcome
from moderation.cases.services import FindingDraft
from moderation.policy import MeasureKind
from moderation.review.models import Submission
from tests.moderation.conftest import Site

UNKIND = "What a load of bollocks that was. Mrs Hale is a useless waste of space."
WORDS = "useless waste of space"
ENOUGH = "The head and the chair talked it over and agreed to go straight to this."


def draft(submission: Submission, **given: object) -> FindingDraft:
    """A finding about a post, complete."""
    return FindingDraft(
        **{
            "submission_id": submission.id,
            "category": "offensive",
            "grounds": (),
            "words": WORDS,
            "detriment": "staff",
            "reason": "It runs her down.",
            **given,
        }
    )


def find(site: Site, author: str = "asha", by: str = "head", **given: object) -> Finding:
    """A new post by somebody, and a finding about it."""
    submission = site.submit(UNKIND, author)
    found = services.record_finding(
        site.moderation, author, draft(submission, **given), admin=site.people.actor(by)
    )
    site.session.commit()
    return found


def take(
    site: Site,
    kind: str,
    *findings: Finding,
    by: str = "head",
    person: str = "asha",
    outcome: Outcome | None = None,
    is_heard: bool = True,
    **given: object,
) -> Measure:
    """Take a step; propose one that takes two. The parent gives their side where it is asked for."""
    proposal = Proposal(
        **{
            "kind": MeasureKind(kind),
            "reason": f"About the {kind.replace('_', ' ')}.",
            "finding_ids": frozenset(finding.id for finding in findings),
            **_PARTS.get(kind, {}),
            **_dates(kind),
            **given,
        }
    )
    if kind == "informal_discussion":
        outcome = outcome or Outcome.HELD
    measure = services.take(
        site.moderation, person, proposal, admin=site.people.actor(by), outcome=outcome
    )
    site.session.commit()
    if measure.hear_by and is_heard:
        answer_back(site, measure)
        if not measure.takes_two:
            agree(site, measure, by=by)
    return measure


def answer_back(site: Site, measure: Measure, words: str = "This is my side of it.") -> None:
    """The parent gives their side on the forum."""
    person = site.people.actor(measure.person_id)
    services.reply(site.moderation, measure.id, words, person=person)
    site.session.commit()


_PARTS: dict[str, dict[str, object]] = {
    "written_warning": {
        "parts": {
            "concerns": "We are concerned about two posts.",
            "warning": "Please do not post like this again.",
            "removal_request": "Both of them.",
        }
    },
    "restrict": {"limits": {"no_new_topics": True}, "necessity": "A warning was not enough."},
    "block": {"necessity": "A limit would not be enough."},
    "interim_restriction": {
        "limits": {"premoderate": True},
        "override_code": "threat_of_violence",
        "override_reason": "It cannot wait until they have been heard.",
    },
    "legal_advice": {"details": {"question": "May we write to them?", "adviser": "The trust"}},
    "police_referral": {
        "grounds": frozenset({"threat"}),
        "details": {"facts": "The post of Tuesday, word for word.", "rang": "Head, 101"},
    },
    "host_complaint": {
        "details": {
            "address": "https://example.com/groups/1",
            "quote": "useless waste of space",
            "rule": "No bullying",
        }
    },
}


def _dates(kind: str) -> dict[str, datetime]:
    now = clock.now()
    return {
        "interim_restriction": {"ends_at": now + timedelta(days=5)},
        "restrict": {"ends_at": now + timedelta(days=28)},
        "block": {"ends_at": now + timedelta(days=60), "review_at": now + timedelta(days=30)},
    }.get(kind, {})


def refuse(site: Site, measure: Measure, by: str = "head") -> Measure:
    """The parent answers a request with a refusal."""
    answered = services.record_answer(
        site.moderation,
        measure.id,
        admin=site.people.actor(by),
        outcome=Outcome.REFUSED,
        note="They say it is true.",
    )
    site.session.commit()
    return answered


def as_far_as_the_gate(site: Site, time: time_machine.TimeMachineFixture) -> tuple[Finding, Finding]:
    """A finding, a talk, a request that was refused, and a further finding two days later."""
    first = find(site)
    take(site, "informal_discussion")
    refuse(site, take(site, "removal_request", first))
    time.shift(timedelta(days=2))
    return first, find(site)


def as_far_as_a_warning(site: Site, time: time_machine.TimeMachineFixture) -> tuple[Finding, Finding]:
    """The same, and a written warning that rests on the first finding."""
    first, further = as_far_as_the_gate(site, time)
    take(site, "written_warning", first)
    return first, further


def agree(site: Site, measure: Measure, by: str = "deputy", reason: str = "I agree.") -> Measure:
    """A second person agrees to a proposal."""
    agreed = services.approve(site.moderation, measure.id, admin=site.people.actor(by), reason=reason)
    site.session.commit()
    return agreed
