"""Moderation by a school's own policy, for any Flask site with comments. See README.md here."""

from moderation.cases.incidents.pictures import LARGEST_FILE, NotKept, Picture, redraw
from moderation.database import Base
from moderation.extension import Moderation, current_moderation
from moderation.host import (
    Actor,
    ContentType,
    Description,
    HasPictures,
    Passage,
    People,
    PictureShown,
    Subject,
)
from moderation.notices.models import Notice
from moderation.permissions import Permission, public
from moderation.policy import Clause, Policy, PolicyFault
from moderation.policy.colours import Rgb, contrast, rgb
from moderation.policy.queries import VersionInForce
from moderation.records.access import OnRecord
from moderation.review.foreseeing import Foresight
from moderation.review.standing import Standing
from moderation.review.states import State
from moderation.screening import ModelDamaged, PeopleIndex, RollFault, RollPerson, read_roll

metadata = Base.metadata

__all__ = [
    "LARGEST_FILE",
    "Actor",
    "Clause",
    "ContentType",
    "Description",
    "Foresight",
    "HasPictures",
    "ModelDamaged",
    "Moderation",
    "NotKept",
    "Notice",
    "OnRecord",
    "Passage",
    "People",
    "PeopleIndex",
    "Permission",
    "Picture",
    "PictureShown",
    "Policy",
    "PolicyFault",
    "Rgb",
    "RollFault",
    "RollPerson",
    "Standing",
    "State",
    "Subject",
    "VersionInForce",
    "contrast",
    "current_moderation",
    "metadata",
    "public",
    "read_roll",
    "redraw",
    "rgb",
]
