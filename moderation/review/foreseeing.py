"""What would become of a text if it were sent now, for its writer and before they send it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.policy import Channel, Route, decide
from moderation.review.routes import SENSITIVE

if TYPE_CHECKING:
    from moderation.extension import Moderation


@dataclass(frozen=True, slots=True)
class Foresight:
    """Why a text might wait for a person, and the better places for it. It decides nothing.

    `is_grave` is for what people who look after children see first. Which words did it is not said:
    the point is to think again of the whole.
    """

    why: str
    clause: str | None
    clause_plain: str
    channels: tuple[Channel, ...]
    is_grave: bool


def foresee(moderation: Moderation, text: str) -> Foresight | None:
    """What its writer should know before sending this; None if its words would show at once.

    Nothing is kept, and nobody is told.
    """
    policy = moderation.policy
    ruling = decide(moderation.screen(text), policy)
    if ruling.route in (Route.PUBLISH, Route.NUDGE):
        return None
    clause = policy.clauses.get(ruling.clause) if ruling.clause else None
    return Foresight(
        why=ruling.why,
        clause=ruling.clause,
        clause_plain=clause.plain if clause else "",
        channels=policy.channels_for(ruling.category),
        is_grave=ruling.route in SENSITIVE,
    )
