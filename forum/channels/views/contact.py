"""The forms by which anybody reaches the school, signed in or not, blocked or not (clause C7)."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.models import User
from forum.boards import drafting
from forum.boards.queries import draft_at
from forum.channels import queries, services
from forum.channels.forms import ContactForm
from forum.channels.models import Concern, ConcernKind
from forum.channels.views.receipts import RECEIPT, keep_receipt, limit_messages
from forum.channels.ways import BY_CHANNEL, WAYS, Way, blank_form
from forum.errors import NotFound, Refused
from forum.extensions import db, moderation
from forum.form_problems import show_problems
from forum.permissions import public

blueprint = Blueprint("channels", __name__, url_prefix="/contact")

_ANY_WAY = "<any('complaint', 'privacy', 'child-at-risk', 'talk', 'meeting', 'individual'):way>"


@blueprint.get("")
@public
def talk_to_us() -> str:
    """Every way to reach the school, with what was begun on the forum going along."""
    place = request.args.get("draft", "")
    words = _words_begun(place)
    offered = [way for way in _channels() if not words or services.suits(way.kind, words)]
    return render_template(
        "channels/talk_to_us.html", ways=offered, draft=place if words else None, words=words
    )


@blueprint.post("/instead")
@public
def instead() -> Response:
    """What stands in a composer goes to the school instead; its words are kept on the way."""
    place = request.args.get("place", "")
    if len(place) > 120 or drafting.place_of(place) != place:
        raise NotFound("There is nothing to write here.")
    author = _signed_in()
    if author is None:
        wanted = drafting.keep_for_after_sign_in(place, request.form)
        db.session.commit()
        return redirect(url_for("accounts.sign_in", next=wanted), 303)
    drafting.save_draft(
        place, request.form.get("title", ""), request.form.get("body", ""), author=author
    )
    db.session.commit()
    return redirect(url_for("channels.talk_to_us", draft=place), 303)


@blueprint.route(f"/{_ANY_WAY}", methods=["GET", "POST"])
@public
@limit_messages
def contact(way: str) -> str | tuple[str, int] | Response:
    """Send the school a message that only those who answer it will read."""
    chosen, author = WAYS[way], _signed_in()
    form = blank_form(chosen, author, **_known(author))
    if request.method == "GET":
        return _page(chosen, form)
    try:
        fits = form.validate()
        services.refuse_what_cannot_be_kept(form.text.data)
        if not fits:
            return _page(chosen, form), 422
        if not services.suits(chosen.kind, form.text.data):
            return _page(chosen, form, suits=False), 422
        concern = services.receive(
            chosen.kind,
            name=form.name.data,
            email=form.email.data,
            text=form.text.data,
            wishes=form.wishes,
            author=author,
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(chosen, form), 422
    if author and form.draft.data:
        drafting.forget_draft(form.draft.data, author=author)
    db.session.commit()
    return keep_receipt(way, concern.reference, mailed=bool(concern.email))


@blueprint.get(f"/{_ANY_WAY}/received")
@public
def received(way: str) -> str:
    """The receipt, for whoever has just sent a message from this browser."""
    receipt = session.get(RECEIPT)
    concern = queries.concern_by_reference(receipt["reference"]) if receipt else None
    # What was told of a child from a post or a card is a worry, and no concern of the office's.
    is_here = concern is not None or way == "child-at-risk"
    if not receipt or receipt["way"] != way or not is_here:
        raise NotFound("There is no receipt to show in this browser.")
    return render_template(
        "channels/received.html",
        way=way,
        receipt=receipt,
        concern=concern,
        has_copy=concern is not None and concern.kind is not ConcernKind.CHILD_AT_RISK,
        on_the_site=concern is not None and _is_theirs(concern),
    )


def _channels() -> list[Way]:
    """The ways of the policy's channels, in its order (clause D2)."""
    return [BY_CHANNEL[name] for name in moderation.policy.channels if name in BY_CHANNEL]


def _page(way: Way, form: ContactForm, *, suits: bool = True) -> str:
    return render_template(
        "channels/contact.html",
        way=way.name,
        form=form,
        heading=way.heading,
        channel=moderation.policy.channels.get(way.channel),
        suits=suits,
    )


def _signed_in() -> User | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _is_theirs(concern: Concern) -> bool:
    author = _signed_in()
    return author is not None and concern.person_id == author.id


def _words_begun(place: str) -> str:
    """What this person began at this place of the forum; empty if nothing."""
    author = _signed_in()
    begun = draft_at(author, place) if author and place else None
    return "\n\n".join(filter(None, (begun.title, begun.body))) if begun else ""


def _known(author: User | None) -> dict[str, object]:
    """What the form needs not ask: who is signed in, and what they began to write."""
    known: dict[str, object] = {}
    if author:
        known |= {"name": author.display_name, "email": author.email}
    place = request.args.get("draft", "")
    if words := _words_begun(place):
        begun = draft_at(author, place) if author else None
        known |= {"text": words, "draft": place, "topic": begun.title if begun else ""}
    return known
