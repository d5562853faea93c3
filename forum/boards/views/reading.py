"""Boards, topics, and writing in them."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.addresses import full_address
from forum.boards import drafting, queries, quoting, responding, services, unread
from forum.boards.forms import ReplyForm, SendForm, TopicForm
from forum.boards.models import Board, Draft
from forum.boards.queries import POSTS_A_PAGE, OpenTopic, VisiblePost
from forum.boards.thinking import Look
from forum.boards.views.composing import (
    after_sending,
    is_looking,
    keep_begun,
    limit_posting,
    look_at,
    may_press,
    note_sent,
    numbers_around,
    page_of,
    start_of_page,
    why_not,
    why_not_reply,
)
from forum.boards.views.picturing import chosen_or_problem
from forum.database import kept_if_it_can_be
from forum.errors import NotFound
from forum.extensions import db, moderation
from forum.notifications.models import level_of
from forum.notifications.queries import board_follow, topic_follow
from forum.notifications.views import note_shown
from forum.permissions import Permission, may, requires
from moderation import Standing, clock

blueprint = Blueprint("boards", __name__)

Page = str | tuple[str, int] | Response
PRINTED_AT_ONCE = 500
Shown = tuple[int, Sequence[VisiblePost]]  # the place before the first, and the posts after it


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
def index() -> str | Response:
    """Every board this person reads; whoever is here for something else begins with that."""
    if not may(me().roles, Permission.READ):
        return redirect(url_for("inbox.messages"), 303)
    return render_template("boards/index.html", lines=queries.boards_for(me()))


@blueprint.get("/boards/<slug>")
@requires(Permission.READ)
def board(slug: str) -> str:
    """The topics of one board, the latest post first."""
    found = _board(slug)
    lines, has_more = queries.topics_of(me(), found, request.args.get("after"))
    return render_template(
        "boards/board.html",
        board=found,
        lines=lines,
        after=lines[-1].key if has_more else None,
        is_first=not request.args.get("after"),
        refusal=why_not(found, opens_topic=True),
        level=level_of(board_follow(me(), found.id)),
    )


@blueprint.route("/boards/<slug>/new", methods=["GET", "POST"])
@limit_posting
@requires(Permission.POST)
def new_topic(slug: str) -> Page:
    """The policy's questions, and a composer."""
    found, form = _board(slug), TopicForm()
    if request.method == "GET":
        _go_on(form, queries.draft_at(me(), _new_at(found), request.args.get("draft")))
        return _new_topic_page(found, form)
    chosen = chosen_or_problem(form, found)
    if is_looking() or chosen is None:
        look = look_at(found, _new_at(found), form) if chosen is not None else None
        keep_begun(_new_at(found), form)
        return _new_topic_page(found, form, look), 200 if look else 422
    is_first = not queries.has_written(me())
    post = services.start_topic(
        found,
        form.title.data,
        form.body.data,
        author=me(),
        submit_key=form.submit_key.data,
        chosen=chosen,
    )
    note_sent(_new_at(found), form, is_first=is_first)
    db.session.commit()
    return after_sending(post)


def _new_topic_page(board: Board, form: TopicForm, look: Look | None = None) -> str:
    return render_template(
        "boards/new_topic.html",
        board=board,
        form=form,
        look=look,
        is_first=not queries.has_written(me()),
        refusal=why_not(board, opens_topic=True),
        place=_new_at(board),
    )


@blueprint.get("/topics/<int:topic_id>")
@requires(Permission.READ)
def topic(topic_id: int) -> Page:
    """One page of a topic, and a composer at its end."""
    found = _topic(topic_id, request.args.get("draft"))
    if found.topic.id != topic_id:
        return redirect(url_for("boards.topic", topic_id=found.topic.id), 301)
    if request.args.get("print") == "1":
        return _printed(found)
    if request.args.get("page") == "new":
        return redirect(_first_new(found))
    start = start_of_page(found.topic, found.last_page)
    posts = queries.posts_on_page(me(), found.topic, start)
    page = _topic_page(found, (start, posts), ReplyForm(formdata=None))
    _remember(found, posts, me().id)
    return page


@blueprint.post("/boards/<slug>/read")
@requires(Permission.READ)
def mark_board_read(slug: str) -> Response:
    """Nothing on this board is new any more to whoever asks for it."""
    found = _board(slug)
    if not SendForm().validate_on_submit():
        abort(400)
    unread.mark_board_read(found, reader=me())
    db.session.commit()
    flash(f"Everything on {found.title} is marked as read.")
    return redirect(url_for("boards.board", slug=slug), 303)


@blueprint.post("/topics/<int:topic_id>/reply")
@limit_posting
@requires(Permission.POST)
def reply(topic_id: int) -> Page:
    """Send a reply."""
    found, form, place = _topic(topic_id), ReplyForm(), f"/topics/{topic_id}"
    chosen = chosen_or_problem(form, found.topic.board)
    if is_looking() or chosen is None:
        look = look_at(found.topic.board, place, form) if chosen is not None else None
        keep_begun(place, form)
        return _topic_page(found, _last_posts(found), form, look), 200 if look else 422
    post = services.reply(
        found.topic,
        form.body.data,
        author=me(),
        submit_key=form.submit_key.data,
        chosen=chosen,
    )
    note_sent(place, form, is_first=found.is_first_post)
    db.session.commit()
    return after_sending(post)


@blueprint.get("/topics/<int:topic_id>/reply")
@requires(Permission.POST)
def reply_page(topic_id: int) -> Response:
    """The composer is at the end of the topic; somebody who comes back by address finds it."""
    return redirect(drafting.composer_at(f"/topics/{topic_id}"), 303)


def _last_posts(found: OpenTopic) -> Shown:
    start = (found.last_page - 1) * POSTS_A_PAGE
    return start, queries.posts_on_page(me(), found.topic, start)


def _topic_page(found: OpenTopic, shown: Shown, form: ReplyForm, look: Look | None = None) -> str:
    topic, (start, posts) = found.topic, shown
    page = start // POSTS_A_PAGE + 1
    note_shown(item.post.id for item in posts)
    if request.method != "POST":
        _go_on(form, found.draft)
        _quote(form, posts)
    return render_template(
        "boards/topic.html",
        topic=topic,
        board=topic.board,
        posts=posts,
        standing=_own_standing(posts),
        form=form,
        look=look,
        is_first=found.is_first_post,
        whose=quoting.whose,
        pictures=queries.pictures_of(queries.shows_pictures([item.revision for item in posts])),
        refusal=why_not_reply(topic),
        start=start,
        page=page,
        last_page=found.last_page,
        numbers=numbers_around(page, found.last_page),
        found=found,
        answer_page=page_of(found.answer.position) if found.answer else None,
        acts=_acts(found, posts),
        viewer=me(),
        place=f"/topics/{topic.id}",
        level=level_of(topic_follow(me(), topic.id)),
    )


def _acts(found: OpenTopic, posts: Sequence[VisiblePost]) -> dict[str, object]:
    """What the posts of this page carry besides their words, and what this person may do there."""
    shown = [item.post.id for item in posts if item.post.is_published]
    return {
        "thanks": queries.thanks_for(me(), shown),
        "may_thank": may_press(found.topic.board),
        "may_mark": responding.may_mark_answer(found.topic, me()),
        "answer": found.answer,
    }


def _printed(found: OpenTopic) -> str:
    """All of a topic on one page, for paper; a very long one in parts."""
    start = min(max(request.args.get("after", 0, int), 0), found.topic.last_position)
    posts = queries.posts_on_page(me(), found.topic, start, PRINTED_AT_ONCE)
    end = start + PRINTED_AT_ONCE
    return render_template(
        "boards/print.html",
        topic=found.topic,
        posts=[item for item in posts if item.post.is_published and item.revision],
        after=end if end < found.topic.last_position else None,
        address=full_address(url_for("boards.topic", topic_id=found.topic.id)),
        now=clock.now(),
    )


def _first_new(found: OpenTopic) -> str:
    """Where this person goes on reading: the first post that is new to them, else the newest."""
    page, anchor = (page_of(found.first_new), "new") if found.first_new else ("last", "newest")
    return url_for("boards.topic", topic_id=found.topic.id, page=page, _anchor=anchor)


def _remember(found: OpenTopic, posts: Sequence[VisiblePost], reader_id: int) -> None:
    """Keep how far this page went, if it went further than they had been; nothing else is written."""
    shown_to = max((item.post.position or 0 for item in posts), default=0)
    # A browser may fetch the page before anybody asks for it, and a HEAD stands for no reader.
    asked_by_get = request.environ["REQUEST_METHOD"] == "GET"
    is_looked_at = asked_by_get and "Sec-Purpose" not in request.headers
    if is_looked_at and shown_to > found.read_to:
        topic_id = found.topic.id
        with kept_if_it_can_be():
            unread.mark_read(topic_id, shown_to, reader_id=reader_id)


def _own_standing(posts: Sequence[VisiblePost]) -> dict[int, Standing]:
    """How the viewer's own posts on this page stand, where they do not simply show."""
    own = {
        item.post.id: services.subject_of(item.post)
        for item in posts
        if item.post.author_id == me().id and services.may_withdraw(item.post, me())
    }
    found = moderation.standing(set(own.values())) if own else {}
    return {post_id: found[subject] for post_id, subject in own.items() if subject in found}


def _go_on(form: TopicForm | ReplyForm, draft: Draft | None) -> None:
    """Put what was begun here back into the composer."""
    if draft is None:
        return
    form.body.data, form.draft.data = draft.body, draft.key
    if isinstance(form, TopicForm):
        form.title.data = draft.title


def _quote(form: ReplyForm, posts: Sequence[VisiblePost]) -> None:
    """Begin the reply with a post of this page that shows, if ?quote= names one."""
    wanted = request.args.get("quote", type=int)
    for item in posts:
        if item.post.id == wanted and item.post.is_published and item.revision:
            begun = f"{form.body.data.rstrip()}\n\n" if form.body.data else ""
            form.body.data = begun + quoting.begin(item.post, item.revision)


def _new_at(board: Board) -> str:
    return f"/boards/{board.slug}/new"


def _board(slug: str) -> Board:
    found = queries.board_for(me(), slug)
    if found is None:
        raise NotFound("There is no such board, or it is for other people.")
    return found


def _topic(topic_id: int, draft_key: str | None = None) -> OpenTopic:
    found = queries.topic_for(me(), topic_id, draft_key)
    if found is None and (other := queries.merged_into(topic_id)):
        found = queries.topic_for(me(), other)
    if found is None:
        raise NotFound("This topic may have been taken down, or it is for other people.")
    return found
