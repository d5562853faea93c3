"""Worried about a child? What somebody tells in confidence, of a post or of a person's case."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.errors import AlreadyDecided, NotAllowed, NotFound, Refused
from moderation.host import Actor, Subject
from moderation.permissions import Permission
from moderation.policy import Route
from moderation.policy.document import ReportReason
from moderation.review import queries as review
from moderation.review import reporting
from moderation.review.desks import check_may_decide, reader, who_looks
from moderation.review.hiding import hide
from moderation.review.models import Stake, Submission
from moderation.review.named import who_is_named
from moderation.review.routes import RANK
from moderation.review.states import State
from moderation.safeguarding import queries
from moderation.safeguarding.models import Worry, WorryAbout

if TYPE_CHECKING:
    from moderation.extension import Moderation

TEXT_MAX = 20_000
CHILD_AT_RISK = "safeguarding"  # the category; the policy file must have it, as a report's as well
WHY = "Someone is worried about a child."
# No letters or digits that look alike when read out over the telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def worry_about_post(moderation: Moderation, subject: Subject, text: str, *, by: Actor) -> Worry:
    """A reader is worried because of something that shows. It is locked to all but those who look first.

    A parent's press hides it only as the policy's own urgent report would: once a day for each
    reader. Where somebody who decides presses it, it is hidden until a person has looked.
    """
    _check(text)
    # Nobody else may change this post or report it until we are done.
    review.newest_submission(moderation.session, subject)
    submission = reporting.published(moderation, subject)
    if submission.author_id == by.id:
        raise NotAllowed("This is your own post. Please tell the school of your worry in private.")
    return _over(moderation, submission, text, by)


def worry_about_submission(moderation: Moderation, submission_id: int, text: str, *, by: Actor) -> Worry:
    """A moderator is worried because of what is on their card; it is locked, to them as well."""
    _check(text)
    submission = review.submission_to_decide(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    check_may_decide(moderation, submission, by.id)
    return _over(moderation, submission, text, by)


def worry_about_person(moderation: Moderation, person_id: str, text: str, *, by: Actor) -> Worry:
    """Somebody who reads a person's case is worried about a child."""
    _check(text)
    named = who_is_named(moderation, f"{moderation.people.name_of(person_id)}.\n\n{text}")
    worry = _keep(moderation, text, by, {person_id, *named.ids}, person_id=person_id)
    worry.for_chair = named.has_head
    _tell_of_case(moderation, worry)
    return worry


def take_on(moderation: Moderation, reference: str, *, by: Actor) -> Worry:
    """Somebody who may read this worry says that they are acting on it."""
    worry = queries.worry_for(moderation.session, reference, reader(moderation, by.id))
    if worry is None:
        raise NotFound("There is nothing here for you.")
    if worry.taken_on_at is not None:
        raise AlreadyDecided(f"{worry.taken_on_by_name} is acting on this already.")
    worry.taken_on_at = clock.now()
    worry.taken_on_by_id, worry.taken_on_by_name = by.id, by.name
    moderation.audit("worry:taken_on", actor=by, worry=worry.id, reference=worry.reference)
    return worry


def _check(text: str) -> None:
    if not any(letter.isalnum() for letter in text):
        raise Refused({"text": "Please write what worries you, in your own words."})
    if len(text) > TEXT_MAX:
        raise Refused({"text": f"Please use at most {TEXT_MAX:,} letters; you can ring as well."})


def _over(moderation: Moderation, submission: Submission, text: str, by: Actor) -> Worry:
    stakes = review.stakes_in(moderation.session, submission)
    about = {person for person, stake in stakes.items() if stake is not Stake.REPORTER}
    named = who_is_named(moderation, text)
    worry = _keep(moderation, text, by, about | named.ids, submission=submission)
    _lock(moderation, submission, text, by)
    desk, people = who_looks(moderation, submission)
    worry.for_chair = desk is review.Desk.CHAIR
    _tell(moderation, worry, people, by)
    return worry


def _keep(
    moderation: Moderation,
    text: str,
    by: Actor,
    about: Collection[str],
    *,
    submission: Submission | None = None,
    person_id: str | None = None,
) -> Worry:
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    worry = Worry(
        reference=f"W-{''.join(letters[:4])}-{''.join(letters[4:])}",
        submission_id=submission.id if submission else None,
        person_id=person_id,
        text=text.strip(),
        by_id=by.id,
        by_name=by.name,
        told_at=clock.now(),
        for_chair=False,
        about=[WorryAbout(person_id=person) for person in sorted(about)],
    )
    moderation.session.add(worry)
    # The audit entry and the messages name it.
    moderation.session.flush()
    # Who told it stands only in the worry: more people read the log than may know.
    moderation.audit(
        "worry:told",
        actor=None,
        subject=submission.subject if submission else None,
        worry=worry.id,
        reference=worry.reference,
        clause=moderation.policy.category(CHILD_AT_RISK).clause,
        **({"submission": submission.id} if submission else {"person": person_id}),
    )
    return worry


def _lock(moderation: Moderation, submission: Submission, text: str, by: Actor) -> None:
    """Put it with those who look first. What shows is hidden as `worry_about_post` says."""
    reason = _report_reason(moderation)
    shows = submission.state is State.PUBLISHED
    had_hidden = review.reported_urgently_since(
        moderation.session, by.id, clock.now() - timedelta(days=1)
    )
    reporting.record_report(moderation, submission, by, reason.value, "")
    if not (submission.is_waiting or shows):
        submission.rank, submission.route = RANK[Route.URGENT], Route.URGENT
        return
    reporting.bring_to_queue(moderation, submission, Route.URGENT, WHY, CHILD_AT_RISK, text)
    decides = moderation.people.may(by.id, Permission.SUBMISSION_DECIDE)
    if shows and (decides or not had_hidden):
        hide(moderation, submission)


def _report_reason(moderation: Moderation) -> ReportReason:
    """The policy's own reason for reporting a child at risk; no policy file lacks it."""
    reasons = moderation.policy.report_reasons.values()
    return next(reason for reason in reasons if reason.category == CHILD_AT_RISK)


def _tell_of_case(moderation: Moderation, worry: Worry) -> None:
    about = [each.person_id for each in worry.about]

    def unconcerned(permission: Permission) -> list[Actor]:
        people = moderation.people.holding(permission)
        ids = [person.id for person in people]
        concerned = queries.connected_to_any(moderation.session, about, ids)
        return [person for person in people if person.id not in concerned]

    people = [] if worry.for_chair else unconcerned(Permission.SUBMISSION_TRIAGE)
    if not people:
        people, worry.for_chair = unconcerned(Permission.SUBMISSION_STAND_IN), True
    _tell(moderation, worry, people, None)


def _tell(moderation: Moderation, worry: Worry, people: Collection[Actor], teller: Actor | None) -> None:
    for person in people:
        if teller is None or person.id != teller.id:
            moderation.people.tell(
                person.id,
                f"URGENT: someone is worried about a child ({worry.reference})",
                "Somebody told the forum of a worry about a child. Please read it at once. If "
                "anyone may be in immediate danger, ring 999: do not wait for the forum.",
                f"/moderation/worries/{worry.reference}",
            )
