"""Publishing what may put somebody at risk takes two people who look first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm.attributes import flag_modified

from moderation import clock
from moderation.errors import NotAllowed, Refused
from moderation.host import Actor
from moderation.policy import Route
from moderation.review.desks import reader, who_looks_first
from moderation.review.models import Submission
from moderation.review.named import CHILD_NAMED
from moderation.review.queries import Desk
from moderation.safeguarding import queries
from moderation.safeguarding.models import Triage, TriageAct

if TYPE_CHECKING:
    from moderation.extension import Moderation


def takes_two(moderation: Moderation, submission: Submission) -> bool:
    """Whether one person alone may not publish it.

    That is so of what was referred, and of anything seen in it or reported of it that is urgent, of
    a kind the policy names ([safeguarding] two_to_publish), or a child's whole name: until somebody
    who looks first has cleared it.
    """
    if submission.cleared_at is not None:
        return False
    return submission.referred_at is not None or any(
        match.category in _kinds(moderation) or match.detector == CHILD_NAMED
        for match in submission.matches
    )


def _kinds(moderation: Moderation) -> frozenset[str]:
    policy = moderation.policy
    urgent = {kind.id for kind in policy.categories.values() if kind.route is Route.URGENT}
    return frozenset({*urgent, *policy.safeguarding.two_to_publish})


def standing_proposal(moderation: Moderation, submission: Submission) -> Triage | None:
    """The proposal to publish it that waits for a second person; none if it changed since."""
    found = queries.last_act(moderation.session, submission.id, TriageAct.PUBLISH_PROPOSED)
    return found if found and found.revision == submission.revision else None


def agree_or_propose(
    moderation: Moderation, submission: Submission, *, reason: str, moderator: Actor
) -> bool:
    """True if a second person now agrees to publish; False when this one has only proposed it.

    Raises `NotAllowed` for the first of the two and for anybody who does not look first, and
    `Refused` while too little is said.
    """
    if reader(moderation, moderator.id).desks <= {Desk.MODERATORS}:
        raise NotAllowed(
            "Publishing this takes two people who look first. Send it back, or ask for help."
        )
    proposal = standing_proposal(moderation, submission)
    if proposal is None:
        _propose(moderation, submission, reason, moderator)
        return False
    if proposal.by_id == moderator.id:
        raise NotAllowed("You proposed to publish this, so somebody else has to agree to it.")
    moderation.audit(
        "triage:publish_agreed",
        actor=moderator,
        subject=submission.subject,
        submission=submission.id,
        triage=proposal.id,
        clause=submission.clause,
    )
    return True


def check_did_not_clear(moderation: Moderation, submission: Submission, moderator: Actor) -> None:
    """Whoever cleared it may not publish it as well: that would be one person after all."""
    if submission.cleared_at is None:
        return
    cleared = queries.last_act(moderation.session, submission.id, TriageAct.CLEARED)
    if cleared and cleared.by_id == moderator.id:
        raise NotAllowed("You cleared this, so somebody else decides whether it shows.")


def _propose(moderation: Moderation, submission: Submission, reason: str, moderator: Actor) -> None:
    least = moderation.policy.overrides.min_reason_chars
    if len(reason.strip()) < least:
        raise Refused(
            {"override_reason": f"Say why it may show, in at least {least} letters. It is kept."}
        )
    record(moderation, submission, TriageAct.PUBLISH_PROPOSED, note=reason, by=moderator)
    _, people = who_looks_first(moderation, submission)
    for person in people:
        if person.id != moderator.id:
            moderation.people.tell(
                person.id,
                "Publishing a post takes your agreement",
                f"{moderator.name} proposes to publish a post that takes two people. Read it, and "
                "agree or decide otherwise.",
                f"/moderation/submissions/{submission.id}",
            )


def record(
    moderation: Moderation,
    submission: Submission,
    act: TriageAct,
    *,
    note: str,
    by: Actor,
    referred_to: str | None = None,
) -> Triage:
    """Keep one act of somebody who looks first, with its audit entry.

    Where it was referred to stands only in the act: more people read the log than may know.
    """
    # A decision by somebody who has not seen this is one on an earlier state of things.
    flag_modified(submission, "due_at")
    # The entry keeps the revision that this very change makes.
    moderation.session.flush()
    now = clock.now()
    entry = Triage(
        submission_id=submission.id,
        act=act,
        referred_to=referred_to,
        happened_at=submission.referred_at if act is TriageAct.REFERRED else now,
        note=note.strip(),
        revision=submission.revision,
        by_id=by.id,
        by_name=by.name,
        recorded_at=now,
    )
    moderation.session.add(entry)
    # The audit entry names it.
    moderation.session.flush()
    moderation.audit(
        f"triage:{act}",
        actor=by,
        subject=submission.subject,
        submission=submission.id,
        triage=entry.id,
        clause=submission.clause,
    )
    return entry
