"""Moderation's pages: its blueprints, what its templates may use, and the names of times."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, render_template, request

from moderation import clock
from moderation.appeals.views import blueprint as appeals
from moderation.cases.views import blueprint as cases
from moderation.errors import ModerationError
from moderation.records.views import blueprint as records
from moderation.review.views import blueprint as review

if TYPE_CHECKING:
    from moderation.extension import Moderation

# What people write at length in moderation's own forms, and would be sorry to lose.
_WRITTEN = ("reason", "note", "text", "concerns", "warning", "removal_request", "necessity")


def init_app(app: Flask, moderation: "Moderation") -> None:
    """Register the pages and give the templates their words.

    A site that shows refusals in a page of its own registers its handler afterwards.
    """
    templates = Blueprint("moderation", __name__, template_folder="templates")
    for blueprint in (templates, review, cases, appeals, records):
        app.register_blueprint(blueprint)

    @app.template_filter("school_time")
    def school_time(moment: datetime) -> str:
        """A moment in the school's own time, in words: Tuesday 24 November 2026, 3:41 pm."""
        local = moment.astimezone(ZoneInfo(moderation.policy.school.timezone))
        return f"{local:%A} {local.day} {local:%B %Y}, {_time_of_day(local)}"

    @app.template_filter("school_when")
    def school_when(moment: datetime) -> str:
        """The same as people say it: yesterday, 3:41 pm."""
        timezone = ZoneInfo(moderation.policy.school.timezone)
        return _as_said(moment.astimezone(timezone), clock.now().astimezone(timezone))

    @app.context_processor
    def give_words() -> dict[str, object]:
        return {"moderation_layout": moderation.layout, "moderation_policy": moderation.policy}

    @app.errorhandler(ModerationError)
    def show_refusal(refusal: ModerationError) -> tuple[str, int]:
        """Why not, and what to do. Nothing of the refused act is kept but the words, on the page."""
        moderation.session.rollback()
        kept = [words for name in _WRITTEN if (words := request.form.get(name, "").strip())]
        page = render_template("moderation/refused.html", refusal=refusal, kept=kept)
        return page, refusal.status


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
