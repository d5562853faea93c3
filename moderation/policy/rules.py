"""What no school's file may say: the rules that the policy's own words or the law fix."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moderation.policy.document import THIS_FORUM, MeasureKind, Policy, Route

GROUNDS = frozenset(
    {
        "sex",
        "race",
        "disability",
        "sexual_orientation",
        "religion_or_belief",
        "age",
        "gender_reassignment",
        "marriage_civil_partnership",
        "pregnancy_maternity",
    }
)
CATEGORIES = frozenset(
    {
        "allegation",
        "bullying",
        "complaint",
        "defamation",
        "offensive",
        "protected",
        "threat",
        "harassment",
        "obscene",
        "profanity",
        "privacy",
        "safeguarding",
    }
)
FACTS = ("informal_done", "asked", "refused", "continued")
LIMITS = frozenset({"premoderate", "no_new_topics", "no_replies", "boards_only"})
MOST_DAYS = {MeasureKind.RESTRICT: 84, MeasureKind.BLOCK: 180}  # local; domain model 2.2
_PLACES_OF_LOOKING_FIRST = {Route.TRIAGE, Route.URGENT}


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that a file breaks, where, and what to write instead."""

    place: tuple[str | int, ...]
    clause: str
    problem: str
    mend: str


def broken_rules(policy: Policy) -> Iterator[Found]:
    """Every rule this otherwise well-formed policy breaks."""
    for check in _CHECKS:
        yield from check(policy)


def _references(policy: Policy) -> Iterator[Found]:
    lists = {
        "prompts": policy.prompts,
        "channels": tuple(policy.channels.values()),
        "categories": tuple(policy.categories.values()),
        "grounds": tuple(policy.grounds.values()),
        "elsewhere": policy.elsewhere,
    }
    for name, rows in lists.items():
        for number, row in enumerate(rows):
            if row.clause not in policy.clauses:
                yield _unknown((name, number, "clause"), "clause", row.clause)
    for kind, rule in policy.measures.items():
        if rule.clause not in policy.clauses:
            yield _unknown(("measures", kind.value, "clause"), "clause", rule.clause)
    for number, category in enumerate(policy.categories.values()):
        if category.channel not in policy.channels:
            yield _unknown(("categories", number, "channel"), "channel", category.channel)
        if category.basis not in ("policy", "local"):
            yield Found(
                ("categories", number, "basis"),
                category.clause,
                f"“{category.basis}” says nothing about where this comes from.",
                'Write "policy" or "local".',
            )
    for number, channel in enumerate(policy.channels.values()):
        for category_id in channel.hide_when:
            if category_id not in policy.categories:
                yield _unknown(("channels", number, "hide_when"), "category", category_id)
    for number, reason in enumerate(policy.report_reasons.values()):
        if reason.category not in policy.categories:
            yield _unknown(("reports", number, "category"), "category", reason.category)


def _unknown(place: tuple[str | int, ...], what: str, name: str) -> Found:
    return Found(place, "", f"There is no {what} “{name}” in this file.", f"Add it or name another {what}.")


def _completeness(policy: Policy) -> Iterator[Found]:
    for missing in sorted(GROUNDS - policy.grounds.keys()):
        yield Found(
            ("grounds",),
            "E5",
            f"The ground “{missing}” is missing; the policy names nine.",
            f'Add [[grounds]] with key = "{missing}".',
        )
    for missing in sorted(CATEGORIES - policy.categories.keys()):
        yield Found(
            ("categories",),
            "E0",
            f"The category “{missing}” is missing, so what is seen could not be named.",
            f'Add [[categories]] with id = "{missing}".',
        )


def _routes(policy: Policy) -> Iterator[Found]:
    for number, category in enumerate(policy.categories.values()):
        place = ("categories", number, "route")
        if category.id in ("threat", "safeguarding") and category.route is not Route.URGENT:
            yield Found(place, category.clause, "This never waits its turn.", 'Write "urgent".')
        if category.id == "allegation" and category.route not in _PLACES_OF_LOOKING_FIRST:
            yield Found(
                place,
                category.clause,
                "The safeguarding lead or the head looks at an allegation first.",
                'Write "triage" or "urgent".',
            )
        if category.id in ("complaint", "safeguarding") and category.counts_as_finding:
            yield Found(
                ("categories", number, "counts_as_finding"),
                category.clause,
                "A complaint or a worry about a child is never held against anyone.",
                "Write false.",
            )


def _gate(policy: Policy) -> Iterator[Found]:
    gate = policy.gate
    if gate.combine != "all":
        yield Found(
            ("gate", "combine"), "G4", "The policy says “refuses … and continues”.", 'Write "all".'
        )
    if gate.silence_is_refusal:
        yield Found(
            ("gate", "silence_is_refusal"),
            "G4",
            "Silence is a refusal only when a named person says so, case by case.",
            "Write false.",
        )
    if set(gate.requires) != set(FACTS):
        yield Found(
            ("gate", "requires"),
            "G4",
            "The gate needs its four facts.",
            f"Write {list(FACTS)}.".replace("'", '"'),
        )
    yield from _at_least_one(("gate", "continuation_window_days"), "G4", gate.continuation_window_days)


def _measures(policy: Policy) -> Iterator[Found]:
    for kind in (MeasureKind.RESTRICT, MeasureKind.BLOCK):
        yield from _locked(policy, kind)
        yield from _days(policy, kind)
    warning = policy.measures[MeasureKind.WRITTEN_WARNING]
    parts = ("concerns", "warning", "removal_request")
    if set(warning.required_parts) != set(parts):
        yield Found(
            ("measures", "written_warning", "required_parts"),
            "H1",
            "A written warning has three parts: concerns, a warning and a request to take it down.",
            'Write ["concerns", "warning", "removal_request"].',
        )
    place = ("measures", "written_warning", "live_for_days")
    yield from _at_least_one(place, "H1", warning.live_for_days)
    request = policy.measures[MeasureKind.REMOVAL_REQUEST]
    place = ("measures", "removal_request", "reply_within_school_days")
    yield from _at_least_one(place, "G3", request.reply_within_school_days)
    for kind in (MeasureKind.WRITTEN_WARNING, MeasureKind.RESTRICT, MeasureKind.BLOCK):
        if not policy.measures[kind].gate:
            yield Found(
                ("measures", kind.value, "gate"),
                "G4",
                "The policy puts this behind refusing and continuing.",
                "Write true; the head can go past a step with a recorded reason.",
            )


def _locked(policy: Policy, kind: MeasureKind) -> Iterator[Found]:
    rule = policy.measures[kind]
    wanted: dict[str, object] = {
        "venue": THIS_FORUM,
        "scope": THIS_FORUM,
        "subject": "individual",
        "end_date_required": True,
    }
    if kind is MeasureKind.BLOCK:
        wanted |= {"two_person": True, "requires_necessity": True}
    for key, value in wanted.items():
        if getattr(rule, key) != value:
            shown = str(value).lower() if isinstance(value, bool) else f'"{value}"'
            yield Found(
                ("measures", kind.value, key),
                "H4",
                "This is fixed: only what was posted on this forum, only that person, only this "
                "forum, with an end and, for a block, two people.",
                f"Write {shown}.",
            )


def _days(policy: Policy, kind: MeasureKind) -> Iterator[Found]:
    rule, most = policy.measures[kind], MOST_DAYS[kind]
    place = ("measures", kind.value)
    yield from _at_least_one((*place, "default_days"), "H4", rule.default_days)
    yield from _at_least_one((*place, "max_days"), "H4", rule.max_days)
    if rule.max_days > most:
        yield Found(
            (*place, "max_days"),
            "H4",
            f"{rule.max_days} is longer than {most} days.",
            f"Write {most} or less.",
        )
    if rule.default_days > rule.max_days:
        yield Found(
            (*place, "default_days"),
            "H4",
            f"The usual {rule.default_days} days are longer than the longest, {rule.max_days}.",
            f"Write {rule.max_days} or less.",
        )
    if kind is MeasureKind.BLOCK:
        yield from _at_least_one((*place, "review_every_days"), "H4", rule.review_every_days)
        if rule.review_every_days > rule.max_days:
            yield Found(
                (*place, "review_every_days"),
                "H4",
                "A block would end before anyone looked at it again.",
                f"Write {rule.max_days} or less.",
            )
    unknown = set(rule.limits) - LIMITS
    if unknown or (kind is MeasureKind.RESTRICT and not rule.limits):
        yield Found(
            (*place, "limits"),
            "H4",
            "These are not limits the forum can put in force.",
            f"Choose from: {', '.join(sorted(LIMITS))}.",
        )


def _numbers(policy: Policy) -> Iterator[Found]:
    for place, number in {
        ("holds", "review_school_days"): policy.holds.review_school_days,
        ("holds", "urgent_hours"): policy.holds.urgent_hours,
        ("overrides", "min_reason_chars"): policy.overrides.min_reason_chars,
        ("appeals", "within_school_days"): policy.appeals.within_school_days,
        ("appeals", "decide_school_days"): policy.appeals.decide_school_days,
    }.items():
        yield from _at_least_one(place, "", number)
    if policy.holds.on_overdue != "escalate":
        yield Found(
            ("holds", "on_overdue"),
            "B2",
            "Time alone never publishes or declines anything.",
            'Write "escalate".',
        )


def _at_least_one(place: tuple[str | int, ...], clause: str, number: int) -> Iterator[Found]:
    if number < 1:
        yield Found(place, clause, f"{number} is too small.", "Write 1 or more.")


def _venue(policy: Policy) -> Iterator[Found]:
    if policy.definitions.this_forum != THIS_FORUM or THIS_FORUM in policy.definitions.other_venues:
        yield Found(
            ("definitions", "this_forum"),
            "H4",
            "Only this forum may be called this forum.",
            f'Write "{THIS_FORUM}", and leave it out of other_venues.',
        )


_CHECKS: tuple[Callable[[Policy], Iterator[Found]], ...] = (
    _references,
    _completeness,
    _routes,
    _gate,
    _measures,
    _numbers,
    _venue,
)
