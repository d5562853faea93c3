"""What was posted elsewhere: putting it on record, and showing its screenshots to who may see them."""

from flask import render_template, request
from werkzeug.wrappers import Response

from moderation.cases import services
from moderation.cases.forms import NOBODY, IncidentForm, ScreenshotsForm
from moderation.cases.incidents import services as incidents
from moderation.cases.views.blueprint import Answer, blueprint, done
from moderation.cases.views.page import OpenForm, case_page
from moderation.current import current_actor, current_moderation
from moderation.errors import Refused
from moderation.form_problems import is_carried_out, show_problems
from moderation.host import Actor
from moderation.permissions import Permission, requires
from moderation.typed import ID_MAX, plain

# Room for six pictures that are too large, so that whoever sends them keeps what they wrote.
MOST_AT_ONCE = 100 * 1024 * 1024
_WITH_SCREENSHOTS = {"cases.record_incident", "cases.record_elsewhere", "cases.add_screenshots"}


@blueprint.url_value_preprocessor
def let_screenshots_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Set before anything reads the form, and only for those who may send them.

    Every other page, and everybody else, keeps the site's own limit.
    """
    if endpoint not in _WITH_SCREENSHOTS:
        return
    people = current_moderation().people
    sender = people.current()
    if sender is not None and people.may(sender.id, Permission.INCIDENT_RECORD):
        request.max_content_length = MOST_AT_ONCE


@blueprint.post("/people/<person_id>/incidents")
@requires(Permission.INCIDENT_RECORD)
def record_incident(person_id: str) -> Answer:
    """Put on record what a person with a case posted elsewhere."""
    moderation, form = current_moderation(), IncidentForm()
    case = services.case_of(moderation, person_id)
    try:
        if form.validate():
            return _record(form, Actor(person_id, case.name))
    except Refused as refusal:
        show_problems(form, refusal)
    return case_page(person_id, viewer=current_actor(), incident=form.ask_for_files_again()), 422


@blueprint.post(f"/incidents/<int(max={ID_MAX}):incident_id>/screenshots")
@requires(Permission.INCIDENT_RECORD)
def add_screenshots(incident_id: int) -> Answer:
    """Further screenshots of what is on record."""
    moderation, form = current_moderation(), ScreenshotsForm()
    about = incidents.incident_for(moderation, incident_id, reader=current_actor()).person_id
    # Drawing pictures takes a moment, and nobody else should wait for the place of the writer.
    moderation.session.rollback()
    if is_carried_out(
        form,
        lambda: incidents.add_screenshots(
            moderation, incident_id, *form.pictures(), admin=current_actor()
        ),
    ):
        return done(about, "Added, with your name and the time.")
    opened = OpenForm("screenshots", incident_id, form.ask_for_files_again())
    return case_page(about, viewer=current_actor(), opened=opened), 422


@blueprint.route("/incidents/new", methods=["GET", "POST"])
@requires(Permission.INCIDENT_RECORD)
def record_elsewhere() -> str | Answer:
    """The same about anybody: first their name, then which account is theirs, if any."""
    if request.method == "GET":
        name = (plain(request.args.get("name")) or "").strip()
        return _new_page(IncidentForm(formdata=None, person_name=name))
    form = IncidentForm()
    try:
        if form.validate():
            return _record(form, _about(form))
    except Refused as refusal:
        show_problems(form, refusal)
    return _new_page(form.ask_for_files_again()), 422


def _about(form: IncidentForm) -> Actor:
    name = form.person_name.data or ""
    if form.person.data == NOBODY:
        return incidents.outsider(name)
    for person in current_moderation().people.find(name):
        if person.id == form.person.data:
            return person
    raise Refused({"person": "Choose whose account it is, or that they have none."})


def _record(form: IncidentForm, about: Actor) -> Response:
    moderation = current_moderation()
    # Drawing pictures takes a moment, and nobody else should wait for the place of the writer.
    moderation.session.rollback()
    draft = form.draft(moderation.policy.school.zone)
    incidents.record_incident(moderation, draft, about=about, admin=current_actor())
    return done(about.id, "On record. It is no finding yet: that is for a person to judge.")


def _new_page(form: IncidentForm) -> str:
    moderation, name = current_moderation(), form.person_name.data or ""
    found = moderation.people.find(name)
    return render_template(
        "moderation/cases/elsewhere.html", form=form.offer(moderation.policy, found), name=name.strip()
    )


@blueprint.get(f"/screenshots/<int(max={ID_MAX}):screenshot_id>")
@requires(Permission.CASE_READ)
def screenshot(screenshot_id: int) -> Response:
    """One picture, as a picture and nothing else, and kept by no cache."""
    found = incidents.screenshot_for(current_moderation(), screenshot_id, reader=current_actor())
    ending = found.media_type.removeprefix("image/")
    return Response(
        found.image,
        mimetype=found.media_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'inline; filename="screenshot-{found.id}.{ending}"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
