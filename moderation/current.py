"""Reaching the moderation of the running application."""

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from moderation.extension import Moderation
    from moderation.host import Actor

EXTENSION = "moderation"


def current_actor() -> "Actor":
    """Who is signed in, on a page that only people who are can reach."""
    found = current_moderation().people.current()
    assert found is not None  # `requires` has seen to it
    return found


def current_moderation() -> "Moderation":
    """The moderation of the running application."""
    return cast("Moderation", current_app.extensions[EXTENSION])
