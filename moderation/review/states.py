"""What has become of a submission."""

from enum import StrEnum


class State(StrEnum):
    """The state of one version of one text (domain model 2.5)."""

    PUBLISHED = "published"
    HELD = "held"
    RETURNED = "returned"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    HIDDEN = "hidden"
    REMOVED = "removed"


class DecisionKind(StrEnum):
    """What a person may decide about what waits."""

    PUBLISH = "publish"
    SEND_BACK = "send_back"
    DECLINE = "decline"
    REDIRECT = "redirect"
    ESCALATE = "escalate"
