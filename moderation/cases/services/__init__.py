"""Findings and the steps of the ladder: who, why, under which clause, and the parent is told."""

from moderation.cases.services.acting import about_measure
from moderation.cases.services.answering import (
    ANSWERS,
    OUTCOMES,
    changed,
    enter_reply,
    record_answer,
    reply,
    taken_down,
)
from moderation.cases.services.astray import say_letter_went_astray
from moderation.cases.services.case import (
    Case,
    case_for,
    case_of,
    check_impartial,
    check_impartial_over,
    has_account,
    person_of,
    why_not_impartial,
)
from moderation.cases.services.chasing import letter_to_host, remind_to_chase
from moderation.cases.services.deciding import approve, is_awaiting, measure_for
from moderation.cases.services.drafting import DETRIMENTS, FindingDraft
from moderation.cases.services.ending import LASTING, lift, overturn, reverse, undo_for_whom_it_was_meant
from moderation.cases.services.expiring import tell_of_ends
from moderation.cases.services.findings import (
    confirm_finding,
    decline_finding,
    found_about,
    note_translation,
    propose_finding,
    record_finding,
)
from moderation.cases.services.folder import (
    answer_concern,
    close,
    concerned,
    look_after,
    note_concern,
    reopen,
)
from moderation.cases.services.overriding import propose_or_agree
from moderation.cases.services.taking import POLICE_OUTCOMES, TALK_OUTCOMES, letter, take
from moderation.cases.services.telling import letter_sent

__all__ = [
    "ANSWERS",
    "DETRIMENTS",
    "LASTING",
    "OUTCOMES",
    "POLICE_OUTCOMES",
    "TALK_OUTCOMES",
    "Case",
    "FindingDraft",
    "about_measure",
    "answer_concern",
    "approve",
    "case_for",
    "case_of",
    "changed",
    "check_impartial",
    "check_impartial_over",
    "close",
    "concerned",
    "confirm_finding",
    "decline_finding",
    "enter_reply",
    "found_about",
    "has_account",
    "is_awaiting",
    "letter",
    "letter_sent",
    "letter_to_host",
    "lift",
    "look_after",
    "measure_for",
    "note_concern",
    "note_translation",
    "overturn",
    "person_of",
    "propose_finding",
    "propose_or_agree",
    "record_answer",
    "record_finding",
    "remind_to_chase",
    "reopen",
    "reply",
    "reverse",
    "say_letter_went_astray",
    "take",
    "taken_down",
    "tell_of_ends",
    "undo_for_whom_it_was_meant",
    "why_not_impartial",
]
