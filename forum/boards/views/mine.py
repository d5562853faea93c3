"""A person's own pages: what waits, what they were told, and what became of one post."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.boards import drafting, queries, services
from forum.boards.forms import AnswerForm, SendForm
from forum.boards.models import EditState, Post, PostState
from forum.boards.queries import VisiblePost
from forum.boards.views.composing import address_of
from forum.boards.views.posts import own_post
from forum.channels.forms import ContactForm
from forum.channels.views.receipts import keep_receipt
from forum.channels.ways import BY_CHANNEL, blank_form
from forum.errors import NotChanged, NotFound, Refused
from forum.extensions import db, moderation
from forum.form_problems import show_problems
from forum.permissions import Permission, requires
from moderation import Notice

blueprint = Blueprint("mine", __name__, url_prefix="/me")

Page = str | tuple[str, int] | Response
_POST_NAMED = re.compile(r"/me/posts/\d{1,9}\b")


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def page() -> str:
    """What waits, what is new, what was begun."""
    waiting = queries.own_waiting_posts(me())
    return render_template(
        "boards/mine/page.html",
        waiting=waiting,
        settled=queries.own_settled_posts(me()),
        standing=moderation.standing({services.subject_of(item.post) for item in waiting}),
        subject_of=services.subject_of,
        state_of=state_of,
        notices=moderation.notices_for(str(me().id)),
        drafts=[(draft, drafting.composer_at(draft.place)) for draft in queries.drafts_of(me())],
        form=SendForm(formdata=None),
        viewer=me(),
    )


@blueprint.get("/posts/<int:post_id>")
@requires(Permission.SIGNED_IN)
def post(post_id: int) -> str:
    """What became of one's own post: the state, why, by when, and what can be done."""
    own = own_post(post_id)
    subject = services.subject_of(own.post)
    state = state_of(own.post)
    standing = moderation.standing({subject}).get(subject)
    return render_template(
        "boards/mine/post.html",
        item=own,
        pictures=queries.pictures_of(queries.shows_pictures([own.revision])).get(post_id, ()),
        state=state,
        standing=standing,
        shows=own.post.is_published and own.post.topic.published_at is not None,
        address=address_of(own.post),
        channels=moderation.policy.channels_for(standing.category if standing else None),
        may_change=services.may_change(own.post, me()),
        may_withdraw=services.may_withdraw(own.post, me()),
        may_take_elsewhere=services.may_take_elsewhere(own.post, me()),
        reference=services.taken_elsewhere(own.post) if state == "redirected" else None,
        form=SendForm(formdata=None),
    )


@blueprint.post("/posts/<int:post_id>/withdraw")
@requires(Permission.SIGNED_IN)
def withdraw(post_id: int) -> Response:
    """Take down what waits."""
    own = own_post(post_id)
    services.withdraw(own.post, author=me())
    db.session.commit()
    flash("Taken down. Nobody is waiting to read it, and it does not count against you.")
    return redirect(url_for("mine.post", post_id=post_id), 303)


@blueprint.route("/posts/<int:post_id>/take-to/<channel>", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def take_to(post_id: int, channel: str) -> Page:
    """Take one's own words to a better place; GET shows what will be sent and to whom."""
    own, place = own_post(post_id), moderation.policy.channels.get(channel)
    if place is None:
        raise NotFound("There is no such place to take it to.")
    if not services.may_take_elsewhere(own.post, me()):
        raise NotChanged("This post no longer waits, so it stays where it is.")
    form = _wishes_form(own, channel)
    if form.validate_on_submit():
        try:
            concern = services.take_to(own.post, channel, author=me(), wishes=form.wishes)
        except Refused as refusal:
            db.session.rollback()
            show_problems(form, refusal)
        else:
            db.session.commit()
            return keep_receipt(BY_CHANNEL[channel].name, concern.reference, mailed=True)
    page = render_template("boards/mine/take_to.html", item=own, channel=place, form=form)
    return page if request.method == "GET" else (page, 422)


@blueprint.get("/notices/<int:notice_id>")
@requires(Permission.SIGNED_IN)
def notice(notice_id: int) -> str:
    """One message to this person, as it was sent, and what they answered."""
    return _notice_page(moderation.notice(notice_id, str(me().id)), AnswerForm(formdata=None))


def _notice_page(found: Notice, form: AnswerForm) -> str:
    post = _POST_NAMED.search(found.body)
    return render_template(
        "boards/mine/notice.html",
        notice=found,
        address=post[0] if post else None,
        replies=moderation.replies_to(found),
        form=form,
    )


@blueprint.post("/notices/<int:notice_id>/reply")
@requires(Permission.SIGNED_IN)
def reply(notice_id: int) -> Response | tuple[str, int]:
    """Put this person's side with what the school wrote; open to people who are blocked as well."""
    found, form = moderation.notice(notice_id, str(me().id)), AnswerForm()
    try:
        if form.validate_on_submit():
            moderation.reply(found, form.text.data or "")
            db.session.commit()
            flash("The school has your side. It stays with the letter.")
            return redirect(url_for("mine.notice", notice_id=notice_id), 303)
    except Refused as refusal:
        db.session.rollback()
        form.text.errors = [*form.text.errors, *refusal.problems.values()]
    return _notice_page(moderation.notice(notice_id, str(me().id)), form), 422


@blueprint.get("/notices/<int:notice_id>/letter.pdf")
@requires(Permission.SIGNED_IN)
def letter(notice_id: int) -> Response:
    """One message to this person as a letter to print or keep."""
    found = moderation.notice(notice_id, str(me().id))
    answer = Response(moderation.letter(found), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.reference}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/notices/<int:notice_id>/read")
@requires(Permission.SIGNED_IN)
def mark_read(notice_id: int) -> Response:
    """This person says they have read it."""
    moderation.mark_read(moderation.notice(notice_id, str(me().id)))
    db.session.commit()
    return redirect(url_for("mine.page"), 303)


def _wishes_form(own: VisiblePost, channel: str) -> ContactForm:
    """What the channel asks besides the words, which go along as they are."""
    title = own.revision.title if own.revision else None
    form = blank_form(BY_CHANNEL[channel], me(), topic=title or "")
    form.without_words()
    return form


def state_of(post: Post) -> PostState | EditState:
    """What its author is told of: the change if one waits or was settled, else the post."""
    return post.edit_state if post.is_published and post.edit_state else post.state
