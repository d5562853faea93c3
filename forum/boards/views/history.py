"""The versions of a post, for whoever wrote it and for moderators."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from forum.accounts.current import me
from forum.boards import queries
from forum.boards.models import Post, Revision
from forum.boards.views.composing import address_of
from forum.differences import Piece, differences
from forum.errors import NotFound
from forum.permissions import Permission, may, requires
from moderation import Permission as ModerationPermission

blueprint = Blueprint("history", __name__)


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and what was changed in it since the one before."""

    revision: Revision
    pieces: list[Piece]


@blueprint.get("/posts/<int:post_id>/history")
@requires(Permission.READ)
def show(post_id: int) -> str:
    """Every version this person may read, the newest first, with what was changed marked."""
    post, revisions = _readable(post_id)
    before = ""
    versions = []
    for revision in revisions:
        versions.append(Version(revision, list(differences(before or revision.text, revision.text))))
        before = revision.text
    return render_template(
        "boards/history.html",
        post=post,
        versions=versions[::-1],
        is_own=post.author_id == me().id,
        address=address_of(post),
    )


def _readable(post_id: int) -> tuple[Post, list[Revision]]:
    """All of one's own post; of somebody else's that shows, what readers have seen."""
    own = queries.own_post(me(), post_id)
    if own:
        return own.post, list(queries.versions_of(own.post))
    found = queries.post_for(me(), post_id)
    if not found or not found.post.is_published or not may(me().roles, ModerationPermission.QUEUE_READ):
        raise NotFound("There is nothing here, or it is for other people.")
    seen = [revision for revision in queries.versions_of(found.post) if revision.shown_at]
    return found.post, seen
