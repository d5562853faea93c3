"""Deciding an appeal: by somebody who was not involved, with an answer to every point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals import queries
from moderation.appeals.models import Appeal, AppealOutcome
from moderation.cases import services as cases
from moderation.cases.ladder import HEAVY
from moderation.cases.models import Measure, MeasureState
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotChanged, NotFound, Refused
from moderation.host import Actor
from moderation.notices.services import send
from moderation.records.audit import take_turn
from moderation.undoing import Doing
from moderation.undoing.rule import ActKind

if TYPE_CHECKING:
    from moderation.extension import Moderation

ANSWER_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody decides about an appeal.

    `finding_ids` no longer count if it is overturned; `ends_at` and `limits` are what a changed
    measure comes to.
    """

    outcome: AppealOutcome | None
    answer: str
    finding_ids: frozenset[int] = frozenset()
    ends_at: datetime | None = None
    limits: frozenset[str] = frozenset()


def decide(moderation: Moderation, appeal_id: int, answer: Answer, *, officer: Actor) -> Appeal:
    """Decide an appeal, carry it out at once and tell the person.

    Raises `ConflictOfInterest` for anybody involved before, `AlreadyDecided`, or `Refused`.
    """
    appeal = to_decide(moderation, appeal_id, officer=officer)
    if answer.outcome is None:
        raise Refused({"outcome": "Choose what you decide."})
    _check(appeal.measure, answer)
    path = f"/moderation/appeals/{appeal.id}"
    with cases.about_measure(
        moderation, ActKind.DECIDE_APPEAL, appeal.measure, by=officer, path=path
    ) as doing:
        doing.may_change(appeal, appeal.measure, *appeal.measure.findings)
        _decide(moderation, appeal, answer, officer, doing)
    return appeal


def to_decide(moderation: Moderation, appeal_id: int, *, officer: Actor) -> Appeal:
    """One appeal that waits, locked, for somebody who had no part in it."""
    take_turn(moderation.session)
    appeal = queries.appeal_to_decide(moderation.session, appeal_id)
    if appeal is None:
        raise NotFound("There is no such appeal.")
    reason = why_not(moderation, appeal, officer.id)
    if reason:
        raise ConflictOfInterest(reason)
    if appeal.decided_at is not None:
        raise AlreadyDecided(f"{appeal.decided_by_name} has already decided it. Yours was not recorded.")
    return appeal


def _decide(
    moderation: Moderation, appeal: Appeal, answer: Answer, officer: Actor, doing: Doing
) -> None:
    assert answer.outcome is not None  # it was checked
    _carry_out(moderation, appeal, answer, officer)
    appeal.outcome, appeal.answer = answer.outcome, answer.answer.strip()
    appeal.decided_by_id, appeal.decided_by_name = officer.id, officer.name
    appeal.decided_at = clock.now()
    moderation.audit(
        f"appeal:{answer.outcome}",
        actor=officer,
        appeal=appeal.id,
        measure=appeal.measure_id,
        findings=sorted(answer.finding_ids) if answer.outcome is AppealOutcome.OVERTURNED else [],
    )
    send(
        moderation,
        "appeal_outcome",
        to=Actor(appeal.measure.person_id, appeal.measure.person_name),
        measure=appeal.measure,
        context={"appeal": appeal, "measure": appeal.measure},
        doing=doing,
    )


def why_not(moderation: Moderation, appeal: Appeal, person_id: str) -> str | None:
    """Why this person may not decide it: whoever had a part in the measure, or in what it rests on."""
    if person_id in set(_involved(appeal.measure)):
        return "You had a part in this decision, so somebody else decides the appeal."
    if person_id == appeal.entered_by_id:
        return "You wrote this appeal down, so somebody else decides it."
    if person_id in queries.deciders_on(moderation.session, appeal.measure):
        return "You decided on one of these posts, so somebody else decides the appeal."
    return cases.why_not_impartial(moderation, appeal.measure, person_id)


def _involved(measure: Measure) -> Iterator[str | None]:
    yield from (measure.proposed_by_id, measure.approved_by_id, measure.ended_by_id)
    for finding in measure.findings:
        yield from (finding.recorded_by_id, finding.decided_by_id)


def _check(measure: Measure, answer: Answer) -> None:
    problems: dict[str, str] = {}
    if not answer.answer.strip():
        problems["answer"] = "Answer their points, in words they will read."
    elif len(answer.answer) > ANSWER_MAX:
        problems["answer"] = f"Please use at most {ANSWER_MAX:,} characters."
    is_over = measure.state is not MeasureState.DECIDED
    if answer.outcome is AppealOutcome.VARIED:
        problems |= _terms_problems(measure, answer)
    if answer.outcome is AppealOutcome.OVERTURNED and not answer.finding_ids <= {
        finding.id for finding in measure.findings
    }:
        problems["findings"] = "Choose from the findings this rests on."
    if problems:
        raise Refused(problems)
    if is_over and answer.outcome is AppealOutcome.VARIED:
        raise NotChanged("It has ended already, so there is nothing left to change.")


def _terms_problems(measure: Measure, answer: Answer) -> dict[str, str]:
    """A changed measure is never heavier than the one appealed against."""
    if measure.kind not in HEAVY:
        return {"outcome": "Only a limit or a block can be changed. Let this stay, or overturn it."}
    problems: dict[str, str] = {}
    kept = {name for name, is_set in measure.limits.items() if is_set}
    ends = answer.ends_at or measure.ends_at
    assert ends is not None  # a CHECK sees to it
    assert measure.ends_at is not None
    if ends > measure.ends_at:
        problems["ends_at"] = "An appeal never makes it longer. Give an earlier day."
    elif ends <= max(clock.now(), measure.starts_at):
        problems["ends_at"] = "That is over already. Give a day to come, or overturn it."
    if kept and not (answer.limits and answer.limits <= kept):
        problems["limits"] = "Keep at least one of its limits, or overturn it."
    elif ends == measure.ends_at and answer.limits == kept:
        problems["ends_at"] = "Nothing is changed yet. Give an earlier end, or fewer limits."
    return problems


def _carry_out(moderation: Moderation, appeal: Appeal, answer: Answer, officer: Actor) -> None:
    measure = appeal.measure
    if answer.outcome is AppealOutcome.VARIED:
        appeal.terms_before = {
            "ends_at": measure.ends_at.isoformat() if measure.ends_at else None,
            "limits": dict(measure.limits),
        }
        measure.ends_at = answer.ends_at or measure.ends_at
        measure.limits = {name: value for name, value in measure.limits.items() if name in answer.limits}
    if answer.outcome is AppealOutcome.OVERTURNED:
        cases.overturn(moderation, measure, answer.finding_ids, officer=officer, reason=answer.answer)
