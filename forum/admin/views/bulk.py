"""Inviting a whole list: the report first, then the invitations, with figures."""

import logging
from threading import Thread

from flask import Flask, current_app, flash, redirect, render_template, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.admin import inviting, queries
from forum.admin.forms import InvitationListForm, PressForm
from forum.admin.views.blueprint import Page, blueprint, found
from forum.errors import Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.notifications import deliver_queued
from forum.permissions import Permission, requires
from moderation import clock

log = logging.getLogger(__name__)
SHOWN = 200  # rows to mend on the page; the file has all of them


@blueprint.route("/invitations/bulk", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def bulk() -> Page:
    """Upload a list: `file`. Nobody is invited by that."""
    form = InvitationListForm()
    try:
        if form.validate_on_submit():
            kept = inviting.keep_list(form.file.data.read(), admin=me())
            db.session.commit()
            return redirect(url_for("admin.bulk_list", list_id=kept.id), 303)
    except Refused as refusal:
        show_problems(form, refusal)
    page = render_template(
        "admin/bulk.html", form=form, lists=queries.newest_lists(), names=queries.class_names()
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/invitations/bulk/<int:list_id>")
@requires(Permission.MANAGE_PEOPLE)
def bulk_list(list_id: int) -> Response:
    """What is fine and what to mend; while they are invited, how far it is. It reloads by itself."""
    kept = found(queries.invitation_list(list_id))
    works = kept.is_working(clock.now(), inviting.STOPPED_AFTER)
    answer = Response(
        render_template(
            "admin/bulk_list.html",
            kept=kept,
            figures=queries.figures_of(list_id),
            faulty=queries.faulty_rows(list_id)[:SHOWN],
            works=works,
            form=PressForm(formdata=None),
        ),
        mimetype="text/html",
    )
    if works:
        answer.headers["Refresh"] = "4"
    return answer


@blueprint.post("/invitations/bulk/<int:list_id>/send")
@requires(Permission.MANAGE_PEOPLE)
def send_bulk(list_id: int) -> Response:
    """Invite the good rows, or go on where it stopped; nobody waits for it."""
    inviting.begin(found(queries.locked_list(list_id)), admin=me())
    db.session.commit()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # A thousand mails take longer than a server lets one request run.
    Thread(target=_invite_all, args=(app, list_id), name=f"inviting-{list_id}", daemon=True).start()
    flash("They are being invited. You can leave this page; it goes on.")
    return redirect(url_for("admin.bulk_list", list_id=list_id), 303)


@blueprint.get("/invitations/bulk/<int:list_id>/faulty.csv")
@requires(Permission.MANAGE_PEOPLE)
def faulty_rows(list_id: int) -> Response:
    """The rows to mend, to open in a spreadsheet and upload again."""
    found(queries.invitation_list(list_id))
    answer = Response(inviting.faulty_csv(queries.faulty_rows(list_id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="to-mend.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _invite_all(app: Flask, list_id: int) -> None:
    """Every piece in a transaction of its own: what is kept is done, whatever happens next."""
    more = True
    while more:
        with app.app_context():
            try:
                more = inviting.invite_next(list_id)
                db.session.commit()
            except SQLAlchemyError as problem:
                log.warning("Inviting list %s stopped: %s", list_id, type(problem).__name__)
                return
            deliver_queued()
