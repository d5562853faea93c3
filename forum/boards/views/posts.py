"""Changing, deleting and reporting one post, and keeping drafts as they are written."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.boards import drafting, queries, services, thinking
from forum.boards.forms import ChangeReplyForm, ChangeTopicForm, ReportForm, SendForm, WorryForm
from forum.boards.queries import VisiblePost
from forum.boards.views.composing import (
    address_of,
    after_sending,
    is_looking,
    keep_begun,
    limit_posting,
    limit_reporting,
    look_at,
    note_sent,
    why_not_change,
)
from forum.channels.views.receipts import after_telling, limit_messages
from forum.errors import NotChanged, NotFound, Refused
from forum.extensions import db, limiter, moderation
from forum.form_problems import show_problems
from forum.permissions import Permission, requires

blueprint = Blueprint("posts", __name__)

Page = str | tuple[str, int] | Response
_NOT_THERE = "This post may have been taken down, or it is for other people."


@blueprint.get("/posts/<int:post_id>")
@requires(Permission.READ)
def show(post_id: int) -> Response:
    """To the post where it stands in its topic."""
    found = queries.post_for(me(), post_id)
    if found is None:
        raise NotFound(_NOT_THERE)
    shows = found.post.position is not None and found.post.topic.published_at is not None
    return redirect(address_of(found.post) if shows else url_for("mine.post", post_id=post_id))


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@limit_posting
@requires(Permission.POST)
def edit(post_id: int) -> Page:
    """New words for one's own post; readers keep the old ones until the new may show."""
    own = own_post(post_id)
    if not services.may_change(own.post, me()):
        raise NotChanged("What became of this post is settled, so it can't be changed any more.")
    form, look = _change_form(own), None
    is_good = form.validate_on_submit()
    if is_good and is_looking():
        look = look_at(own.post.topic.board, _edited_at(post_id), form)
        keep_begun(_edited_at(post_id), form)
    elif is_good:
        try:
            title = form.title.data if own.post.opens_topic else None
            keeps = not form.without_pictures.data
            services.edit(own.post, form.body.data, title, author=me(), keeps_pictures=keeps)
        except Refused as refused:
            show_problems(form, refused)
            keep_begun(_edited_at(post_id), form)
        else:
            note_sent(_edited_at(post_id), form)
            db.session.commit()
            return after_sending(own.post)
    elif request.method == "POST":
        keep_begun(_edited_at(post_id), form)
    page = render_template(
        "boards/edit.html",
        form=form,
        look=look,
        post=own.post,
        has_pictures=bool(own.revision and own.revision.picture_words),
        refusal=why_not_change(own.post),
        place=_edited_at(post_id),
    )
    return page if request.method == "GET" or look else (page, 422)


@blueprint.route("/posts/<int:post_id>/delete", methods=["GET", "POST"])
@requires(Permission.POST)
def delete(post_id: int) -> Page:
    """Take one's own post away for good; GET asks first."""
    own, form = own_post(post_id), SendForm()
    if not form.validate_on_submit():
        return render_template("boards/delete.html", form=form, post=own.post)
    services.delete(own.post, author=me())
    db.session.commit()
    flash("Your post has been taken down.")
    topic = own.post.topic
    if own.post.position is None or topic.published_at is None:
        return redirect(url_for("boards.board", slug=topic.board.slug), 303)
    return redirect(address_of(own.post), 303)


@blueprint.route("/posts/<int:post_id>/report", methods=["GET", "POST"])
@limit_reporting
@requires(Permission.POST)
def report(post_id: int) -> Page:
    """Ask a person to look at somebody else's post."""
    found = queries.post_for(me(), post_id)
    if found is None or not found.post.is_published or found.revision is None:
        raise NotFound(_NOT_THERE)
    form = ReportForm().offer(moderation.report_reasons())
    place = f"/posts/{post_id}/report"
    if form.validate_on_submit():
        services.report(found.post, form.reason.data, form.details.data, reporter=me())
        drafting.forget_draft(place, author=me(), key=form.draft.data or "")
        db.session.commit()
        flash("Thank you. A person will look at it. The author is not told who asked.")
        still = queries.post_for(me(), post_id)
        board = found.post.topic.board
        back = address_of(found.post) if still else url_for("boards.board", slug=board.slug)
        return redirect(back, 303)
    if request.method == "GET" and (kept := queries.draft_at(me(), place, request.args.get("draft"))):
        form.details.data, form.draft.data = kept.body, kept.key
    page = render_template("boards/report.html", form=form, item=found)
    return page if request.method == "GET" else (page, 422)


@blueprint.route("/posts/<int:post_id>/worry", methods=["GET", "POST"])
@limit_messages
@requires(Permission.READ)
def worry(post_id: int) -> Page:
    """Tell the safeguarding lead of a worry about a child because of somebody else's post."""
    found = queries.post_for(me(), post_id)
    if found is None or not found.post.is_published or found.revision is None:
        raise NotFound(_NOT_THERE)
    form = WorryForm()
    if form.validate_on_submit():
        try:
            reference = services.worry(found.post, form.text.data, reader=me())
        except Refused as refused:
            show_problems(form, refused)
        else:
            db.session.commit()
            return after_telling(reference)
    page = render_template("boards/worry.html", form=form, item=found)
    return page if request.method == "GET" else (page, 422)


@blueprint.post("/drafts")
@limiter.limit("60 per minute")
@requires(Permission.POST)
def save_draft() -> tuple[str, int]:
    """Keep what is being written; the page's script calls this now and then."""
    place = request.form.get("place", "")
    if len(place) > 120 or drafting.place_of(place) != place:
        abort(404)
    title, body = request.form.get("title", ""), request.form.get("body", "")
    drafting.save_draft(place, title, body, author=me())
    db.session.commit()
    return "", 204


@blueprint.post("/drafts/forget")
@requires(Permission.POST)
def forget_draft() -> Response:
    """Leave nothing of a draft; asked for in the composer, it leads back to an empty one."""
    form = SendForm()
    if not form.validate_on_submit():
        abort(400)
    composer = drafting.place_of(request.args.get("place", ""))
    place = composer or request.form.get("place", "")
    drafting.forget_draft(place, author=me(), key=request.form.get("draft", ""))
    thinking.left(place, writer=me())
    db.session.commit()
    flash("Forgotten. Nothing of it is kept.")
    return redirect(drafting.composer_at(composer) if composer else url_for("mine.page"), 303)


def own_post(post_id: int) -> VisiblePost:
    """One's own post with its newest version; to everybody else it is not there."""
    found = queries.own_post(me(), post_id)
    if found is None:
        raise NotFound(_NOT_THERE)
    return found


def _change_form(own: VisiblePost) -> ChangeTopicForm | ChangeReplyForm:
    form = ChangeTopicForm() if own.post.opens_topic else ChangeReplyForm()
    assert own.revision is not None  # one's own post always comes with its newest version
    if request.method == "POST":
        if own.post.opens_topic and "title" not in request.form:
            form.title.data = own.revision.title  # nothing was said of it, so it stays
        return form
    form.body.data = own.revision.body
    if own.post.opens_topic:
        form.title.data = own.revision.title
    draft = queries.draft_at(me(), _edited_at(own.post.id), request.args.get("draft"))
    if draft:
        form.body.data, form.draft.data = draft.body, draft.key
        if own.post.opens_topic:
            form.title.data = draft.title or own.revision.title
    return form


def _edited_at(post_id: int) -> str:
    return f"/posts/{post_id}/edit"
