"""At which desk something waits, who sits there, and why it is not for somebody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from moderation.errors import ConflictOfInterest, NotFound, TriageNeeded
from moderation.host import Actor
from moderation.permissions import Permission
from moderation.review import queries
from moderation.review.models import Stake, Submission
from moderation.review.queries import Desk, Reader
from moderation.review.routes import RANK, SENSITIVE
from moderation.times import day_in_words

if TYPE_CHECKING:
    from moderation.extension import Moderation

_WHY_NOT = {
    Stake.AUTHOR: "You wrote this, so someone else decides.",
    Stake.NAMED: "This names you, so someone else decides.",
    Stake.REPORTER: "You reported this, so someone else decides.",
}
CONNECTED = "You are connected to somebody this is by or about, so someone else decides."
_DESKS = {
    Permission.SUBMISSION_DECIDE: Desk.MODERATORS,
    Permission.SUBMISSION_TRIAGE: Desk.FIRST_LOOK,
    Permission.SUBMISSION_STAND_IN: Desk.CHAIR,
}


def reader(moderation: Moderation, person_id: str) -> Reader:
    """This person, with the desks they sit at now."""
    desks = frozenset(
        desk for permission, desk in _DESKS.items() if moderation.people.may(person_id, permission)
    )
    if Desk.CHAIR not in desks:
        return Reader(person_id, desks)
    return Reader(
        person_id,
        desks,
        deciders=_ids(moderation.people.holding(Permission.SUBMISSION_DECIDE)),
        first_look=_ids(moderation.people.holding(Permission.SUBMISSION_TRIAGE)),
    )


def _ids(people: Collection[Actor]) -> frozenset[str]:
    return frozenset(person.id for person in people)


def is_sensitive(submission: Submission) -> bool:
    """Whether it is for those who look first until one of them clears it (clauses E1, E6)."""
    return submission.rank in {RANK[route] for route in SENSITIVE}


def check_may_decide(moderation: Moderation, submission: Submission, person_id: str) -> None:
    """Nothing if this person may see and decide this item now; else the refusal that says why."""
    found = queries.reach(moderation.session, submission.id, reader(moderation, person_id))
    if found is None:
        raise NotFound("There is no such post waiting.")
    if found.stake:
        raise ConflictOfInterest(_WHY_NOT[found.stake])
    if found.is_connected:
        raise ConflictOfInterest(CONNECTED)
    if not found.is_at_desk:
        raise TriageNeeded(_where_it_is(moderation, submission))


def _where_it_is(moderation: Moderation, submission: Submission) -> str:
    if submission.referred_at:
        on = day_in_words(submission.referred_at, moderation.policy.school.zone)
        return f"This post was referred on {on}. Only those who look after that may open it."
    if submission.for_chair or not is_sensitive(submission):
        return "This post is with somebody else at school. They have been told."
    return "This post goes to the safeguarding lead or the head first. They have been told."


def check_looks_first(moderation: Moderation, submission: Submission, person_id: str) -> None:
    """Nothing if this person may decide it and is one of those who look first, or the chair."""
    check_may_decide(moderation, submission, person_id)
    if reader(moderation, person_id).desks <= {Desk.MODERATORS}:
        raise TriageNeeded("This is for the safeguarding lead or the head. Please ask for help.")


def may_read(moderation: Moderation, submission: Submission, person_id: str) -> bool:
    """Whether this person may see the words of this version; the same rule as for deciding."""
    found = queries.reach(moderation.session, submission.id, reader(moderation, person_id))
    return found is not None and found.is_open


def who_looks(moderation: Moderation, submission: Submission) -> tuple[Desk, Sequence[Actor]]:
    """The desk where it waits and those there whom it does not concern: the first with anybody left."""
    if is_sensitive(submission) or submission.for_chair:
        return who_looks_first(moderation, submission)
    looking_first = _ids(moderation.people.holding(Permission.SUBMISSION_TRIAGE))
    deciders = moderation.people.holding(Permission.SUBMISSION_DECIDE)
    moderators = [person for person in deciders if person.id not in looking_first]
    left = _unconcerned(moderation, submission, moderators)
    if left or not moderators:
        return Desk.MODERATORS, left
    return who_looks_first(moderation, submission)


def who_looks_first(moderation: Moderation, submission: Submission) -> tuple[Desk, Sequence[Actor]]:
    """The same past the moderators: those who look first, or the chair."""
    if not submission.for_chair:
        first_look = moderation.people.holding(Permission.SUBMISSION_TRIAGE)
        left = _unconcerned(moderation, submission, first_look)
        if left:
            return Desk.FIRST_LOOK, left
    chair = moderation.people.holding(Permission.SUBMISSION_STAND_IN)
    return Desk.CHAIR, _unconcerned(moderation, submission, chair)


def _unconcerned(
    moderation: Moderation, submission: Submission, people: Collection[Actor]
) -> Sequence[Actor]:
    concerned = queries.concerned(moderation.session, submission.id, _ids(people))
    return [person for person in people if person.id not in concerned]


def send_past_the_head(moderation: Moderation, submission: Submission) -> None:
    """Put what is said of the head before the chair, and before nobody who answers to the head.

    To be called for what names the head. Which kinds of matter go there is the policy's
    ([safeguarding] head_to_chair). A school whose chair is not on the forum keeps them with those
    who look first, of whom a head who is named is none.
    """
    kinds = {match.category for match in submission.matches} | {submission.category}
    if not is_sensitive(submission) or not kinds & {*moderation.policy.safeguarding.head_to_chair}:
        return
    chair = moderation.people.holding(Permission.SUBMISSION_STAND_IN)
    submission.for_chair = bool(_unconcerned(moderation, submission, chair))


def bring_back_from_chair(moderation: Moderation, submission: Submission) -> None:
    """What no chair is left to look at goes back to those who look first: never to nobody."""
    if submission.for_chair:
        _, left = who_looks_first(moderation, submission)
        submission.for_chair = bool(left)


def why_here(moderation: Moderation, submission: Submission) -> str:
    """Why an item has come to a desk that is not its usual one; empty if it is."""
    if submission.for_chair:
        return "It is about the head, so it comes to you and to nobody who answers to the head."
    desk, _ = who_looks(moderation, submission)
    if desk is Desk.CHAIR:
        return "Everybody else who could decide is concerned in it, so it comes to you."
    if desk is Desk.FIRST_LOOK and not is_sensitive(submission):
        return "Every moderator is concerned in it, so it comes to you."
    return ""
