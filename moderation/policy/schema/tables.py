"""The tables and lists of a policy file, and the keys of each."""

from collections.abc import Mapping

from moderation.policy import document as doc
from moderation.policy.document import THIS_FORUM, MeasureKind
from moderation.policy.keys import (
    Choice,
    Clock,
    Colour,
    Day,
    DayList,
    Email,
    Fixed,
    Flag,
    Member,
    Text,
    Texts,
    Whole,
    Zone,
)
from moderation.policy.schema.part import (
    A_PERSON_DECIDES,
    CHANNELS,
    CLAUSE,
    FACTS,
    ID,
    IN_HOLIDAYS,
    LONGEST_MEMORY,
    NATIONS,
    SCHOOL_YEAR,
    SKIPPED,
    Part,
)
from moderation.screening.languages import LANGUAGES

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
            "clause": CLAUSE,
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
    "undo": Part(doc.UndoRule, {"seconds": Whole(0, 120, "seconds")}, clause="B2"),
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
    "data_protection": Part(
        doc.DataProtectionRule,
        {"report_within_hours": Fixed(72, "The law says so (UK GDPR, Article 33).")},
        clause="B2",
    ),
}

LISTS: Mapping[str, Part] = {
    "clauses": Part(
        doc.Clause,
        {"id": CLAUSE, "heading": Text(), "text": Text(), "plain": Text()},
        unique="id",
    ),
    "prompts": Part(doc.Prompt, {"clause": CLAUSE, "text": Text()}, is_optional=True),
    "channels": Part(
        doc.Channel,
        {
            "id": Choice(CHANNELS, "The forum would not know what to do there."),
            "clause": CLAUSE,
            "label": Text(),
            "help": Text(),
            "hide_when": Texts(may_be_empty=True),
        },
        unique="id",
    ),
    "categories": Part(
        doc.Category,
        {
            "id": ID,
            "clause": CLAUSE,
            "basis": Choice(("policy", "local"), "It says where this comes from."),
            "label": Text(),
            "why": Text(),
            "route": Member(doc.Route, A_PERSON_DECIDES),
            "counts_as_finding": Flag(),
            "needs_ground": Flag(),
            "channel": ID,
        },
        unique="id",
    ),
    "grounds": Part(doc.Ground, {"key": ID, "clause": CLAUSE, "label": Text()}, unique="key"),
    "reports": Part(
        doc.ReportReason,
        {"value": ID, "label": Text(), "category": ID, "urgent": Flag()},
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
            "code": ID,
            "label": Text(),
            "urgent": Flag(),
            "only": Texts(tuple(MeasureKind), may_be_empty=True, why="It names the measures it is for."),
        },
        unique="code",
    ),
}
