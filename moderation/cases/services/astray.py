"""Saying that a letter reached somebody it was not meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.cases.models import Measure
from moderation.cases.services.telling import letter_sent
from moderation.data_protection import queries, services
from moderation.data_protection.models import DataPrompt, PromptCause
from moderation.errors import AlreadyDecided, Refused
from moderation.host import Actor
from moderation.records.audit import take_turn

if TYPE_CHECKING:
    from moderation.extension import Moderation


def say_letter_went_astray(
    moderation: Moderation, measure_id: int, notice_id: int, facts: str, *, admin: Actor
) -> DataPrompt:
    """Prompt whoever leads on data protection: who got this letter, and what is known."""
    take_turn(moderation.session)
    letter = letter_sent(moderation, measure_id, notice_id, admin=admin)
    earlier = queries.prompt_about_letter(moderation.session, letter.id)
    if earlier is not None:
        raise AlreadyDecided(f"{earlier.raised_by_name} has already said so. It was not kept twice.")
    if not facts.strip():
        raise Refused({"facts": "Write who got it instead, as far as you know. Name no child."})
    if len(facts.strip()) > services.FACTS_MAX:
        raise Refused({"facts": f"Please use at most {services.FACTS_MAX:,} characters."})
    measure = moderation.session.get_one(Measure, measure_id)
    return services.prompt(
        moderation, measure, PromptCause.WRONG_RECIPIENT, by=admin, notice=letter, facts=facts
    )
