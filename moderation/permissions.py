"""What a person may be allowed to do in moderation, and the decorator that every view wears.

The grammar is scope:resource:action. Which roles hold which permission is the host's affair.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from moderation.current import current_moderation

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """Everything moderation may ask a host about a person."""

    QUEUE_READ = "moderation:queue:read"
    SUBMISSION_DECIDE = "moderation:submission:decide"
    SUBMISSION_TRIAGE = "moderation:submission:triage"
    SUBMISSION_STAND_IN = "moderation:submission:stand_in"
    SCREENING_TRY = "moderation:screening:try"
    CASE_READ = "moderation:case:read"
    INCIDENT_RECORD = "moderation:incident:record"
    FINDING_PROPOSE = "moderation:finding:propose"
    FINDING_RECORD = "moderation:finding:record"
    MEASURE_PROPOSE = "moderation:measure:propose"
    MEASURE_APPROVE = "moderation:measure:approve"
    MEASURE_END = "moderation:measure:end"
    PRIVILEGED_READ = "moderation:privileged:read"
    APPEAL_READ = "moderation:appeal:read"
    APPEAL_ENTER = "moderation:appeal:enter"
    APPEAL_DECIDE = "moderation:appeal:decide"
    CONNECTION_RECORD = "moderation:connection:record"
    DATA_PROTECTION_ANSWER = "moderation:data_protection:answer"
    EVIDENCE_EXPORT = "moderation:evidence:export"
    AUDIT_READ = "moderation:audit:read"


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only holders of `permission` reach the view; others get `NotAllowed` or `SignInNeeded`."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            current_moderation().require(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that anyone may reach the view, signed in, blocked or not."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view
