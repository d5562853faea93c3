"""The policy's ladder as pure rules: what is available now, what is missing, what can never be.

Values in, values out. The page, the service, the command line and the tests all ask here.
"""

from moderation.cases.ladder.details import DETAILS, POLICE_GROUNDS
from moderation.cases.ladder.facts import CaseFacts, FindingFact, MeasureFact, Proposal
from moderation.cases.ladder.proposals import HEARD_FIRST, LIMITED, Check, check, in_words, takes_two
from moderation.cases.ladder.rungs import (
    HEAVY,
    NEVER_OVERRIDDEN,
    Gate,
    Step,
    gate,
    has_live_warning,
    missing_facts,
    steps,
    unused_findings,
    words_for,
)

__all__ = [
    "DETAILS",
    "HEARD_FIRST",
    "HEAVY",
    "LIMITED",
    "NEVER_OVERRIDDEN",
    "POLICE_GROUNDS",
    "CaseFacts",
    "Check",
    "FindingFact",
    "Gate",
    "MeasureFact",
    "Proposal",
    "Step",
    "check",
    "gate",
    "has_live_warning",
    "in_words",
    "missing_facts",
    "steps",
    "takes_two",
    "unused_findings",
    "words_for",
]
