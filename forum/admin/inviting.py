"""Inviting everybody on a list: nothing before somebody says so, nobody twice whatever happens."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta

from forum.accounts.invitations import invite
from forum.accounts.models import User
from forum.admin import queries
from forum.admin.invitation_list import COLUMNS, Row, rows_in
from forum.admin.models import InvitationList, InvitationRow
from forum.errors import NotChanged, Refused
from forum.extensions import db, moderation
from forum.permissions import Role
from moderation import Subject, clock

AT_ONCE = 100  # rows in one transaction
STOPPED_AFTER = timedelta(minutes=2)  # then whoever was inviting is taken to have stopped half-way
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def keep_list(content: bytes, *, admin: User) -> InvitationList:
    """The list with what to mend in each row; nobody is invited by it."""
    rows = rows_in(content, queries.class_names())
    emails = {row.email for row in rows}
    members, invited = queries.members_among(emails), queries.invited_among(emails)
    kept = InvitationList(uploaded_by_id=admin.id, uploaded_at=clock.now())
    kept.rows = [
        InvitationRow(
            number=row.number,
            email=row.email,
            display_name=row.display_name,
            relationship=row.relationship,
            years=list(row.years),
            fault=row.fault or _known(row, members, invited),
            cells=list(row.cells),
        )
        for row in rows
    ]
    db.session.add(kept)
    # The entry names the list.
    db.session.flush()
    faulty = sum(1 for row in kept.rows if row.fault)
    moderation.audit(
        "invitation_list:uploaded",
        actor=admin.actor,
        subject=_subject(kept),
        rows=len(rows),
        faulty=faulty,
    )
    return kept


def _known(row: Row, members: frozenset[str], invited: frozenset[str]) -> str:
    if row.email in members:
        return "Somebody with this address has an account. You can change it under People."
    if row.email in invited:
        return "This address is invited already. Withdraw that invitation first to send another."
    return ""


def begin(kept: InvitationList, *, admin: User) -> None:
    """Say that the good rows are to be invited; or, once it had stopped, to go on."""
    if kept.finished_at is not None:
        raise NotChanged("Everybody on this list has been invited already.")
    if kept.is_working(clock.now(), STOPPED_AFTER):
        raise NotChanged("They are being invited now.")
    kept.started_at, kept.working_at = kept.started_at or clock.now(), clock.now()
    moderation.audit("invitation_list:sent", actor=admin.actor, subject=_subject(kept))


def invite_next(list_id: int) -> bool:
    """Invite the next rows; whether there may be more. A row and its mail are kept together."""
    kept = queries.locked_list(list_id)
    if kept is None or kept.finished_at is not None:
        return False
    admin = db.session.get_one(User, kept.uploaded_by_id)
    rows = queries.rows_to_invite(list_id, AT_ONCE)
    for row in rows:
        _invite(row, admin)
    kept.working_at = clock.now()
    if len(rows) < AT_ONCE:
        kept.finished_at = clock.now()
    return kept.finished_at is None


def _invite(row: InvitationRow, admin: User) -> None:
    if queries.invited_among({row.email}):
        row.fault = "This address has been invited in the meantime."
        return
    try:
        invited = invite(
            row.email,
            roles={Role.PARENT},
            years=row.years,
            relationship=row.relationship,
            display_name=row.display_name,
            admin=admin,
        )
    except Refused as refusal:
        row.fault = str(refusal)
        return
    # The row points at the invitation it has become.
    db.session.flush()
    row.invitation_id = invited.invitation.id


def faulty_csv(rows: Sequence[InvitationRow]) -> str:
    """The rows to mend as a spreadsheet opens them; nothing in it is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, "what to mend", "line"])
    for row in rows:
        writer.writerow([*map(_plain, row.cells), row.fault, row.number])
    return "\ufeff" + file.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _subject(kept: InvitationList) -> Subject:
    return Subject("invitation_list", str(kept.id))
