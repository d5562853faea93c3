"""What a measure leaves behind: its entry in the audit log, and the notice to its person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Measure, MeasureState, Outcome
from moderation.cases.services.case import why_not_impartial
from moderation.errors import ConflictOfInterest, NotChanged, NotFound
from moderation.host import Actor
from moderation.notices import services as notices
from moderation.notices.models import Notice
from moderation.policy import MeasureKind
from moderation.policy.schooltime import due_after_school_days
from moderation.times import end_in_words

if TYPE_CHECKING:
    from moderation.extension import Moderation
    from moderation.undoing import Doing

# What was done before a warning, in the words of the letter. A date follows.
_BEFORE = {
    Outcome.HELD: "we talked with you",
    Outcome.OFFERED_AND_DECLINED: "we offered to talk, and you would rather not",
    Outcome.OFFERED_NO_REPLY: "we offered to talk, and heard nothing",
    Outcome.REMOVED: "we asked you to take it down, and you did",
    Outcome.EDITED: "we asked you to take it down, and you changed it",
    Outcome.REFUSED: "we asked you to take it down, and you refused",
    Outcome.NO_REPLY: "we asked you to take it down, and heard nothing",
    Outcome.AGREED: "we asked you not to post it again, and you agreed",
    Outcome.TREATED_AS_REFUSAL: (
        "we asked you to take it down, heard nothing, and take that for a refusal"
    ),
    None: "we asked you to take it down",
}


def audit(
    moderation: Moderation, event: str, measure: Measure, *, admin: Actor | None, **more: Any
) -> None:
    """One entry about a measure: who, what kind, under which clause, until when; no words."""
    moderation.audit(
        f"measure:{event}",
        actor=admin,
        measure=measure.id,
        kind=measure.kind,
        person=measure.person_id,
        clause=measure.clause,
        findings=[finding.id for finding in measure.findings],
        overridden=measure.overridden,
        starts_at=measure.starts_at.isoformat(),
        ends_at=measure.ends_at.isoformat() if measure.ends_at else None,
        **more,
    )


def tell(
    moderation: Moderation, measure: Measure, template: str, *, doing: Doing | None = None
) -> Notice:
    """Send the notice of a measure to its person."""
    return notices.send(
        moderation,
        template,
        to=Actor(measure.person_id, measure.person_name),
        measure=measure,
        context=notice_context(moderation, measure),
        doing=doing,
    )


def preview(moderation: Moderation, measure: Measure, template: str) -> tuple[str, str]:
    """Subject and body of the notice this measure would send."""
    return notices.preview(
        moderation,
        template,
        to=Actor(measure.person_id, measure.person_name),
        context={
            **notice_context(moderation, measure),
            "reference": "(given when it is sent)",
            "code": "(given when it is sent)",
        },
    )


def letter_sent(moderation: Moderation, measure_id: int, notice_id: int, *, admin: Actor) -> Notice:
    """A letter about a measure, if that is for this admin to read."""
    measure = queries.measure(moderation.session, measure_id)
    found = queries.notice_about(moderation.session, measure_id, notice_id)
    if measure is None or found is None:
        raise NotFound("There is no such letter.")
    reason = why_not_impartial(moderation, measure, admin.id)
    if reason:
        raise ConflictOfInterest(reason)
    if not found.has_gone(clock.now()):
        raise NotChanged(
            "What this letter tells can still be undone, so nobody has it yet. Try again in a minute."
        )
    return found


def notice_context(moderation: Moderation, measure: Measure) -> Mapping[str, object]:
    """What the notice of a measure is written from."""
    policy, now = moderation.policy, clock.now()
    life = timedelta(days=policy.measures[MeasureKind.WRITTEN_WARNING].live_for_days)
    return {
        "measure": measure,
        "rule": policy.measures[measure.kind],
        "clause_plain": moderation.clause_plain(measure.clause, measure.policy_hash),
        "findings": [
            (finding, moderation.clause_plain(finding.clause, finding.policy_hash))
            for finding in measure.findings
        ],
        "parts": measure.notice_parts,
        "before": _before(moderation, measure),
        "spent_at": measure.starts_at + life,
        "hear_by": measure.hear_by or _asked_afterwards(moderation, measure),
        "their_side": _their_side(measure),
        "until": end_in_words(measure.ends_at, policy.school.zone) if measure.ends_at else "",
        "appeal_by": due_after_school_days(now, policy.appeals.within_school_days, policy),
        "decided_by": measure.approved_by_name,
        "proposed_by": measure.proposed_by_name,
    }


def _asked_afterwards(moderation: Moderation, measure: Measure) -> datetime | None:
    """By when their side is asked for where it could not be heard first."""
    days = moderation.policy.measures[measure.kind].representations_school_days
    return due_after_school_days(clock.now(), days, moderation.policy) if days else None


def _their_side(measure: Measure) -> str:
    """What a letter says of whether they were heard; nothing where nobody had to be."""
    if measure.replies:
        return "You told us your side, and we thought about it before we decided."
    if measure.hear_by is not None and measure.state is MeasureState.DECIDED:
        return "We asked for your side and heard nothing by the end of the time for it."
    if "their_side" in (measure.overridden or ()):
        return "We did not wait for your side, for the reason we give. You can still tell us."
    return ""


def _before(moderation: Moderation, measure: Measure) -> list[tuple[object, str]]:
    """The lighter steps already taken, oldest first: when, and what came of each."""
    light = queries.light_steps_of(moderation.session, measure.person_id)
    return [(step.starts_at, _BEFORE[step.outcome]) for step in light if step.id != measure.id]
