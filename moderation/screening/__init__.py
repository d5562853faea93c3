"""Pure screening: text in, matches out. No Flask, no database."""

from moderation.screening.learned import ModelDamaged
from moderation.screening.learned import shipped as open_model
from moderation.screening.matches import UNSCREENED, Match, RollPerson
from moderation.screening.people import Mention, PeopleIndex
from moderation.screening.pipeline import Detector, Screener
from moderation.screening.roll import BadCell, RollFault, read_roll
from moderation.screening.settings import Settings
from moderation.screening.text import Text

__all__ = [
    "UNSCREENED",
    "BadCell",
    "Detector",
    "Match",
    "Mention",
    "ModelDamaged",
    "PeopleIndex",
    "RollFault",
    "RollPerson",
    "Screener",
    "Settings",
    "Text",
    "open_model",
    "read_roll",
]
