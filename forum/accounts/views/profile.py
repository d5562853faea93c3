"""How one is known here, and how pages look."""

from flask import flash, redirect, render_template, request, url_for

from forum.accounts import names
from forum.accounts import profile as services
from forum.accounts.current import me
from forum.accounts.forms import ProfileForm
from forum.accounts.models import TextSize, Theme
from forum.accounts.views.sessions import Page, blueprint
from forum.errors import Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, requires


@blueprint.route("/me/profile", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def profile() -> Page:
    """Name, what others see beside it, languages, size of text, light or dark."""
    form = ProfileForm(obj=me())
    if names.is_vouched_for(me()):
        del form.display_name
    if request.method == "GET":
        return _page(form)
    try:
        if not form.validate():
            return _page(form), 422
        if form.display_name:
            services.rename(me(), form.display_name.data)
        services.change_profile(
            me(),
            shows_relation=form.shows_relation.data,
            languages=form.languages.data,
            text_size=TextSize(form.text_size.data),
            theme=Theme(form.theme.data),
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(form), 422
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("accounts.profile"), 303)


def _page(form: ProfileForm) -> str:
    return render_template("accounts/profile.html", form=form, person=me())
