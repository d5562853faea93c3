"""Moderation's pages: its blueprints, what its templates may use, and the names of times."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask

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
        hour = local.hour % 12 or 12
        half = "am" if local.hour < 12 else "pm"
        return f"{local:%A} {local.day} {local:%B %Y}, {hour}:{local:%M} {half}"

    @app.context_processor
    def give_words() -> dict[str, object]:
        return {"moderation_layout": moderation.layout, "moderation_policy": moderation.policy}
