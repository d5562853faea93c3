"""The case pages."""

from moderation.cases.views import folder, measures, people
from moderation.cases.views.blueprint import blueprint

__all__ = ["blueprint", "folder", "measures", "people"]
