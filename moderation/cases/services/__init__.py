"""Findings and the steps of the ladder: who, why, under which clause, and the parent is told."""

from moderation.cases.services.case import Case, case_of, person_of
from moderation.cases.services.ending import LASTING, lift, reverse
from moderation.cases.services.findings import DETRIMENTS, FindingDraft, record_finding
from moderation.cases.services.measures import (
    ANSWERS,
    TALK_OUTCOMES,
    approve,
    letter,
    record_answer,
    take,
)

__all__ = [
    "ANSWERS",
    "DETRIMENTS",
    "LASTING",
    "TALK_OUTCOMES",
    "Case",
    "FindingDraft",
    "approve",
    "case_of",
    "letter",
    "lift",
    "person_of",
    "record_answer",
    "record_finding",
    "reverse",
    "take",
]
