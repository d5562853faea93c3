"""The search page."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from forum.accounts.current import me, person_key
from forum.boards.models import Topic
from forum.boards.queries import topic_for
from forum.boards.views.composing import address_of
from forum.extensions import limiter, moderation
from forum.permissions import Permission, requires
from forum.search import queries
from forum.search.forms import SearchForm
from forum.search.queries import A_PAGE, LOOKED_THROUGH, Found, Where
from forum.search.snippets import marked, snippet

blueprint = Blueprint("search", __name__)

_DEEPEST = 2 * LOOKED_THROUGH // A_PAGE + 1
_LONGEST_ID = 9


@blueprint.get("/search")
# Enough for anybody who looks for something; a machine that reads everything this way is slowed.
@limiter.limit("30 per minute;300 per hour", key_func=person_key)
@requires(Permission.READ)
def page() -> str:
    """A form, and one page of what was found."""
    form = SearchForm(request.args)
    form.offer(queries.boards_to_search(me()))
    topic = _topic(form)
    is_asked = form.is_asked
    found = _found(form, topic) if form.validate() and is_asked else None
    number = _page_number()
    return render_template(
        "boards/search.html",
        form=form,
        topic=topic,
        is_asked=is_asked,
        found=found,
        page=number,
        last_page=-(-found.count // A_PAGE) if found else 1,
        looked_through=LOOKED_THROUGH,
        wanted=form.wanted.words,
        again=lambda **more: _again(form, topic, more),
        address_of=address_of,
        marked=marked,
        snippet=snippet,
    )


def _found(form: SearchForm, topic: Topic | None) -> Found:
    since, before = form.days(moderation.policy.school.zone)
    where = Where(form.chosen_board, topic, form.chosen_author, since, before)
    return queries.search_posts(me(), form.wanted, where, page=_page_number(), newest=form.wants_newest)


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), _DEEPEST)


def _topic(form: SearchForm) -> Topic | None:
    """The topic to look in; one that this person may not open is as if it were not asked for."""
    said = form.topic.data or ""
    if not (said.isascii() and said.isdigit() and len(said) <= _LONGEST_ID):
        return None
    found = topic_for(me(), int(said))
    return found.topic if found else None


def _again(form: SearchForm, topic: Topic | None, more: dict[str, Any]) -> str:
    """The address of the same search with something changed; an empty thing is left out."""
    asked = {field.name: request.args.get(field.name) for field in form}
    asked["topic"] = str(topic.id) if topic else None
    return url_for("search.page", **{name: said for name, said in {**asked, **more}.items() if said})
