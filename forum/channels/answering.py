"""What those at school do with a concern: each act once, on the page as it is now, and audited."""

from datetime import date
from typing import TypedDict

from forum.accounts.models import User
from forum.addresses import full_address
from forum.channels import queries, recipients
from forum.channels.confidence import may_pass_on, may_read
from forum.channels.models import Concern, ConcernKind, StepKind
from forum.channels.services import refuse_names_on_the_agenda
from forum.channels.steps import add_step
from forum.errors import NotAllowed, NotChanged, Refused
from forum.extensions import moderation
from forum.notifications import queue
from moderation import clock


class By(TypedDict):
    """Who acts, and on which version of the page."""

    version: int
    person: User


_DID = {
    StepKind.TAKEN: "has taken it",
    StepKind.PASSED: "has passed it on",
    StepKind.REPLIED: "has replied",
    StepKind.RECORDED: "has answered it",
    StepKind.ON_AGENDA: "has changed the agenda",
    StepKind.CLOSED: "has closed it",
    StepKind.WROTE_BACK: "has written again",
    StepKind.REOPENED: "has opened it again",
}


def take(concern: Concern, *, version: int, person: User) -> None:
    """This person looks at it from now on; that is its acknowledgement."""
    _begin(concern, version, person)
    _hold(concern, person)
    add_step(concern, StepKind.TAKEN, person)
    _tell(concern, "Somebody at school is looking at your message")


def pass_on(concern: Concern, recipient_id: int, *, version: int, person: User) -> None:
    """Give it to the person meant, who reads this one and no other."""
    _begin(concern, version, person)
    if not may_pass_on(concern, person):
        raise NotAllowed("This one is not passed on.")
    staff = {user.id: user for user in recipients.staff_with_accounts()}
    if recipient_id not in staff or recipient_id == concern.person_id:
        raise Refused({"recipient": "Choose somebody from the list."})
    concern.recipient_id = recipient_id
    concern.taken_at = concern.taken_at or clock.now()
    concern.taken_by_name = staff[recipient_id].display_name
    add_step(concern, StepKind.PASSED, person, recipient=recipient_id)
    queue(
        staff[recipient_id].email,
        f"A message for you ({concern.reference})",
        f"A parent's message was passed to you, reference {concern.reference}.\n\n"
        f"Read it here: {full_address(f'/admin/messages/{concern.id}')}\n",
    )


def reply(concern: Concern, words: str, *, version: int, person: User) -> None:
    """Answer on the forum, where its writer reads it."""
    _begin(concern, version, person)
    if concern.person_id is None:
        raise NotChanged("They have no account here. Answer by mail or telephone, then say so.")
    _answered(concern, person)
    add_step(concern, StepKind.REPLIED, person, words=words)
    _tell(concern, "The school has answered your message")


def record_answer(concern: Concern, note: str, *, version: int, person: User) -> None:
    """Keep that it was answered by mail, by telephone or in person."""
    _begin(concern, version, person)
    _answered(concern, person)
    add_step(concern, StepKind.RECORDED, person, words=note)


def put_on_agenda(
    concern: Concern, meeting_on: date, wording: str, *, version: int, person: User
) -> None:
    """Put it down for a meeting (clause D4), in the parent's own line or the office's."""
    _begin(concern, version, person)
    if concern.kind is not ConcernKind.MEETING:
        raise NotChanged("This one was not meant for the meeting.")
    if not wording and not concern.agenda_line:
        raise Refused({"wording": "The parent leaves the line to you. Please word it; name nobody."})
    refuse_names_on_the_agenda(wording, "wording")
    concern.meeting_on, concern.agenda_wording = meeting_on, wording or concern.agenda_wording
    _hold(concern, person)
    add_step(concern, StepKind.ON_AGENDA, person, meeting_on=meeting_on.isoformat())
    _tell(concern, "Your point is on the agenda")


def close(concern: Concern, outcome: str, *, version: int, person: User) -> None:
    """Nothing more is to be done; its writer reads the outcome."""
    _begin(concern, version, person)
    _answered(concern, person)
    concern.closed_at = clock.now()
    rule = moderation.policy.concerns
    concern.reopen_until = moderation.due_after_school_days(rule.reopen_school_days)
    add_step(concern, StepKind.CLOSED, person, words=outcome)
    _tell(concern, "The school has finished with your message")


def _begin(concern: Concern, version: int, person: User) -> None:
    queries.locked(concern)
    if not may_read(concern, person):
        raise NotAllowed("This message is for somebody else now.")
    if concern.person_id == person.id:
        raise NotAllowed("You wrote this one, so somebody else answers it.")
    if version != concern.version:
        last = concern.steps[-1] if concern.steps else None
        who = f"{last.by_name} {_DID[last.kind]}." if last else "It changed while you were reading."
        raise NotChanged(f"{who} Please look at it again.")
    if concern.closed_at is not None:
        raise NotChanged(f"{concern.steps[-1].by_name} has closed it, so nothing more is done here.")


def _hold(concern: Concern, person: User) -> None:
    concern.taken_at, concern.taken_by_name = concern.taken_at or clock.now(), person.display_name


def _answered(concern: Concern, person: User) -> None:
    concern.taken_at = concern.taken_at or clock.now()
    concern.taken_by_name = concern.taken_by_name or person.display_name
    concern.reply_by = None
    if concern.answered_at is None:
        concern.answered_at = clock.now()
        concern.answered_by_id, concern.answered_by_name = person.id, person.display_name


def _tell(concern: Concern, what: str) -> None:
    if not concern.email:
        return
    where = (
        f"Read it here: {full_address(f'/me/messages/{concern.id}')}"
        if concern.person_id
        else f"To ask about it, ring {moderation.policy.school.office_phone} and give the reference."
    )
    queue(concern.email, f"{what} ({concern.reference})", f"Hello,\n\n{what}. {where}\n")
