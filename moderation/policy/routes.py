"""From what was seen to what happens: the heaviest route wins, and doubt always holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.policy.document import Policy, Route
from moderation.screening.matches import UNSCREENED, Match

_WEIGHT = {route: weight for weight, route in enumerate(Route)}
_UNSCREENED_WHY = "A check could not be finished, so a person will look."
_UNKNOWN_WHY = "A person needs to look at it."


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
    ordered = tuple(sorted(matches, key=lambda match: -_WEIGHT[_route(match, policy)]))
    if not ordered:
        return Ruling(Route.PUBLISH, None, None, "", ())
    first = ordered[0]
    route = _route(first, policy)
    category = policy.categories.get(first.category)
    if category is None:
        why = _UNSCREENED_WHY if first.category == UNSCREENED else _UNKNOWN_WHY
        return Ruling(route, None, None, why, ordered)
    return Ruling(route, category.id, category.clause, category.why, ordered)


def _route(match: Match, policy: Policy) -> Route:
    """A category this policy does not know holds: it never lets through."""
    category = policy.categories.get(match.category)
    return category.route if category else Route.HOLD
