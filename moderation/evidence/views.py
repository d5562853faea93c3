"""The evidence of one case: who was given a pack, making one, and keeping everything."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.cases.models import OverrideKind
from moderation.cases.queries import waiting_override
from moderation.current import current_actor, current_moderation
from moderation.errors import Refused
from moderation.evidence import queries, services
from moderation.evidence.forms import ExportForm, HoldForm
from moderation.form_problems import is_carried_out, show_problems
from moderation.permissions import Permission, requires

blueprint = Blueprint("evidence", __name__, url_prefix="/moderation/people/<person_id>/evidence")

# Whether everything was kept before, and whether it is now.
_WHAT_CAME = {
    (False, False): "Proposed. A second person has to agree; they have been told.",
    (False, True): "Everything about this person is kept.",
    (True, False): "The usual time counts again.",
}


@blueprint.get("")
@requires(Permission.EVIDENCE_EXPORT)
def page(person_id: str) -> str:
    """Who was given a pack, and the form for another."""
    return _page(person_id, ExportForm(formdata=None), HoldForm(formdata=None))


@blueprint.post("")
@requires(Permission.EVIDENCE_EXPORT)
def export(person_id: str) -> Response | tuple[str, int]:
    """Make a pack and send it to the browser; it is on record before it goes."""
    moderation, form = current_moderation(), ExportForm()
    try:
        if not form.validate():
            return _page(person_id, form, HoldForm(formdata=None)), 422
        sealed = services.export(
            moderation,
            person_id,
            admin=current_actor(),
            recipient=form.recipient.data or "",
            purpose=form.purpose.data or "",
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(person_id, form, HoldForm(formdata=None)), refusal.status
    name = f"evidence-{sealed.disclosure.made_at:%Y-%m-%d}-{sealed.disclosure.seal[:8]}.zip"
    moderation.session.commit()
    answer = Response(sealed.content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/hold")
@requires(Permission.EVIDENCE_EXPORT)
def hold(person_id: str) -> Response | tuple[str, int]:
    """Keep everything, or let the usual time count again."""
    moderation, form = current_moderation(), HoldForm()
    is_held = queries.open_hold(moderation.session, person_id) is not None
    act = services.end_hold if is_held else services.hold
    if not is_carried_out(
        form,
        lambda: act(moderation, person_id, admin=current_actor(), reason=form.reason.data or ""),
    ):
        return _page(person_id, ExportForm(formdata=None), form), 422
    moderation.session.commit()
    flash(_WHAT_CAME[is_held, queries.open_hold(moderation.session, person_id) is not None])
    return redirect(url_for("evidence.page", person_id=person_id), 303)


def _page(person_id: str, export_form: ExportForm, hold_form: HoldForm) -> str:
    moderation = current_moderation()
    case, _ = services.check_may_export(moderation, person_id, admin=current_actor())
    return render_template(
        "moderation/evidence/page.html",
        case=case,
        disclosures=queries.disclosures_of(moderation.session, person_id),
        held=queries.open_hold(moderation.session, person_id),
        proposal=waiting_override(moderation.session, person_id, OverrideKind.LEGAL_HOLD),
        viewer=current_actor(),
        export_form=export_form,
        hold_form=hold_form,
    )
