"""The people on record, and one person's case."""

from flask import render_template, request

from moderation.cases import queries
from moderation.cases.views.blueprint import blueprint
from moderation.cases.views.page import case_page
from moderation.current import current_actor, current_moderation
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
