"""Everybody with an account: finding them, what they are, signing them out, leaving."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.accounts import membership, second_step, services
from forum.accounts import queries as accounts
from forum.accounts.current import me
from forum.accounts.models import Relationship, User
from forum.admin import queries
from forum.admin.forms import PersonForm, PressForm
from forum.admin.views.blueprint import MOST, Page, blueprint, found
from forum.errors import Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, may, requires
from moderation import Permission as ModerationPermission

DEEPEST = 1_000  # pages; nobody pages further, and a search finds them


@blueprint.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def people() -> str:
    """Everybody with an account, by name or address."""
    search = " ".join(request.args.get("q", "").replace("\x00", "").split())[:100]
    page = min(max(request.args.get("page", 1, type=int), 1), DEEPEST)
    some, more = accounts.people(search, page)
    return render_template("admin/people.html", people=some, q=search, page=page, more=more)


@blueprint.post("/people")
@requires(Permission.MANAGE_PEOPLE)
def change_person() -> Page:
    """Say what one person is here: `person`, `roles`, `years`, `relationship`, `roll_entry`."""
    form = PersonForm()
    form.offer_classes(queries.class_names())
    user = _person(form.person.data or "")
    try:
        if not form.validate():
            return _person_page(user, form), 422
        _change(user, form)
    except Refused as refusal:
        db.session.rollback()
        show_problems(form, refusal)
        return _person_page(_person(form.person.data), form), 422
    db.session.commit()
    flash(f"Saved what {user.display_name} is here.")
    return redirect(url_for("admin.person", person_id=user.id), 303)


def _change(user: User, form: PersonForm) -> None:
    membership.set_name(user, form.display_name.data or user.display_name, admin=me())
    membership.set_roles(user, form.chosen_roles, admin=me())
    relationship = Relationship(form.relationship.data)
    membership.set_classes(user, form.years.data, relationship, admin=me())
    entry = form.roll_entry.data
    if entry is not None:
        entry_id = (int(entry) if entry.isdecimal() and len(entry) < 10 else 0) if entry else None
        membership.set_roll_entry(user, entry_id, admin=me())


@blueprint.get("/people/<int:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def person(person_id: int) -> str:
    """One person's account."""
    user = _person(str(person_id))
    live = [link for link in user.year_links if link.is_live]
    form = PersonForm(
        formdata=None,
        person=str(user.id),
        display_name=user.display_name,
        roles=[role.value for role in user.roles],
        years=sorted(user.years),
        relationship=live[0].relationship.value if live else Relationship.PARENT.value,
        roll_entry=str(user.roll_entry_id or ""),
    )
    form.offer_classes(queries.class_names())
    return _person_page(user, form)


@blueprint.post("/people/<int:person_id>/sign-out")
@requires(Permission.MANAGE_PEOPLE)
def sign_out_person(person_id: int) -> Response:
    """End every session of this person."""
    user = _person(str(person_id))
    services.sign_out_everywhere(user, by=me().actor)
    db.session.commit()
    flash(f"{user.display_name} is signed out on every device.")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/second-step/off")
@requires(Permission.MANAGE_PEOPLE)
def second_step_off(person_id: int) -> Response:
    """For somebody who has lost their telephone and their codes."""
    user = _person(str(person_id))
    second_step.turn_off_for(user, admin=me())
    db.session.commit()
    flash(f"{user.display_name} signs in with the password alone.")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/leave")
@requires(Permission.MANAGE_PEOPLE)
def person_leaves(person_id: int) -> Page:
    """This person no longer belongs here."""
    user = _person(str(person_id))
    membership.leave(user, admin=me())
    db.session.commit()
    flash(f"{user.display_name} is marked as having left and can't sign in any more.")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/return")
@requires(Permission.MANAGE_PEOPLE)
def person_returns(person_id: int) -> Response:
    """This person belongs here again."""
    user = _person(str(person_id))
    membership.come_back(user, admin=me())
    db.session.commit()
    flash(f"{user.display_name} can sign in again.")
    return redirect(url_for("admin.person", person_id=person_id), 303)


def _person(person_id: str) -> User:
    is_id = person_id.isdecimal() and len(person_id) < 11 and int(person_id) < MOST
    return found(accounts.person(int(person_id)) if is_id else None)


def _person_page(user: User, form: PersonForm) -> str:
    staff = [
        SelectChoice(str(entry.id), f"{entry.title} {entry.given_name} {entry.family_name}".strip())
        for entry in accounts.staff_on_roll()
    ]
    form.roll_entry.choices = [SelectChoice("", "Nobody on the roll"), *staff]
    accepted = max((a.accepted_at for a in user.acceptances), default=None)
    in_force = services.has_accepted_policy(user)
    return render_template(
        "admin/person.html",
        person=user,
        form=form,
        press=PressForm(formdata=None),
        accepted=accepted,
        in_force=in_force,
        is_me=user.id == me().id,
        decides=may(user.roles, ModerationPermission.QUEUE_READ),
    )
