"""What one table of a policy file is made of, and the words and numbers that its keys allow."""

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.policy.keys import (
    Key,
    Name,
)

FACTS = ("informal_done", "asked", "refused", "continued")
WARNING_PARTS = ("concerns", "warning", "removal_request")
LIMITS = ("premoderate", "no_new_topics", "no_replies", "boards_only")
# What the forum knows how to do with a concern; a school chooses among them and words them.
CHANNELS = ("individual", "parents_forum_meeting", "confidential_talk", "formal_complaint")
IN_HOLIDAYS = ("as_usual", "premoderate")
NATIONS = ("england", "wales", "scotland", "northern_ireland")
LONGEST_RESTRICTION, LONGEST_BLOCK, LONGEST_MEMORY, SCHOOL_YEAR = 84, 180, 3650, 190
LONGEST_FOR_NOW, MOST_RENEWALS = 10, 1  # school days; how often a limit for now may follow another
# What can be gone past with a recorded reason, and so may be asked to take a second person.
SKIPPED = (
    *("informal_done", "asked", "refused", "continued", "live_warning"),
    *("their_side", "usual_length", "telling_them"),
    *("other_category", "childs_act"),  # what a finding may go past: E0 names nothing, F1 is the child's
)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the file: what it becomes, its keys, and the clause it serves if it names none.

    `unique` is the key by which a list knows its rows apart.
    """

    kind: type
    keys: Mapping[str, Key]
    clause: str = ""
    unique: str = ""
    is_optional: bool = False


CLAUSE = Name(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*", "E2", 20)
ID = Name(r"[a-z][a-z0-9_]*", "formal_complaint", 40)
A_PERSON_DECIDES = "It says who looks at a text; a person decides how it ends."
