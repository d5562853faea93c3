"""The case pages."""

from moderation.cases.views import findings, folder, incidents, measures, people
from moderation.cases.views.blueprint import blueprint

__all__ = ["blueprint", "findings", "folder", "incidents", "measures", "people"]
