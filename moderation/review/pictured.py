"""The pictures of a text, where a site has any: a person judges them with its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moderation.host import HasPictures, PictureShown
from moderation.review.models import Submission

if TYPE_CHECKING:
    from moderation.extension import Moderation


def pictures_of(moderation: Moderation, submission: Submission) -> Sequence[PictureShown]:
    """The pictures that were judged with this version, if the site has any."""
    content = moderation.content(submission.subject)
    if not isinstance(content, HasPictures):
        return ()
    return content.pictures(submission.subject_id, submission.text)
