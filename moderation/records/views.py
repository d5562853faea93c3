"""The audit log, and where the forum does what the policy says, to be read."""

from flask import Blueprint, render_template, request

from moderation.current import current_moderation
from moderation.permissions import Permission, public, requires
from moderation.policy.served import served
from moderation.records import queries
from moderation.typed import as_id

blueprint = Blueprint("records", __name__, url_prefix="/moderation")


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def audit() -> str:
    """Who did what, newest first."""
    before = as_id(request.args.get("before", ""))
    found = queries.entries_before(current_moderation().session, before)
    page = found[: queries.ENTRIES_A_PAGE]
    return render_template(
        "moderation/records/audit.html",
        entries=page,
        before=page[-1].id if len(found) > len(page) else None,
    )


@blueprint.get("/policy")
@public
def policy() -> str:
    """Each part of the policy in force, what the forum does about it, and the test that proves it."""
    return render_template(
        "moderation/records/policy.html", policy=current_moderation().policy, served=served()
    )
