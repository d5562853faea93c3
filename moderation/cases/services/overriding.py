"""Going past the usual course of a case, which takes two people: the first proposes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Override, OverrideKind
from moderation.errors import NotAllowed, Refused
from moderation.host import Actor
from moderation.permissions import Permission

if TYPE_CHECKING:
    from moderation.extension import Moderation

_ASKS = {
    OverrideKind.LEGAL_HOLD: "to keep everything about somebody beyond its usual time",
    OverrideKind.REOPENING: "to open a closed case again",
}


def propose_or_agree(
    moderation: Moderation, kind: OverrideKind, person_id: str, *, admin: Actor, reason: str
) -> Override:
    """A new proposal; or the one that waits, agreed to by this second person."""
    waiting = queries.waiting_override(moderation.session, person_id, kind)
    if waiting is None:
        return _propose(moderation, kind, person_id, admin, reason)
    if waiting.proposed_by_id == admin.id:
        raise NotAllowed("You proposed this, so somebody else has to agree to it.")
    waiting.agreed_by_id, waiting.agreed_by_name = admin.id, admin.name
    waiting.agreed_at = clock.now()
    moderation.audit("override:agreed", actor=admin, person=person_id, kind=kind)
    return waiting


def _propose(
    moderation: Moderation, kind: OverrideKind, person_id: str, admin: Actor, reason: str
) -> Override:
    least = moderation.policy.overrides.min_reason_chars
    if len(reason.strip()) < least:
        raise Refused({"reason": f"Say why in at least {least} letters. It stays on record."})
    proposed = Override(
        kind=kind,
        person_id=person_id,
        reason=reason.strip(),
        proposed_by_id=admin.id,
        proposed_by_name=admin.name,
        proposed_at=clock.now(),
    )
    moderation.session.add(proposed)
    moderation.audit("override:proposed", actor=admin, person=person_id, kind=kind)
    for person in moderation.people.holding(Permission.MEASURE_APPROVE):
        if person.id not in (admin.id, person_id):
            moderation.people.tell(
                person.id,
                "Something takes your agreement",
                f"{admin.name} proposes {_ASKS[kind]}. It takes a second person.",
                f"/moderation/people/{person_id}",
            )
    return proposed
