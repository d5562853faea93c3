"""What every template may use: the school, the policy, and the same question the views ask."""

from enum import StrEnum

from flask import Flask
from flask_login import current_user

from forum.extensions import moderation
from forum.permissions import Permission, may
from moderation import Permission as ModerationPermission


def init_app(app: Flask) -> None:
    """Give the templates their words."""

    from forum.admin.queries import current_announcements

    def may_this_person(permission: StrEnum) -> bool:
        """Whether whoever is signed in holds this permission."""
        return bool(current_user.is_authenticated) and may(current_user.roles, permission)

    @app.context_processor
    def give_words() -> dict[str, object]:
        return {
            "school": moderation.policy.school,
            "policy": moderation.policy,
            "away_until": moderation.away_until,
            "may": may_this_person,
            "announcements": current_announcements,
            "Permission": Permission,
            "ModerationPermission": ModerationPermission,
        }
