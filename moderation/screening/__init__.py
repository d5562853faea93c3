"""Pure screening: text in, matches out. No Flask, no database."""

from moderation.screening.matches import UNSCREENED, Match, RollPerson

__all__ = ["UNSCREENED", "Match", "RollPerson"]
