"""From what was seen to what happens: the heaviest route wins, and doubt always holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.policy.document import Policy, Route
from moderation.screening.matches import UNSCREENED, Match

WEIGHT = {route: weight for weight, route in enumerate(Route)}
UNSCREENED_WHY = "A check could not be finished, so a person will look."
UNKNOWN_WHY = "A person needs to look at it."


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the policy says of a text: the route, the weightiest category and why, in one sentence.

    `matches` are all of them, weightiest first; nothing that was seen is left out.
    """

    route: Route
    category: str | None
    clause: str | None
    why: str
    matches: tuple[Match, ...]


def decide(matches: Sequence[Match], policy: Policy) -> Ruling:
    """The route for a text with these matches. Adding a match never makes it lighter."""
    if not matches:
        return Ruling(Route.PUBLISH, None, None, "", ())
    ordered = tuple(sorted(matches, key=lambda match: _order(match, policy)))
    first = ordered[0]
    route = _route(first, policy)
    category = policy.categories.get(first.category)
    if category is None or first.category == UNSCREENED:
        why = UNSCREENED_WHY if first.category == UNSCREENED else first.why or UNKNOWN_WHY
        return Ruling(route, None, None, why, ordered)
    return Ruling(route, category.id, category.clause, category.why, ordered)


def _route(match: Match, policy: Policy) -> Route:
    """What one match asks for. A category that nobody has given a route holds."""
    category = policy.categories.get(match.category)
    if category is None or match.category == UNSCREENED:
        return Route.HOLD
    return category.route


def _order(match: Match, policy: Policy) -> tuple[int, bool, bool, int, int, str, str, str]:
    """Heaviest route first; within one, what the policy names, and what could be a breach.

    The rest only makes the order the same whichever way the checks were run.
    """
    category = policy.categories.get(match.category)
    return (
        -WEIGHT[_route(match, policy)],
        category is None,
        category is not None and not category.counts_as_finding,
        match.start,
        match.end,
        match.category,
        match.detector,
        match.words,
    )
