"""What somebody who looks first does before a decision: refer it, or clear it for moderators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.errors import AlreadyDecided, NotChanged, NotFound, Refused
from moderation.host import Actor
from moderation.policy import Route
from moderation.review import queries as review
from moderation.review.alerting import wait_for_a_person
from moderation.review.desks import check_looks_first, is_sensitive
from moderation.review.happened import what_happened
from moderation.review.hiding import hide
from moderation.review.models import Submission
from moderation.review.routes import RANK
from moderation.review.states import State
from moderation.safeguarding import queries
from moderation.safeguarding.models import TriageAct
from moderation.safeguarding.two_people import record, takes_two

if TYPE_CHECKING:
    from moderation.extension import Moderation

_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Referral:
    """To whom a matter was referred, when, and a short note for those who look after it."""

    referred_to: str
    happened_at: datetime | None
    note: str = ""


def refer(
    moderation: Moderation, submission_id: int, referral: Referral, *, version: int, by: Actor
) -> Submission:
    """Keep that a matter was referred. From then on only those who look first can open the post.

    It stays unseen by readers, or is hidden from them; its author sees that the school is looking.
    The safeguarding records themselves are the school's own, elsewhere (KCSIE).
    """
    submission = _to_triage(moderation, submission_id, version, by)
    _check(moderation, referral)
    submission.referred_at = referral.happened_at or clock.now()
    submission.cleared_at = None
    submission.rank = min(submission.rank, RANK[Route.TRIAGE])
    if submission.route is not Route.URGENT:
        submission.route = Route.TRIAGE
    if submission.state is State.PUBLISHED:
        hide(moderation, submission)
    record(
        moderation,
        submission,
        TriageAct.REFERRED,
        note=referral.note,
        by=by,
        referred_to=referral.referred_to,
    )
    return submission


def clear(
    moderation: Moderation, submission_id: int, *, note: str, version: int, by: Actor
) -> Submission:
    """Say that it is not a safeguarding matter: moderators may decide on it as on any other."""
    submission = _to_triage(moderation, submission_id, version, by)
    if not is_sensitive(submission) and not takes_two(moderation, submission):
        raise NotChanged("Moderators may decide on this already.")
    if not note.strip():
        raise Refused({"note": "Say in a few words why it is not a safeguarding matter."})
    submission.cleared_at, submission.referred_at = clock.now(), None
    submission.rank, submission.route = RANK[Route.HOLD], Route.HOLD
    wait_for_a_person(moderation, submission, Route.HOLD)
    submission.for_chair = False
    record(moderation, submission, TriageAct.CLEARED, note=note, by=by)
    return submission


def _to_triage(moderation: Moderation, submission_id: int, version: int, by: Actor) -> Submission:
    submission = review.submission_to_decide(moderation.session, submission_id)
    if submission is None:
        raise NotFound("There is no such post waiting.")
    check_looks_first(moderation, submission, by.id)
    if not submission.is_waiting or submission.revision != version:
        acts = queries.triage_of(moderation.session, submission.id)
        raise AlreadyDecided(f"{what_happened(moderation, submission, acts)} Yours was not recorded.")
    return submission


def _check(moderation: Moderation, referral: Referral) -> None:
    problems: dict[str, str] = {}
    if referral.referred_to not in moderation.policy.safeguarding.referred_to:
        problems["referred_to"] = "Choose where you referred it to."
    if referral.happened_at and referral.happened_at > clock.now() + _CLOCKS_DIFFER:
        problems["referred_at"] = "This is in the future. Record it once you have referred it."
    if problems:
        raise Refused(problems)
