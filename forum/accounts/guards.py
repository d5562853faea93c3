"""What is asked before any page is made: a block in force, then the policy's acceptance."""

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.names import is_for_staff
from forum.accounts.services import has_accepted_policy
from forum.extensions import db, moderation

# What people who are blocked, or have not accepted the policy, can always reach besides the
# public pages: the policy with its acceptance, what they were told, what they told the school, and
# what keeps their own account safe.
_ALWAYS_OPEN = (
    "/policy",
    "/me/notices/",
    "/me/messages",
    "/me/devices",
    "/me/password",
    "/me/data",
    "/me/leave",
    "/me/second-step",
)
_NEVER_KEPT = frozenset(
    {"csrf_token", "password", "current_password", "code", "submit_key", "draft", "next"}
)


def guard() -> Response | tuple[str, int] | None:
    """None to go on to the page; who may see it is asked by the page itself."""
    if request.endpoint is None or is_open_to_all() or not current_user.is_authenticated:
        return None
    g.limits = moderation.limits_for(str(current_user.id))
    if g.limits.block:
        return show_blocked()
    if not has_accepted_policy(current_user):
        return _to_acceptance()
    needs = current_app.config["STAFF_NEED_SECOND_STEP"] and is_for_staff(current_user.roles)
    if needs and not current_user.totp_secret:
        flash("Whoever looks after others signs in with a second step here. It takes two minutes.")
        return redirect(url_for("accounts.second_step"), 303)
    return None


def is_open_to_all() -> bool:
    """Whether the page asked for is open whatever stands against the person."""
    endpoint = request.endpoint or ""
    if endpoint.endswith("static"):
        return True
    view = current_app.view_functions.get(endpoint)
    if getattr(view, "permission", None) == "public":
        return True
    return request.url_rule is not None and request.url_rule.rule.startswith(_ALWAYS_OPEN)


def show_blocked() -> tuple[str, int]:
    """Why, until when, how to appeal or reach the school, and what stays open."""
    block = g.limits.block
    clause = moderation.policy.clauses.get(block.clause)
    notices = moderation.notices_for(str(current_user.id))
    return (
        render_template(
            "accounts/blocked.html",
            block=block,
            clause=clause,
            notices=notices[:3],
            has_letter=any(notice.reference == block.reference for notice in notices),
            kept=_written() if request.method == "POST" else [],
        ),
        403,
    )


def _to_acceptance() -> Response:
    """To the policy first; what was being sent waits in its composer."""
    wanted = request.full_path.removesuffix("?")
    if request.method == "POST":
        from forum.boards.drafting import keep_for_after_sign_in

        wanted = keep_for_after_sign_in(request.path, request.form) or "/"
        db.session.commit()
    return redirect(url_for("accounts.accept_policy", next=wanted), 303)


def _written() -> list[tuple[str, str]]:
    """What a person wrote in the form they sent, so that they can copy it."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NEVER_KEPT and value.strip()
    ]
