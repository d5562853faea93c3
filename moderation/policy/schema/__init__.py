"""What a policy file consists of: its parts, the keys of each, and which keys are locked.

Locked keys are those that the policy's own words or plain safety fix. They stand in the file, so
that a head teacher who reads it sees them, but a school can't change them.
"""

from moderation.policy.schema.measures import MEASURES
from moderation.policy.schema.part import Part
from moderation.policy.schema.tables import LISTS, TABLES

__all__ = ["LISTS", "MEASURES", "TABLES", "Part"]
