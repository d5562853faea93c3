"""Pages that everybody can read: the policy in each of its versions, privacy, accessibility."""

from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise

from flask import Blueprint, render_template

from forum.errors import NotFound
from forum.extensions import moderation
from forum.permissions import public
from moderation import Clause, Policy, VersionInForce

blueprint = Blueprint("public", __name__)


@blueprint.get("/policy")
@public
def policy() -> str:
    """The policy in force, clause by clause, with plain English beside it."""
    return _policy_page(moderation.policy)


@blueprint.get("/policy/<version>")
@public
def policy_version(version: str) -> str:
    """One version, by the beginning of its fingerprint; notices and decisions keep theirs."""
    found = moderation.policy_version(version)
    if found is None:
        raise NotFound("There is no such version of the policy. The one in force is on its page.")
    return _policy_page(found)


def _policy_page(shown: Policy) -> str:
    return render_template(
        "accounts/policy.html",
        policy=shown,
        parts=_parts(shown),
        in_force=moderation.policy,
        to_come=moderation.policy_to_come,
        earlier=_earlier_versions(),
    )


def _earlier_versions() -> list[tuple[VersionInForce, date]]:
    """The versions before the one in force, newest first, each with its last day."""
    zone, in_force = moderation.policy.school.zone, moderation.policy
    history = [*moderation.policy_history()]
    if history and history[-1].hash != in_force.hash:
        since = datetime.combine(in_force.effective_from, time(), zone)
        history.append(VersionInForce(in_force.hash, in_force.version, since))
    return [
        (version, (after.since.astimezone(zone) - timedelta(microseconds=1)).date())
        for version, after in reversed([*pairwise(history)])
        if version.hash != in_force.hash
    ]


def _parts(shown: Policy) -> list[tuple[str, list[Clause]]]:
    """The clauses under their headings, in the policy's own order."""
    in_order = groupby(shown.clauses.values(), key=lambda clause: clause.heading)
    return [(heading, list(clauses)) for heading, clauses in in_order]


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people here, why, for how long, and who sees it."""
    return render_template("accounts/privacy.html", school=moderation.policy.school)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """How these pages can be used, what does not work yet, and whom to tell."""
    return render_template("accounts/accessibility.html", school=moderation.policy.school)
