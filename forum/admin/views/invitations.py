"""Inviting people, and what became of each invitation."""

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from forum.accounts import invitations
from forum.accounts import queries as accounts
from forum.accounts.current import me
from forum.accounts.models import Relationship
from forum.admin import queries
from forum.admin.forms import InvitationForm, PressForm
from forum.admin.views.blueprint import Page, blueprint, found
from forum.errors import Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, Role, requires

_LINK = "new_invitation"


@blueprint.get("/invitations")
@requires(Permission.MANAGE_PEOPLE)
def invitations_page() -> str:
    """Who is invited and has not joined, and the form for one more; a new link shows once."""
    form = InvitationForm(formdata=None, roles=[Role.PARENT.value])
    return _page(form)


@blueprint.post("/invitations")
@requires(Permission.MANAGE_PEOPLE)
def invite() -> Page:
    """Invite one person: `email`, `roles`, `years`, `relationship`."""
    form = InvitationForm()
    form.offer_classes(queries.class_names())
    try:
        if not form.validate():
            return _page(form), 422
        invited = invitations.invite(
            form.email.data,
            roles=form.chosen_roles,
            years=form.years.data,
            relationship=Relationship(form.relationship.data),
            admin=me(),
        )
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(form), 422
    db.session.commit()
    session[_LINK] = {"email": invited.invitation.email, "link": invited.link}
    return redirect(url_for("admin.invitations_page"), 303)


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
@requires(Permission.MANAGE_PEOPLE)
def withdraw_invitation(invitation_id: int) -> Response:
    """Make an invitation's link useless."""
    invitation = found(accounts.invitation(invitation_id))
    invitations.withdraw(invitation, admin=me())
    db.session.commit()
    flash("The invitation is withdrawn; its link no longer works.")
    return redirect(url_for("admin.invitations_page"), 303)


def _page(form: InvitationForm) -> str:
    form.offer_classes(queries.class_names())
    return render_template(
        "admin/invitations.html",
        form=form,
        press=PressForm(formdata=None),
        invitations=accounts.open_invitations(),
        new=session.pop(_LINK, None),
    )
