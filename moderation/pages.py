"""Moderation's pages: its blueprints, what its templates may use, and the names of times."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, render_template, request

from moderation import clock
from moderation.appeals.views import blueprint as appeals
from moderation.cases.views.blueprint import blueprint as cases
from moderation.connections.views import blueprint as connections
from moderation.data_protection.views import blueprint as data_protection
from moderation.errors import ModerationError
from moderation.evidence.views import blueprint as evidence
from moderation.permissions import Permission
from moderation.records.views import blueprint as records
from moderation.review.views import blueprint as review
from moderation.safeguarding.views import blueprint as safeguarding
from moderation.times import clock_time, day_in_words, end_in_words, time_as_said, time_in_words
from moderation.undoing.models import Act
from moderation.undoing.services import open_acts
from moderation.undoing.views import blueprint as undoing

if TYPE_CHECKING:
    from moderation.extension import Moderation

# What people write at length in moderation's own forms, and would be sorry to lose.
_WRITTEN = (
    *("reason", "note", "text", "concerns", "warning", "removal_request", "necessity", "concern"),
    *("override_reason", "facts", "question", "advice", "wishes", "police_advice", "quote"),
    *("words", "counts_why", "later_why", "seen_how", "answer"),
)


def init_app(app: Flask, moderation: "Moderation") -> None:
    """Register the pages and give the templates their words.

    A site that shows refusals in a page of its own registers its handler afterwards.
    """
    templates = Blueprint("moderation", __name__, template_folder="templates")
    for blueprint in (
        templates,
        review,
        undoing,
        safeguarding,
        connections,
        cases,
        appeals,
        evidence,
        records,
        data_protection,
    ):
        app.register_blueprint(blueprint)

    zone = moderation.policy.school.zone
    app.add_template_filter(partial(time_in_words, zone=zone), "school_time")
    app.add_template_filter(partial(day_in_words, zone=zone), "school_day")
    app.add_template_filter(partial(end_in_words, zone=zone), "school_end")
    app.add_template_filter(partial(clock_time, zone=zone), "school_clock")

    @app.template_filter("school_when")
    def school_when(moment: datetime) -> str:
        """A moment as people say it now."""
        return time_as_said(moment, clock.now(), zone)

    @app.context_processor
    def give_words() -> dict[str, object]:
        return {
            "moderation_layout": moderation.layout,
            "moderation_policy": moderation.policy,
            "acts_to_undo": acts_to_undo,
        }

    def acts_to_undo() -> Sequence[Act]:
        """What whoever looks at this page did so little time ago that they can undo it."""
        viewer = moderation.people.current()
        if viewer is None or not moderation.people.may(viewer.id, Permission.QUEUE_READ):
            return ()
        return open_acts(moderation, by=viewer)

    @app.errorhandler(ModerationError)
    def show_refusal(refusal: ModerationError) -> tuple[str, int]:
        """Why not, and what to do. Nothing of the refused act is kept but the words, on the page."""
        moderation.session.rollback()
        kept = [words for name in _WRITTEN if (words := request.form.get(name, "").strip())]
        page = render_template("moderation/refused.html", refusal=refusal, kept=kept)
        return page, refusal.status
