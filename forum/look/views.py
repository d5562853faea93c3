"""The style sheet with the school's colour, and the page that shows every piece."""

from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, Response, current_app, render_template

from forum.errors import NotFound
from forum.extensions import limiter, moderation
from forum.look.colour import by_day, by_night
from forum.look.forms import EveryField
from moderation import clock, public

views = Blueprint("look", __name__)
_MOMENTS = (timedelta(minutes=4), timedelta(hours=5), timedelta(days=1), timedelta(days=40))


def look_address() -> str:
    """Where the style sheet with the school's colour is; another colour has another address."""
    return f"/look.css?v={sha256(moderation.policy.school.colour.encode()).hexdigest()[:8]}"


@views.get("/look.css")
@limiter.exempt
@public
def style() -> Response:
    """The school's colour as tokens."""
    colour = moderation.policy.school.colour
    # Without the words that every page has: nothing in it depends on who asks.
    template = current_app.jinja_env.get_template("look/look.css")
    return Response(template.render(day=by_day(colour), night=by_night(colour)), mimetype="text/css")


@views.get("/design")
@public
def design() -> str:
    """Every piece that pages are made of, for whoever makes a page; not in production."""
    if current_app.config["PRODUCTION"]:
        raise NotFound("There is no such page.")
    form = EveryField(formdata=None)
    form.mend.errors = ["Write a title, so that others know what it is about."]
    now = clock.now()
    return render_template("look/design.html", form=form, moments=[now - ago for ago in _MOMENTS])
