"""What somebody has written: one's own list, and the small page others may open."""

from flask import Blueprint, render_template, request

from forum import markup
from forum.accounts import queries as accounts
from forum.accounts.current import me
from forum.boards import queries
from forum.boards.views.composing import address_of
from forum.boards.views.mine import state_of
from forum.errors import NotFound
from forum.permissions import Permission, may, requires
from moderation import Permission as Moderating

blueprint = Blueprint("members", __name__)


@blueprint.get("/members/<int:person_id>")
@requires(Permission.READ)
def member(person_id: int) -> str:
    """A name, what they show of themselves, and what the reader may read of theirs."""
    person, before = accounts.person(person_id), _before()
    found, more = queries.posts_by(me(), person_id, before)
    is_known = found or (before is not None and queries.posts_by(me(), person_id, None)[0])
    if person is None or not person.is_active or not (is_known or person_id == me().id):
        # Nobody learns who belongs here by trying numbers.
        raise NotFound("Nobody whose posts you read is here. They may have left.")
    return render_template(
        "boards/member.html",
        person=person,
        found=found,
        more=found[-1].post.id if more else None,
        address_of=address_of,
        plain=markup.plain,
        languages=person.languages if may(me().roles, Moderating.QUEUE_READ) else "",
    )


@blueprint.get("/me/posts")
@requires(Permission.SIGNED_IN)
def mine() -> str:
    """Everything one has written, with what became of each."""
    found, more = queries.own_posts_before(me(), _before())
    return render_template(
        "boards/mine/posts.html",
        found=found,
        more=found[-1].post.id if more else None,
        state_of=state_of,
        plain=markup.plain,
    )


def _before() -> int | None:
    before = request.args.get("before", type=int)
    return before if before is not None and 0 <= before < 2**31 else None
