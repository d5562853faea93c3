"""The forms by which anybody reaches the school, signed in or not, blocked or not."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, session
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts.models import User
from forum.channels import services
from forum.channels.forms import ChildAtRiskForm, ContactForm
from forum.channels.models import ConcernKind
from forum.channels.views.receipts import RECEIPT, keep_receipt, was_accepted
from forum.errors import NotFound, Refused
from forum.extensions import db, limiter, moderation
from forum.form_problems import show_problems
from forum.permissions import public

blueprint = Blueprint("channels", __name__, url_prefix="/contact")


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to reach the school: its page and its form."""

    kind: ConcernKind
    heading: str
    form: type[FlaskForm]


_WAYS = {
    "complaint": _Way(ConcernKind.COMPLAINT, "Make a formal complaint", ContactForm),
    "privacy": _Way(ConcernKind.PRIVACY, "Ask about your data", ContactForm),
    "child-at-risk": _Way(ConcernKind.CHILD_AT_RISK, "Tell us about a child at risk", ChildAtRiskForm),
}


@blueprint.route("/<any('complaint', 'privacy', 'child-at-risk'):way>", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"], deduct_when=was_accepted)
def contact(way: str) -> str | tuple[str, int] | AnyResponse:
    """Send the school a message that only those who answer it will read."""
    chosen = _WAYS[way]
    form = chosen.form(obj=_who())
    if request.method == "GET":
        return _page(way, form)
    try:
        fits = form.validate()
        services.refuse_what_cannot_be_kept(form.text.data)
        if not fits:
            return _page(way, form), 422
        concern = services.receive(
            chosen.kind,
            name=form.name.data,
            email=form.email.data,
            text=form.text.data,
            author=_signed_in(),
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(way, form), 422
    db.session.commit()
    return keep_receipt(way, concern.reference, mailed=bool(concern.email))


@blueprint.get("/<any('complaint', 'privacy', 'child-at-risk'):way>/received")
@public
def received(way: str) -> str:
    """The receipt, for whoever has just sent a message from this browser."""
    receipt = session.get(RECEIPT)
    if not receipt or receipt["way"] != way:
        raise NotFound("There is no receipt to show in this browser.")
    return render_template(
        "channels/received.html", way=way, receipt=receipt, school=moderation.policy.school
    )


def _page(way: str, form: FlaskForm) -> str:
    return render_template(
        "channels/contact.html",
        way=way,
        form=form,
        heading=_WAYS[way].heading,
        school=moderation.policy.school,
    )


def _signed_in() -> User | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the form needs not ask somebody who is signed in."""

    name: str
    email: str


def _who() -> _Known | None:
    user = _signed_in()
    return _Known(user.display_name, user.email) if user else None
