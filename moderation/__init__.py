"""Moderation by a school's own policy, for any Flask site with comments. See README.md here."""

from moderation.database import Base
from moderation.extension import Moderation, current_moderation
from moderation.host import Actor, ContentType, Description, Passage, People, Subject
from moderation.permissions import Permission, public
from moderation.review.states import State
from moderation.screening import RollPerson

metadata = Base.metadata

__all__ = [
    "Actor",
    "ContentType",
    "Description",
    "Moderation",
    "Passage",
    "People",
    "Permission",
    "RollPerson",
    "State",
    "Subject",
    "current_moderation",
    "metadata",
    "public",
]
