"""Taking something published out of sight until a person has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.host import Actor
from moderation.notices import services as notices
from moderation.review.alerting import told
from moderation.review.models import Submission
from moderation.review.states import State

if TYPE_CHECKING:
    from moderation.extension import Moderation


def hide(moderation: Moderation, submission: Submission) -> None:
    """Hide what readers see of this, and tell its author why and by when a person looks."""
    submission.state = State.HIDDEN
    content = moderation.content(submission.subject)
    content.withhold(submission.subject_id, State.HIDDEN)
    description = content.describe(submission.subject_id)
    notices.send(
        moderation,
        "post_hidden",
        to=Actor(submission.author_id, submission.author_name),
        submission=submission,
        context={
            "url": description.url,
            "place": description.place,
            **told(moderation, submission),
        },
    )
