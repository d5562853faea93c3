"""The demo school: a few weeks in the life of a forum, played through the same doors as real ones.

Nothing here writes a state into a table. Parents submit through `boards.services`, the policy
holds, moderators and the head decide; only the clock is moved. `school.json` holds what they write.
"""

from forum.demo.play import load

__all__ = ["load"]
