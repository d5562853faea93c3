"""May this act be undone now, and if not, why not. Pure: page, service and tests all ask here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActKind(StrEnum):
    """What can be undone for a minute: decisions on a post, steps of the ladder, and on an appeal."""

    PUBLISH = "publish"
    SEND_BACK = "send_back"
    DECLINE = "decline"
    REDIRECT = "redirect"
    ESCALATE = "escalate"
    TAKE = "take"
    PROPOSE = "propose"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    LIFT = "lift"
    DECIDE_APPEAL = "decide_appeal"
    SUSPEND = "suspend"


class WhyNot(StrEnum):
    """Why an act can't be undone."""

    NOT_YOURS = "not_yours"
    UNDONE = "undone"
    OVER = "over"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Done:
    """An act as this rule sees it.

    `has_moved_on` is whether anything was done about the same matter since, by anybody.
    """

    kind: ActKind
    by_id: str
    until: datetime
    is_undone: bool = False
    has_moved_on: bool = False


def why_not(done: Done, *, person_id: str, now: datetime) -> WhyNot | None:
    """Why this person may not undo this act at this moment; None if they may."""
    if person_id != done.by_id:
        return WhyNot.NOT_YOURS
    if done.is_undone:
        return WhyNot.UNDONE
    if now >= done.until:
        return WhyNot.OVER
    return WhyNot.CHANGED if done.has_moved_on else None


def in_words(reason: WhyNot, kind: ActKind) -> str:
    """The same in words, with what can be done instead."""
    begun = {
        WhyNot.NOT_YOURS: "Only the person who did this can undo it.",
        WhyNot.UNDONE: "You have undone this already. It is as it was before.",
        WhyNot.OVER: "The time to undo this is over, and whoever had to be told has been.",
        WhyNot.CHANGED: "Something has happened since, so this can’t be undone as if it had not been.",
    }[reason]
    return begun if reason in (WhyNot.NOT_YOURS, WhyNot.UNDONE) else f"{begun} {_INSTEAD[kind]}"


_ON_THEIR_PAGE = "On their page it can be undone with a reason, under “Undo it”: they are told so."
_INSTEAD: Mapping[ActKind, str] = {
    ActKind.PUBLISH: "To have it looked at again, report the post: it comes back to the queue.",
    ActKind.SEND_BACK: "Its author can send it again, and then you can publish it.",
    ActKind.DECLINE: "If it should show after all, ask its author to send it again as a new post.",
    ActKind.REDIRECT: "If it should show after all, ask its author to send it again as a new post.",
    ActKind.ESCALATE: "It still waits, so you can decide on it yourself.",
    ActKind.TAKE: _ON_THEIR_PAGE,
    ActKind.PROPOSE: "As long as nobody has decided on it, it can be withdrawn on their page.",
    ActKind.APPROVE: _ON_THEIR_PAGE,
    ActKind.WITHDRAW: "If it is still needed, propose it again on their page.",
    ActKind.LIFT: "If it is still needed, take the step again on their page.",
    ActKind.SUSPEND: "It ends when you decide the appeal.",
    ActKind.DECIDE_APPEAL: "What was decided stands. Talk to them, and to the office.",
}
