"""The school's policy as data. Pure: no Flask, no database (models.py and services.py apart)."""

from moderation.policy.document import (
    OTHER,
    THIS_FORUM,
    Category,
    Channel,
    Clause,
    MeasureKind,
    MeasureRule,
    Policy,
    Route,
    School,
)
from moderation.policy.faults import Fault, PolicyFault
from moderation.policy.loading import check, load, parse
from moderation.policy.routes import Ruling, decide

__all__ = [
    "OTHER",
    "THIS_FORUM",
    "Category",
    "Channel",
    "Clause",
    "Fault",
    "MeasureKind",
    "MeasureRule",
    "Policy",
    "PolicyFault",
    "Route",
    "Ruling",
    "School",
    "check",
    "decide",
    "load",
    "parse",
]
