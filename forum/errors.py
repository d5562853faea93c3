"""Named refusals of the forum. Moderation's are shown by the same pages."""

from moderation.errors import (
    ModerationError,
    NotAllowed,
    NotChanged,
    NotFound,
    Refused,
    SignInNeeded,
)

__all__ = ["ForumError", "NotAllowed", "NotChanged", "NotFound", "Refused", "SignInNeeded"]

ForumError = ModerationError
