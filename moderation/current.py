"""Reaching the moderation of the running application."""

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from moderation.extension import Moderation

EXTENSION = "moderation"


def current_moderation() -> "Moderation":
    """The moderation of the running application."""
    return cast("Moderation", current_app.extensions[EXTENSION])
