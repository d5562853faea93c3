"""In which order what waits is looked at, and what is not for a volunteer to see first."""

from moderation.policy import Route

RANK = {Route.URGENT: 0, Route.TRIAGE: 1, Route.HOLD: 2, Route.NUDGE: 3, Route.PUBLISH: 3}
SENSITIVE = frozenset({Route.URGENT, Route.TRIAGE})
