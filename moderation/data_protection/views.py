"""The data-protection lead's list: what may have gone astray, by when to report it, what was done."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation import clock
from moderation.current import current_actor, current_moderation
from moderation.data_protection import queries, services
from moderation.data_protection.forms import AnswerPromptForm
from moderation.form_problems import is_carried_out
from moderation.permissions import Permission, requires
from moderation.typed import ID_MAX

blueprint = Blueprint("data_protection", __name__, url_prefix="/moderation/data-protection")


@blueprint.get("")
@requires(Permission.DATA_PROTECTION_ANSWER)
def prompts() -> str:
    """Every prompt, with its facts and its clock; what waits first."""
    return _page()


@blueprint.post(f"/<int(max={ID_MAX}):prompt_id>/answer")
@requires(Permission.DATA_PROTECTION_ANSWER)
def answer(prompt_id: int) -> tuple[str, int] | Response:
    """What the lead did about one of them."""
    moderation, form = current_moderation(), AnswerPromptForm()
    if not is_carried_out(
        form,
        lambda: services.answer(
            moderation, prompt_id, form.chosen(), form.answer.data or "", lead=current_actor()
        ),
    ):
        return _page(prompt_id, form), 422
    moderation.session.commit()
    flash("Done, and on record.")
    return redirect(url_for("data_protection.prompts"), 303)


def _page(about: int = 0, mended: AnswerPromptForm | None = None) -> str:
    session = current_moderation().session
    found = queries.prompts(session, not_about=current_actor().id)
    sent = queries.told_of(session, {each.measure_id for each in found})
    return render_template(
        "moderation/data_protection/prompts.html",
        prompts=found,
        letters={
            each.id: [notice for notice in sent if notice.measure_id == each.measure_id]
            for each in found
        },
        form=AnswerPromptForm(formdata=None),
        about=about,
        mended=mended,
        now=clock.now(),
    )
