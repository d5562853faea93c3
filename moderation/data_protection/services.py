"""Prompting whoever leads on data protection, and keeping what they did about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases.models import Measure
from moderation.data_protection import queries
from moderation.data_protection.models import DataPrompt, PromptCause, PromptOutcome
from moderation.errors import AlreadyDecided, NotFound, Refused
from moderation.host import Actor
from moderation.notices.models import Notice
from moderation.permissions import Permission
from moderation.times import time_in_words

if TYPE_CHECKING:
    from moderation.extension import Moderation

FACTS_MAX = 5_000


def prompt(
    moderation: Moderation,
    measure: Measure,
    cause: PromptCause,
    *,
    by: Actor,
    notice: Notice | None = None,
    facts: str = "",
) -> DataPrompt:
    """Put on record that somebody's data may have gone astray, and tell whoever leads on it.

    Where nobody is appointed, or only the person it is about, whoever decides on steps is reminded.
    """
    now = clock.now()
    hours = moderation.policy.data_protection.report_within_hours
    raised = DataPrompt(
        cause=cause,
        measure=measure,
        notice=notice,
        facts=facts.strip(),
        raised_by_id=by.id,
        raised_by_name=by.name,
        raised_at=now,
        report_by=now + timedelta(hours=hours),
        answer="",
        answered_by_name="",
    )
    moderation.session.add(raised)
    # The audit entry and the mail name it.
    moderation.session.flush()
    moderation.audit(
        "data_protection:prompted",
        actor=by,
        prompt=raised.id,
        cause=cause,
        measure=measure.id,
        notice=notice.id if notice else None,
        report_by=raised.report_by.isoformat(),
    )
    _tell(moderation, raised)
    return raised


def answer(
    moderation: Moderation, prompt_id: int, outcome: PromptOutcome | None, words: str, *, lead: Actor
) -> DataPrompt:
    """Keep what the lead did: told the regulator, with its reference, or no need, and why."""
    found = queries.prompt_to_answer(moderation.session, prompt_id)
    if found is None or found.measure.person_id == lead.id:
        raise NotFound("There is no such prompt for you.")
    if found.answered_at is not None:
        raise AlreadyDecided(f"{found.answered_by_name} has already answered it. Yours was not kept.")
    problems = {}
    if outcome is None:
        problems["outcome"] = "Say whether you have told the ICO."
    if not words.strip():
        problems["answer"] = (
            "Say why there was no need."
            if outcome is PromptOutcome.NO_NEED
            else "Write the ICO’s reference, or when and how you told them."
        )
    if problems:
        raise Refused(problems)
    found.outcome, found.answer = outcome, words.strip()
    found.answered_by_id, found.answered_by_name = lead.id, lead.name
    found.answered_at = clock.now()
    moderation.audit("data_protection:answered", actor=lead, prompt=found.id, outcome=outcome)
    return found


def _tell(moderation: Moderation, raised: DataPrompt) -> None:
    leads = _others(moderation.people.holding(Permission.DATA_PROTECTION_ANSWER), raised)
    until = time_in_words(raised.report_by, moderation.policy.school.zone)
    for lead in leads:
        moderation.people.tell(
            lead.id,
            "Somebody’s data may have gone where it should not",
            "Please look at it now. Where people are at risk, the school has to report it to the "
            f"ICO by {until}.",
            f"/moderation/data-protection#prompt-{raised.id}",
        )
    if not leads:
        _remind_those_who_decide(moderation, raised)


def _remind_those_who_decide(moderation: Moderation, raised: DataPrompt) -> None:
    hours = moderation.policy.data_protection.report_within_hours
    subject = {
        PromptCause.STEP_UNDONE: "A step was undone: please think of data protection",
        PromptCause.WRONG_RECIPIENT: "A letter went astray: please think of data protection",
    }[raised.cause]
    for person in _others(moderation.people.holding(Permission.MEASURE_APPROVE), raised):
        moderation.people.tell(
            person.id,
            subject,
            "If it reached the wrong person, somebody's data may have gone where it should not. "
            f"Tell the data-protection lead today: where people are at risk, the school has {hours} "
            "hours to report it.",
            f"/moderation/people/{raised.measure.person_id}#measure-{raised.measure_id}",
        )


def _others(people: Collection[Actor], raised: DataPrompt) -> list[Actor]:
    return [person for person in people if person.id != raised.measure.person_id]
