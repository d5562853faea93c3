"""Moderation's pages: its blueprints, what its templates may use, and the names of times."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask
from markupsafe import Markup

from moderation import clock
from moderation.appeals.views import blueprint as appeals
from moderation.cases.views import blueprint as cases
from moderation.records.views import blueprint as records
from moderation.review.views import blueprint as review

if TYPE_CHECKING:
    from moderation.extension import Moderation


def init_app(app: Flask, moderation: "Moderation") -> None:
    """Register the pages and give the templates their words."""
    templates = Blueprint("moderation", __name__, template_folder="templates")
    for blueprint in (templates, review, cases, appeals, records):
        app.register_blueprint(blueprint)

    @app.template_filter("school_time")
    def school_time(moment: datetime) -> str:
        """A moment in the school's own time, in words: Tuesday 24 November 2026, 3:41 pm."""
        local = moment.astimezone(ZoneInfo(moderation.policy.school.timezone))
        return f"{local:%A} {local.day} {local:%B %Y}, {_time_of_day(local)}"

    @app.template_filter("school_when")
    def school_when(moment: datetime) -> Markup:
        """The same as people say it: yesterday, 3:41 pm; the whole of it for who points at it."""
        timezone = ZoneInfo(moderation.policy.school.timezone)
        words = _as_said(moment.astimezone(timezone), clock.now().astimezone(timezone))
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            moment.isoformat(), school_time(moment), words
        )

    @app.context_processor
    def give_words() -> dict[str, object]:
        return {"moderation_layout": moderation.layout, "moderation_policy": moderation.policy}


def _as_said(local: datetime, now: datetime) -> str:
    days = (now.date() - local.date()).days
    named = {-1: "tomorrow", 0: "today", 1: "yesterday"}
    if days in named:
        day = named[days]
    elif 1 < days < 7:
        day = f"{local:%A}"
    else:
        day = f"{local.day} {local:%B}" + (f" {local.year}" if local.year != now.year else "")
    return f"{day}, {_time_of_day(local)}"


def _time_of_day(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
