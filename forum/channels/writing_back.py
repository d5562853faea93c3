"""What somebody writes back under their own message, and saying that a closed one is not settled."""

from datetime import datetime

from forum.accounts.models import User
from forum.addresses import full_address
from forum.channels import queries
from forum.channels.confidence import readers
from forum.channels.models import Concern, ConcernKind, StepKind
from forum.channels.services import SAME_WORDS_ARE_ONE, refuse_what_cannot_be_kept
from forum.channels.steps import add_step
from forum.errors import NotAllowed, Refused
from forum.extensions import moderation
from forum.notifications import queue
from moderation import clock

_WROTE = (StepKind.WROTE_BACK, StepKind.REOPENED)


def may_write_back(concern: Concern) -> bool:
    """Whether its writer may still write: until it is closed, and for some school days after."""
    return concern.closed_at is None or may_reopen(concern)


def may_reopen(concern: Concern) -> bool:
    """Whether it is closed, and not for so long that it takes a new message."""
    return (
        concern.closed_at is not None
        and concern.reopen_until is not None
        and clock.now() < concern.reopen_until
    )


def write_back(concern: Concern, words: str, *, author: User) -> None:
    """Keep what its writer has to add, and alert those who read it. A closed one is open again.

    The same words within ten minutes are one. Nothing here is screened: it is no post.
    """
    queries.locked(concern)
    if concern.person_id != author.id:
        raise NotAllowed("Only whoever wrote a message writes back under it.")
    refuse_what_cannot_be_kept(words)
    words = words.strip()
    if _was_just_said(concern, words):
        return
    if not may_write_back(concern):
        raise Refused(
            {"text": "This was finished some time ago. Please send what you wrote as a new message."}
        )
    kind = StepKind.WROTE_BACK if concern.closed_at is None else StepKind.REOPENED
    concern.closed_at = concern.reopen_until = None
    if concern.answered_at is not None:
        concern.reply_by = concern.reply_by or _reply_by(concern)
    add_step(concern, kind, author, words=words)
    _alert(concern, author)


def _was_just_said(concern: Concern, words: str) -> bool:
    last = concern.steps[-1] if concern.steps else None
    return (
        last is not None
        and last.kind in _WROTE
        and last.words == words
        and last.at > clock.now() - SAME_WORDS_ARE_ONE
    )


def _reply_by(concern: Concern) -> datetime:
    is_child = concern.kind is ConcernKind.CHILD_AT_RISK
    days = 1 if is_child else moderation.policy.concerns.reply_again_school_days
    return moderation.due_after_school_days(days)


def _alert(concern: Concern, author: User) -> None:
    is_child = concern.kind is ConcernKind.CHILD_AT_RISK
    subject = "URGENT: more about a child at risk" if is_child else "They wrote back"
    for reader in readers(concern):
        if reader.id == author.id:
            continue
        queue(
            reader.email,
            f"{subject} ({concern.reference})",
            f"There is a new message from whoever wrote {concern.reference}.\n\n"
            f"Read it here: {full_address(f'/admin/messages/{concern.id}')}\n",
        )
