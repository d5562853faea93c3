"""What the parts of a policy file owe one another: the rules no single key can keep."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from moderation.policy.document import THIS_FORUM, MeasureKind, Route
from moderation.policy.lines import Place
from moderation.screening.matches import UNSCREENED

GROUNDS = (
    "sex",
    "race",
    "disability",
    "sexual_orientation",
    "religion_or_belief",
    "age",
    "gender_reassignment",
    "marriage_civil_partnership",
    "pregnancy_maternity",
)
CATEGORIES = (
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
)
# A report of one of these hides the post until a person has looked; no other report does.
URGENT_REPORTS = ("threat", "safeguarding", "allegation")
# What can't wait: these alone may open a limit before the steps that come first.
URGENT_CODES = (
    *("threat_of_violence", "suspected_crime", "child_at_risk"),
    *("police_or_dsl_advice", "grossly_obscene"),
)
# Nobody is sent to face the person they are afraid of or accuse.
NEVER_FACE_TO_FACE = ("allegation", "threat", "safeguarding")
# What no one person puts before readers, and what never goes to a head whom it is about.
TWO_TO_PUBLISH = ("allegation", "threat", "safeguarding")
HEAD_TO_CHAIR = ("allegation", "safeguarding")
LONGEST_PLACE = 120

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as far as it could be read. A key that can't be used is simply not there."""

    tables: Mapping[str, Row]
    lists: Mapping[str, Sequence[Row]]
    measures: Mapping[MeasureKind, Row]


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that a file breaks: where, why, and what to write instead."""

    place: Place
    what: str
    mend: str
    clause: str = ""


def broken_rules(draft: Draft) -> Iterator[Found]:
    """Every rule this file breaks, as far as it could be read."""
    for check in _CHECKS:
        yield from check(draft)


def _clauses_exist(draft: Draft) -> Iterator[Found]:
    known = _names(draft, "clauses", "id")
    for name in ("prompts", "channels", "categories", "grounds"):
        for number, row in enumerate(draft.lists[name]):
            yield from _unknown((name, number, "clause"), "clause", row.get("clause"), known)
    yield from _unknown(("gate", "clause"), "clause", draft.tables["gate"].get("clause"), known)
    for kind, row in draft.measures.items():
        place = ("measures", kind.value, "clause")
        yield from _unknown(place, "clause", row.get("clause"), known)


def _names_exist(draft: Draft) -> Iterator[Found]:
    categories = _names(draft, "categories", "id")
    channels = _names(draft, "channels", "id")
    for number, row in enumerate(draft.lists["categories"]):
        place = ("categories", number, "channel")
        yield from _unknown(place, "channel", row.get("channel"), channels)
    for number, row in enumerate(draft.lists["channels"]):
        for category in row.get("hide_when", ()):
            yield from _unknown(("channels", number, "hide_when"), "category", category, categories)
    for number, row in enumerate(draft.lists["reports"]):
        place = ("reports", number, "category")
        yield from _unknown(place, "category", row.get("category"), categories)


def _unknown(place: Place, kind: str, name: str | None, known: set[str]) -> Iterator[Found]:
    if name is not None and known and name not in known:
        yield Found(place, f"This file has no {kind} “{name}”.", f"Add it, or name another {kind}.")


def _nothing_is_missing(draft: Draft) -> Iterator[Found]:
    wanted = (
        ("grounds", "key", GROUNDS, "E5", "The nine protected characteristics belong together."),
        ("categories", "id", CATEGORIES, "E0", "What is seen in a post could not be named."),
        ("channels", "id", ("formal_complaint",), "D6", "A complaint can always be made."),
    )
    for part, key, names, clause, why in wanted:
        present = _names(draft, part, key)
        for name in names:
            if draft.lists[part] and name not in present:
                what = f"“{name}” is missing. {why}"
                yield Found((part,), what, f'Add [[{part}]] with {key} = "{name}".', clause)


def _categories_are_safe(draft: Draft) -> Iterator[Found]:
    for number, row in enumerate(draft.lists["categories"]):
        name, place = row.get("id"), ("categories", number)
        route = row.get("route", Route.URGENT)
        if name in ("threat", "safeguarding") and route is not Route.URGENT:
            yield Found((*place, "route"), "This is locked. It never waits.", 'Write "urgent".')
        if name == "allegation" and route not in (Route.TRIAGE, Route.URGENT):
            why = "This is locked. The safeguarding lead or the head looks first."
            yield Found((*place, "route"), why, 'Write "triage".')
        if name in ("complaint", "safeguarding") and row.get("counts_as_finding"):
            why = "This is locked. A complaint or a worry about a child is never held against anyone."
            yield Found((*place, "counts_as_finding"), why, "Write false.")
        if name == "protected" and row.get("needs_ground") is False:
            why = "This is locked. Whoever finds this says which ground, and quotes the words."
            yield Found((*place, "needs_ground"), why, "Write true.")
        if name == UNSCREENED:
            why = "The forum keeps this name for a check that could not be finished."
            yield Found((*place, "id"), why, "Give it another name.")


def _channels_are_safe(draft: Draft) -> Iterator[Found]:
    for number, row in enumerate(draft.lists["channels"]):
        hidden, place = row.get("hide_when"), ("channels", number, "hide_when")
        if hidden is None:
            continue
        if row.get("id") == "formal_complaint" and hidden:
            yield Found(place, "This is locked. A complaint can always be made.", "Write [].")
        lacking = [name for name in NEVER_FACE_TO_FACE if name not in hidden]
        if row.get("id") == "individual" and lacking:
            why = "This is locked. Nobody is sent to face a person they accuse or fear."
            yield Found(place, why, f"Add {', '.join(lacking)}.")


def _reports_are_safe(draft: Draft) -> Iterator[Found]:
    rows = draft.lists["reports"]
    for number, row in enumerate(rows):
        category, urgent = row.get("category"), row.get("urgent")
        if category is None or urgent is None:
            continue
        place = ("reports", number, "urgent")
        if urgent and category not in URGENT_REPORTS:
            why = "This is locked. One report alone hides nothing that is not urgent."
            yield Found(place, why, "Write false.")
        if not urgent and category in URGENT_REPORTS:
            yield Found(place, "This is locked. It never waits its turn.", "Write true.")
    present = _names(draft, "reports", "category")
    for category in URGENT_REPORTS:
        if rows and category not in present:
            what = f"No reason here is for “{category}”, so nobody could report one at once."
            yield Found(("reports",), what, f'Add [[reports]] with category = "{category}".')


def _safeguarding_is_safe(draft: Draft) -> Iterator[Found]:
    table, categories = draft.tables["safeguarding"], _names(draft, "categories", "id")
    locked = (
        ("two_to_publish", TWO_TO_PUBLISH, "Nobody alone shows readers a post of this kind."),
        ("head_to_chair", HEAD_TO_CHAIR, "Nobody looks into what is said of themselves."),
    )
    for key, always, why in locked:
        named, place = table.get(key), ("safeguarding", key)
        if named is None:
            continue
        lacking = [name for name in always if name not in named]
        if lacking:
            yield Found(place, f"This is locked. {why}", f"Add {', '.join(lacking)}.")
        for name in named:
            yield from _unknown(place, "category", name, categories)
    for name in table.get("referred_to", ()):
        if len(name) > LONGEST_PLACE:
            what = f"“{name[:20]}…” is too long to stand in a list."
            mend = f"Write {LONGEST_PLACE} letters or fewer."
            yield Found(("safeguarding", "referred_to"), what, mend)


def _days_fit(draft: Draft) -> Iterator[Found]:
    for kind, row in draft.measures.items():
        longest = row.get("max_days")
        if longest is None:
            continue
        if row.get("default_days", 0) > longest:
            what = f"The usual {row['default_days']} days are longer than the longest, {longest}."
            place = ("measures", kind.value, "default_days")
            yield Found(place, what, f"Write {longest} or less.")
        if row.get("review_every_days", 0) > longest:
            place = ("measures", kind.value, "review_every_days")
            what = f"It would end, after {longest} days, before anyone looked at it again."
            yield Found(place, what, f"Write {longest} or less.")


def _what_cannot_wait_can_be_said(draft: Draft) -> Iterator[Found]:
    rows = draft.lists["skip_codes"]
    for number, row in enumerate(rows):
        if row.get("urgent") and row.get("code") not in URGENT_CODES:
            why = "This is locked. Only what can't wait opens a limit for now."
            yield Found(("skip_codes", number, "urgent"), why, "Write false.", "H4")
    present = _names(draft, "skip_codes", "code")
    for code in URGENT_CODES if rows else ():
        if code not in present:
            what = f"“{code}” is missing. What can't wait could not be said."
            yield Found(("skip_codes",), what, f'Add [[skip_codes]] with code = "{code}".', "H4")


def _overdue_comes_step_by_step(draft: Draft) -> Iterator[Found]:
    steps = ("review_school_days", "escalate_school_days", "head_school_days")
    row = draft.tables["holds"]
    for earlier, later in pairwise(steps):
        if earlier in row and later in row and row[later] <= row[earlier]:
            what = f"{row[later]} school days are no later than {earlier}, {row[earlier]}."
            yield Found(("holds", later), what, f"Write {row[earlier] + 1} or more.")


def _terms_follow_one_another(draft: Draft) -> Iterator[Found]:
    for (_, until, before, _), (first, _, _, number) in pairwise(sorted(_terms(draft))):
        if first <= until:
            what = f"It overlaps with “{before}”, which lasts until {until}."
            yield Found(("terms", number, "first_day"), what, "Write a day after that.")
    for first, last, _, number in _terms(draft):
        if last < first:
            place = ("terms", number, "last_day")
            yield Found(place, f"It ends before it starts, on {first}.", "Write a later day.")


def _closed_days_are_in_term(draft: Draft) -> Iterator[Found]:
    terms = _terms(draft)
    if not terms or len(terms) < len(draft.lists["terms"]) or any(t[1] < t[0] for t in terms):
        return
    for number, day in enumerate(draft.tables["calendar"].get("closed_days", ())):
        if not any(first <= day <= last for first, last, _, _ in terms):
            what = f"{day} is in no term, so the school is closed then anyway."
            yield Found(("calendar", "closed_days", number), what, "Take it out, or mend the year.")


def _terms(draft: Draft) -> list[tuple[date, date, str, int]]:
    """The terms that could be read: first and last day, name, and where in the file."""
    return [
        (row["first_day"], row["last_day"], row["name"], number)
        for number, row in enumerate(draft.lists["terms"])
        if {"first_day", "last_day", "name"} <= row.keys()
    ]


def _this_forum_is_no_other_venue(draft: Draft) -> Iterator[Found]:
    if THIS_FORUM in draft.tables["definitions"].get("other_venues", ()):
        what = "What was posted elsewhere may not count as posted here."
        yield Found(("definitions", "other_venues"), what, f'Take "{THIS_FORUM}" out.')


def _names(draft: Draft, part: str, key: str) -> set[str]:
    return {row[key] for row in draft.lists[part] if key in row}


_CHECKS: tuple[Callable[[Draft], Iterator[Found]], ...] = (
    _clauses_exist,
    _names_exist,
    _nothing_is_missing,
    _categories_are_safe,
    _channels_are_safe,
    _reports_are_safe,
    _safeguarding_is_safe,
    _days_fit,
    _what_cannot_wait_can_be_said,
    _overdue_comes_step_by_step,
    _terms_follow_one_another,
    _closed_days_are_in_term,
    _this_forum_is_no_other_venue,
)
