"""The people somebody who decides is connected to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.connections import queries, services
from moderation.connections.forms import ConnectionForm, EndForm
from moderation.current import current_actor, current_moderation
from moderation.errors import NotFound
from moderation.form_problems import is_carried_out
from moderation.permissions import Permission, requires
from moderation.typed import ID_MAX, plain

blueprint = Blueprint("connections", __name__, url_prefix="/moderation")
Page = str | tuple[str, int] | Response


@blueprint.route("/connections", methods=["GET", "POST"])
@requires(Permission.QUEUE_READ)
def mine() -> Page:
    """The people I am connected to."""
    return _page(current_actor().id)


@blueprint.route("/people/<person_id>/connections", methods=["GET", "POST"])
@requires(Permission.CONNECTION_RECORD)
def of_colleague(person_id: str) -> Page:
    """The people a colleague is connected to, as an admin knows it."""
    may = current_moderation().people.may
    if plain(person_id) != person_id or not may(person_id, Permission.QUEUE_READ):
        raise NotFound("Only those who decide on posts have connections here.")
    return _page(person_id)


def _page(person_id: str) -> Page:
    form = ConnectionForm()
    if request.method == "GET":
        return _shown(person_id, form)
    moderation = current_moderation()
    if not is_carried_out(
        form,
        lambda: services.declare(
            moderation, person_id, name=form.name.data or "", kind=form.chosen(), by=current_actor()
        ),
    ):
        return _shown(person_id, form), 422
    moderation.session.commit()
    flash("Kept. What is by or about them goes to somebody else from now on.")
    return redirect(_address(person_id), 303)


def _shown(person_id: str, form: ConnectionForm) -> str:
    moderation, actor = current_moderation(), current_actor()
    found = queries.connections_of(moderation.session, person_id)
    return render_template(
        "moderation/connections/page.html",
        connections=found,
        may_end={each.id for each in found if services.may_end(moderation, each, actor)},
        form=form,
        end_form=EndForm(formdata=None),
        is_mine=person_id == actor.id,
        name=moderation.people.name_of(person_id),
    )


@blueprint.post(f"/connections/<int(max={ID_MAX}):connection_id>/end")
@requires(Permission.QUEUE_READ)
def end(connection_id: int) -> Response:
    """It counts no more from now on."""
    moderation = current_moderation()
    ended = services.end(moderation, connection_id, by=current_actor())
    moderation.session.commit()
    flash("Ended. It stays on record, and counts no more.")
    return redirect(_address(ended.person_id), 303)


def _address(person_id: str) -> str:
    if person_id == current_actor().id:
        return url_for("connections.mine")
    return url_for("connections.of_colleague", person_id=person_id)
