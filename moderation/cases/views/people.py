"""The people on record, one person's case, and what is found."""

from flask import render_template, request

from moderation.cases import queries, services
from moderation.cases.forms import FindingForm
from moderation.cases.views.blueprint import Answer, blueprint, done
from moderation.cases.views.page import case_page
from moderation.current import current_actor, current_moderation
from moderation.errors import Refused
from moderation.form_problems import show_problems
from moderation.permissions import Permission, requires
from moderation.typed import plain


@blueprint.get("/people")
@requires(Permission.CASE_READ)
def people() -> str:
    """Everybody with something on record."""
    wanted = (plain(request.args.get("q")) or "").strip()
    found = queries.people_on_record(current_moderation().session, wanted)
    return render_template("moderation/cases/people.html", people=found, q=wanted)


@blueprint.get("/people/<person_id>")
@requires(Permission.CASE_READ)
def case(person_id: str) -> str:
    """One person's case."""
    return case_page(person_id, viewer=current_actor())


@blueprint.post("/people/<person_id>/findings")
@requires(Permission.FINDING_RECORD)
def record_finding(person_id: str) -> Answer:
    """Record a finding."""
    moderation, form = current_moderation(), FindingForm()
    if not form.validate():
        return case_page(person_id, viewer=current_actor(), finding=form), 422
    try:
        services.record_finding(moderation, person_id, form.draft(), admin=current_actor())
    except Refused as refusal:
        show_problems(form, refusal)
        return case_page(person_id, viewer=current_actor(), finding=form), refusal.status
    return done(person_id, "The finding is on record.")
