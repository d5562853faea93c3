"""What the policy says of a text, and of where, when, by whom and after what it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from moderation import clock
from moderation.host import Description
from moderation.policy import Route, Ruling, decide
from moderation.policy.routes import WEIGHT
from moderation.policy.schooltime import everything_waits
from moderation.review.models import Submission
from moderation.review.routes import SENSITIVE
from moderation.review.states import State
from moderation.screening import Match

if TYPE_CHECKING:
    from moderation.extension import Moderation

_NOT_SHOWN = frozenset({State.RETURNED, State.HIDDEN, State.DECLINED, State.REDIRECTED})


def ruling_on(
    moderation: Moderation,
    seen: Sequence[Match],
    description: Description,
    before: Sequence[Submission],
    *,
    is_premoderated: bool,
) -> Ruling:
    """The route for what was seen in a text, never lighter than what stands against its earlier
    versions."""
    ruling = decide(seen, moderation.policy)
    waits: list[Match] = []
    if everything_waits(clock.now(), moderation.policy):
        waits.append(
            _circumstance("holidays", "School is away, so every post waits for a person to look.")
        )
    if description.is_premoderated:
        waits.append(_circumstance("board", "Every post on this board is checked first."))
    waits.extend(_circumstance("site", why) for why in description.waits_because)
    if is_premoderated:
        waits.append(_circumstance("restriction", "Posts by this person are checked first for now."))
    is_sensitive = any(map(_is_for_those_who_look_first, before))
    if is_sensitive:
        waits.append(_circumstance("mended", "An earlier version waits for the safeguarding lead."))
    elif any(version.state in _NOT_SHOWN for version in before):
        waits.append(_circumstance("mended", "This was sent back before, so a person reads it again."))
    if not waits:
        return ruling
    at_least = Route.TRIAGE if is_sensitive else Route.HOLD
    return replace(
        ruling,
        route=max(ruling.route, at_least, key=WEIGHT.__getitem__),
        why=ruling.why if ruling.route not in (Route.PUBLISH, Route.NUDGE) else waits[0].why,
        matches=(*ruling.matches, *waits),
    )


def _is_for_those_who_look_first(version: Submission) -> bool:
    """Whether changing this version must not take it past the safeguarding lead and the head."""
    is_open = version.is_waiting or version.state in _NOT_SHOWN
    return version.route in SENSITIVE and is_open and version.state is not State.PUBLISHED


def _circumstance(detector: str, why: str) -> Match:
    return Match("premoderated", detector, 0, 0, "", why)
