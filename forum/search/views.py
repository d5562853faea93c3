"""The search page."""

from flask import Blueprint, render_template, request

from forum import markup
from forum.boards import queries
from forum.boards.views.composing import address_of, me
from forum.extensions import limiter
from forum.permissions import Permission, requires

blueprint = Blueprint("search", __name__)

SHORTEST, LONGEST = 3, 100


@blueprint.get("/search")
@limiter.limit("30 per minute")
@requires(Permission.READ)
def page() -> str:
    """The newest posts with these words in them."""
    words = markup.tidy_line(request.args.get("q", ""))
    hint = _hint(words)
    before = request.args.get("before", type=int)
    if before is not None and not 0 <= before < 2**31:
        before = None
    found, has_more = ([], False) if hint or not words else queries.search_posts(me(), words, before)
    return render_template(
        "boards/search.html",
        words=words,
        hint=hint,
        found=found,
        before=found[-1].post.id if has_more else None,
        is_first=before is None,
        address_of=address_of,
        plain=markup.plain,
    )


def _hint(words: str) -> str | None:
    """What would make the words findable, or None."""
    if words and len(words) < SHORTEST:
        return f"Please use at least {SHORTEST} letters: fewer would find nearly everything."
    if len(words) > LONGEST:
        return f"Please use at most {LONGEST} letters: a few words find more than a sentence."
    return None
