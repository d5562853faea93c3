"""The steps of the ladder as a policy file has them, and which of their keys are locked."""

from collections.abc import Mapping

from moderation.policy import document as doc
from moderation.policy.document import THIS_FORUM, MeasureKind
from moderation.policy.keys import (
    Days,
    Fixed,
    Flag,
    Key,
    Text,
    Texts,
    Whole,
)
from moderation.policy.schema.part import (
    CLAUSE,
    LIMITS,
    LONGEST_BLOCK,
    LONGEST_FOR_NOW,
    LONGEST_MEMORY,
    LONGEST_RESTRICTION,
    MOST_RENEWALS,
    SCHOOL_YEAR,
    WARNING_PARTS,
    Part,
)

_MEASURE: dict[str, Key] = {"clause": CLAUSE, "label": Text(), "strength": Text()}
_BEFORE_THE_GATE = Fixed(False, "The gate could never be met if its own first steps wait for it.")
_BEHIND_THE_GATE = Fixed(True, "The policy considers this only once someone refuses and goes on.")
_LIMITING: dict[str, Key] = _MEASURE | {
    "venue": Fixed(THIS_FORUM, "Only what was posted on this forum counts here."),
    "scope": Fixed(THIS_FORUM, "It reaches this forum and nothing else."),
    "subject": Fixed("individual", "It concerns one person, never a family or a class."),
    "end_date_required": Fixed(True, "It always ends."),
    "representations_school_days": Whole(1, SCHOOL_YEAR, "school days"),
}
_LASTING = _LIMITING | {"gate": _BEHIND_THE_GATE, "requires_live_warning": Flag()}
_LIMITS = Texts(LIMITS, why="The forum can put other limits in force.")

MEASURES: Mapping[MeasureKind, Part] = {
    MeasureKind.INFORMAL_DISCUSSION: Part(
        doc.MeasureRule, _MEASURE | {"gate": _BEFORE_THE_GATE}, clause="G2"
    ),
    MeasureKind.REMOVAL_REQUEST: Part(
        doc.MeasureRule,
        _MEASURE
        | {
            "gate": _BEFORE_THE_GATE,
            "reply_within_school_days": Whole(1, SCHOOL_YEAR, "school days"),
        },
        clause="G3",
    ),
    MeasureKind.WRITTEN_WARNING: Part(
        doc.MeasureRule,
        _MEASURE
        | {
            "gate": _BEHIND_THE_GATE,
            "required_parts": Texts(
                WARNING_PARTS, is_locked=True, why="The policy names three parts of a warning."
            ),
            "live_for_days": Whole(1, LONGEST_MEMORY, "days"),
        },
        clause="H1",
    ),
    MeasureKind.LEGAL_ADVICE: Part(doc.MeasureRule, _MEASURE | {"gate": _BEHIND_THE_GATE}, clause="H2"),
    MeasureKind.POLICE_REFERRAL: Part(
        doc.MeasureRule,
        _MEASURE | {"gate": Fixed(False, "Nobody waits before ringing the police.")},
        clause="H3",
    ),
    MeasureKind.INTERIM_RESTRICTION: Part(
        doc.MeasureRule,
        _LIMITING
        | {
            "gate": Fixed(False, "It is for what can't wait; only urgent reasons open it."),
            "two_person": Fixed(True, "One person proposes it and another agrees to it."),
            "max_school_days": Whole(1, LONGEST_FOR_NOW, "school days"),
            "max_renewals": Whole(0, MOST_RENEWALS, "renewals"),
            "limits": _LIMITS,
        },
        clause="H4",
    ),
    MeasureKind.RESTRICT: Part(
        doc.MeasureRule,
        _LASTING
        | {
            "requires_necessity": Flag(),
            "two_person": Flag(),
            "default_days": Whole(1, LONGEST_RESTRICTION, "days"),
            "max_days": Whole(1, LONGEST_RESTRICTION, "days"),
            "limits": _LIMITS,
        },
        clause="H4",
    ),
    MeasureKind.BLOCK: Part(
        doc.MeasureRule,
        _LASTING
        | {
            "requires_necessity": Fixed(True, "Why nothing lighter is enough has to be said."),
            "two_person": Fixed(True, "One person proposes a block and another agrees to it."),
            "default_days": Whole(1, LONGEST_BLOCK, "days"),
            "max_days": Whole(1, LONGEST_BLOCK, "days"),
            "review_every_days": Whole(1, LONGEST_BLOCK, "days"),
        },
        clause="H4",
    ),
    MeasureKind.HOST_COMPLAINT: Part(
        doc.MeasureRule,
        _MEASURE | {"gate": _BEHIND_THE_GATE, "chase_after_days": Days(LONGEST_MEMORY)},
        clause="H5",
    ),
}
