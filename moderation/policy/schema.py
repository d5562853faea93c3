"""What a policy file consists of: its parts, the keys of each, and which keys are locked.

Locked keys are those that the policy's own words or plain safety fix. They stand in the file, so
that a head teacher who reads it sees them, but a school can't change them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.policy import document as doc
from moderation.policy.document import THIS_FORUM, MeasureKind
from moderation.policy.keys import (
    Choice,
    Clock,
    Colour,
    Day,
    DayList,
    Days,
    Email,
    Fixed,
    Flag,
    Key,
    Member,
    Name,
    Text,
    Texts,
    Whole,
    Zone,
)
from moderation.screening.languages import LANGUAGES

FACTS = ("informal_done", "asked", "refused", "continued")
WARNING_PARTS = ("concerns", "warning", "removal_request")
LIMITS = ("premoderate", "no_new_topics", "no_replies", "boards_only")
# What the forum knows how to do with a concern; a school chooses among them and words them.
CHANNELS = ("individual", "parents_forum_meeting", "confidential_talk", "formal_complaint")
IN_HOLIDAYS = ("as_usual", "premoderate")
NATIONS = ("england", "wales", "scotland", "northern_ireland")
LONGEST_RESTRICTION, LONGEST_BLOCK, LONGEST_MEMORY, SCHOOL_YEAR = 84, 180, 3650, 190
LONGEST_FOR_NOW, MOST_RENEWALS = 10, 1  # school days; how often a limit for now may follow another
# What can be gone past with a recorded reason, and so may be asked to take a second person.
SKIPPED = (
    *("informal_done", "asked", "refused", "continued", "live_warning"),
    *("their_side", "usual_length", "telling_them"),
    *("other_category", "childs_act"),  # what a finding may go past: E0 names nothing, F1 is the child's
)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the file: what it becomes, its keys, and the clause it serves if it names none.

    `unique` is the key by which a list knows its rows apart.
    """

    kind: type
    keys: Mapping[str, Key]
    clause: str = ""
    unique: str = ""
    is_optional: bool = False


_CLAUSE = Name(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*", "E2", 20)
_ID = Name(r"[a-z][a-z0-9_]*", "formal_complaint", 40)
_A_PERSON_DECIDES = "It says who looks at a text; a person decides how it ends."

TABLES: Mapping[str, Part] = {
    "school": Part(
        doc.School,
        {
            "name": Text(),
            "short_name": Text(),
            "timezone": Zone(),
            "office_email": Email(),
            "office_phone": Text(),
            "headteacher": Text(),
            "colour": Colour(),
        },
    ),
    "policy": Part(
        doc.Edition, {"title": Text(200), "version": Text(60), "effective_from": Day()}, clause="T1"
    ),
    "definitions": Part(
        doc.Definitions,
        {
            "parent_includes": Texts(),
            "this_forum": Fixed(THIS_FORUM, "Only this forum may be called this forum."),
            "other_venues": Texts(),
        },
        clause="H4",
    ),
    "gate": Part(
        doc.GateRule,
        {
            "clause": _CLAUSE,
            "requires": Texts(FACTS, is_locked=True, why="The gate has four facts."),
            "combine": Fixed("all", "The policy says “refuses to do this and continues”."),
            "silence_is_refusal": Fixed(
                False, "Silence is a refusal only when a named person says so, each time."
            ),
            "continuation_window_days": Whole(1, LONGEST_MEMORY, "days"),
        },
        clause="G4",
    ),
    "screening": Part(
        doc.ScreeningRule,
        {
            "harmless_held_percent": Whole(1, 20, "percent"),
            "held_words": Texts(may_be_empty=True),
            "passed_words": Texts(may_be_empty=True),
            "other_languages": Texts(
                LANGUAGES, may_be_empty=True, why="A language is written as two letters."
            ),
        },
        clause="B2",
    ),
    "calendar": Part(
        doc.CalendarRule,
        {"nation": Choice(NATIONS, "It says whose bank holidays count."), "closed_days": DayList()},
        clause="B2",
    ),
    "holds": Part(
        doc.HoldRule,
        {
            "review_school_days": Whole(1, 10, "school days"),
            "escalate_school_days": Whole(1, 20, "school days"),
            "head_school_days": Whole(1, 30, "school days"),
            "day_ends": Clock(),
            "urgent_hours": Whole(1, 24, "hours"),
            "on_overdue": Fixed("escalate", "Time alone never publishes or declines anything."),
            "in_holidays": Choice(IN_HOLIDAYS, "It says if posts wait while the school is away."),
        },
        clause="B2",
    ),
    "overrides": Part(
        doc.OverrideRule,
        {
            "min_reason_chars": Whole(10, 1000, "letters"),
            "second_person": Texts(SKIPPED, why="Nothing else can be skipped."),
        },
        clause="G0",
    ),
    "appeals": Part(
        doc.AppealRule,
        {
            "within_school_days": Whole(1, SCHOOL_YEAR, "school days"),
            "decide_school_days": Whole(1, SCHOOL_YEAR, "school days"),
            "next_route": Text(),
        },
    ),
    "safeguarding": Part(
        doc.SafeguardingRule,
        {
            "lead_name": Text(200),
            "lead_phone": Text(60),
            "lead_email": Email(),
            "two_to_publish": Texts(),
            "head_jobs": Texts(),
            "head_to_chair": Texts(),
            "referred_to": Texts(),
        },
        clause="B2",
    ),
    "concerns": Part(
        doc.ConcernRule,
        {
            "acknowledge_school_days": Whole(1, SCHOOL_YEAR, "school days"),
            "answer_school_days": Whole(1, SCHOOL_YEAR, "school days"),
            "reply_again_school_days": Whole(1, SCHOOL_YEAR, "school days"),
            "reopen_school_days": Whole(1, SCHOOL_YEAR, "school days"),
            "complaints_procedure": Text(200),
        },
        clause="D6",
    ),
}

LISTS: Mapping[str, Part] = {
    "clauses": Part(
        doc.Clause,
        {"id": _CLAUSE, "heading": Text(), "text": Text(), "plain": Text()},
        unique="id",
    ),
    "prompts": Part(doc.Prompt, {"clause": _CLAUSE, "text": Text()}, is_optional=True),
    "channels": Part(
        doc.Channel,
        {
            "id": Choice(CHANNELS, "The forum would not know what to do there."),
            "clause": _CLAUSE,
            "label": Text(),
            "help": Text(),
            "hide_when": Texts(may_be_empty=True),
        },
        unique="id",
    ),
    "categories": Part(
        doc.Category,
        {
            "id": _ID,
            "clause": _CLAUSE,
            "basis": Choice(("policy", "local"), "It says where this comes from."),
            "label": Text(),
            "why": Text(),
            "route": Member(doc.Route, _A_PERSON_DECIDES),
            "counts_as_finding": Flag(),
            "needs_ground": Flag(),
            "channel": _ID,
        },
        unique="id",
    ),
    "grounds": Part(doc.Ground, {"key": _ID, "clause": _CLAUSE, "label": Text()}, unique="key"),
    "reports": Part(
        doc.ReportReason,
        {"value": _ID, "label": Text(), "category": _ID, "urgent": Flag()},
        unique="value",
    ),
    "terms": Part(
        doc.Term,
        {"name": Text(60), "first_day": Day(), "last_day": Day()},
        clause="B2",
        unique="name",
        is_optional=True,
    ),
    "skip_codes": Part(
        doc.SkipCode,
        {
            "code": _ID,
            "label": Text(),
            "urgent": Flag(),
            "only": Texts(tuple(MeasureKind), may_be_empty=True, why="It names the measures it is for."),
        },
        unique="code",
    ),
}

_MEASURE: dict[str, Key] = {"clause": _CLAUSE, "label": Text(), "strength": Text()}
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
