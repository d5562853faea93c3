"""Roles, what each may do, and the guard every view wears.

A person may hold several roles. What they may do is one function, `may`: views enforce it,
templates ask it which buttons to draw, and commands and tests use it too.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from flask_login import current_user

from forum.errors import NotAllowed, SignInNeeded
from moderation import Permission as Moderating
from moderation import public

__all__ = ["Permission", "Role", "may", "public", "requires"]

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What a person is on this forum. The appeals officer is the chair of governors' part.

    A headteacher is an admin besides; the role alone opens what is between the school and its
    advisers. A teacher belongs to the classes they teach, and answers what is addressed to them.
    The data-protection lead may be from outside, and so reads nothing of the forum itself.
    """

    PARENT = "parent"
    TEACHER = "teacher"
    MODERATOR = "moderator"
    ADMIN = "admin"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    APPEALS_OFFICER = "appeals_officer"
    HEADTEACHER = "headteacher"
    DATA_PROTECTION_LEAD = "data_protection_lead"


class Permission(StrEnum):
    """What the forum itself guards; the grammar is scope:resource:action."""

    SIGNED_IN = "forum:account:use"
    READ = "forum:board:read"
    POST = "forum:post:write"
    LOOK_AFTER_TOPICS = "forum:topic:manage"
    READ_ALL_BOARDS = "forum:board:read_all"
    MANAGE_BOARDS = "forum:board:manage"
    MANAGE_PEOPLE = "forum:person:manage"
    MANAGE_ROLL = "forum:roll:manage"
    READ_CONCERNS = "forum:concern:read"
    READ_CONCERNS_ABOUT_HEAD = "forum:concern:read_about_head"
    READ_CHILD_CONCERNS = "forum:concern:read_child_at_risk"
    READ_PRIVACY_REQUESTS = "forum:concern:read_privacy"
    RECEIVE_CONCERNS = "forum:concern:receive"


_EVERYONE: frozenset[StrEnum] = frozenset({Permission.SIGNED_IN, Permission.READ, Permission.POST})
# What the chair of governors does because nobody on the staff may.
_FOR_THE_CHAIR: frozenset[StrEnum] = frozenset(
    {Moderating.APPEAL_READ, Moderating.APPEAL_DECIDE, Moderating.SUBMISSION_STAND_IN}
)
# What somebody has to be appointed for, besides whatever else they are.
_BY_APPOINTMENT: frozenset[StrEnum] = frozenset(
    {Moderating.PRIVILEGED_READ, Moderating.DATA_PROTECTION_ANSWER}
)
_ROLES: dict[Role, frozenset[StrEnum]] = {
    Role.PARENT: _EVERYONE,
    Role.TEACHER: _EVERYONE | {Permission.RECEIVE_CONCERNS},
    Role.MODERATOR: _EVERYONE
    | {
        Permission.READ_ALL_BOARDS,
        Permission.LOOK_AFTER_TOPICS,
        Moderating.QUEUE_READ,
        Moderating.SUBMISSION_DECIDE,
        Moderating.SCREENING_TRY,
        Moderating.FINDING_PROPOSE,
    },
    Role.SAFEGUARDING_LEAD: _EVERYONE
    | {
        Permission.READ_ALL_BOARDS,
        Permission.LOOK_AFTER_TOPICS,
        Permission.READ_CHILD_CONCERNS,
        Moderating.QUEUE_READ,
        Moderating.SUBMISSION_DECIDE,
        Moderating.SUBMISSION_TRIAGE,
    },
    Role.ADMIN: _EVERYONE
    | (set(Permission) - {Permission.READ_CONCERNS_ABOUT_HEAD, Permission.RECEIVE_CONCERNS})
    | (set(Moderating) - _FOR_THE_CHAIR - _BY_APPOINTMENT),
    Role.HEADTEACHER: _EVERYONE | {Moderating.PRIVILEGED_READ},
    Role.APPEALS_OFFICER: _EVERYONE
    | _FOR_THE_CHAIR
    | {Permission.READ_CONCERNS_ABOUT_HEAD, Moderating.QUEUE_READ, Moderating.PRIVILEGED_READ},
    Role.DATA_PROTECTION_LEAD: frozenset(
        {Permission.SIGNED_IN, Permission.READ_PRIVACY_REQUESTS, Moderating.DATA_PROTECTION_ANSWER}
    ),
}


def may(roles: Collection[Role], permission: StrEnum) -> bool:
    """Whether somebody with these roles holds this permission."""
    return any(permission in _ROLES[role] for role in roles)


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only signed-in holders of `permission` reach the view."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                raise SignInNeeded("Please sign in to go on. Nothing you wrote is lost.")
            if not may(current_user.roles, permission):
                raise NotAllowed("This page is for other people at school. Your own pages are under Me.")
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
