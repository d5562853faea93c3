"""Recording that something posted breached a clause, with the words relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import Finding
from moderation.cases.services import folder
from moderation.cases.services.case import check_impartial
from moderation.errors import AlreadyDecided, Refused
from moderation.host import Actor
from moderation.policy import THIS_FORUM, Policy
from moderation.records.audit import take_turn
from moderation.review.models import Submission

if TYPE_CHECKING:
    from moderation.extension import Moderation

DETRIMENTS = ("school", "staff", "pupils", "parents")


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """A finding as somebody wants to record it."""

    submission_id: int | None
    category: str
    ground: str
    words: str
    detriment: str
    reason: str


def record_finding(
    moderation: Moderation, person_id: str, draft: FindingDraft, *, admin: Actor
) -> Finding:
    """Record that something this person posted here breached a clause, with the words relied on.

    Raises `Refused` naming what is wanting, `ConflictOfInterest` on one's own post or one about
    oneself, and `AlreadyDecided` if the same finding is on record.
    """
    take_turn(moderation.session)
    submission = (
        queries.submission(moderation.session, draft.submission_id) if draft.submission_id else None
    )
    check_impartial(moderation, person_id, [draft.submission_id], admin=admin)
    if submission is None or submission.author_id != person_id:
        raise Refused({"submission": "Choose one of this person's own posts."})
    # New rules never judge an old post: the version it was sent under says what was a breach.
    policy = moderation.policy_under(submission.policy_hash)
    problems = _problems(policy, draft, submission.text)
    if problems:
        raise Refused(problems)
    finding = _new(policy, draft, submission, admin)
    _add_once(moderation, finding)
    folder.open_folder(moderation, person_id, admin=admin)
    moderation.audit(
        "finding:recorded",
        actor=admin,
        subject=submission.subject,
        finding=finding.id,
        person=person_id,
        category=finding.category,
        clause=finding.clause,
    )
    return finding


def _new(policy: Policy, draft: FindingDraft, submission: Submission, admin: Actor) -> Finding:
    category = policy.category(draft.category)
    return Finding(
        person_id=submission.author_id,
        person_name=submission.author_name,
        submission_id=submission.id,
        venue=THIS_FORUM,
        category=category.id,
        clause=category.clause,
        ground=draft.ground or None if category.needs_ground else None,
        words=draft.words.strip(),
        detriment=draft.detriment,
        reason=draft.reason.strip(),
        policy_hash=submission.policy_hash,
        posted_at=submission.submitted_at,
        recorded_by_id=admin.id,
        recorded_by_name=admin.name,
        recorded_at=clock.now(),
    )


def _add_once(moderation: Moderation, finding: Finding) -> None:
    """One finding of a category on one version of a text, even if two people click at once."""
    try:
        with moderation.session.begin_nested():
            moderation.session.add(finding)
    except IntegrityError:
        raise AlreadyDecided(
            "This finding is already on record. Yours was not recorded a second time."
        ) from None


def _problems(policy: Policy, draft: FindingDraft, text: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    category = policy.categories.get(draft.category)
    if category is None:
        problems["category"] = "Choose a part of the policy as it was when this was posted."
    elif not category.counts_as_finding:
        problems["category"] = (
            f"“{category.label}” is never held against anyone. Offer a better place instead."
        )
    elif category.needs_ground and draft.ground not in policy.grounds:
        problems["ground"] = "Choose which of the nine characteristics."
    if not draft.words.strip():
        problems["words"] = "Copy the words this rests on."
    elif " ".join(draft.words.split()) not in " ".join(text.split()):
        problems["words"] = "These words are not in the post. Copy them exactly as they stand."
    if draft.detriment not in DETRIMENTS:
        problems["detriment"] = "Say who was affected."
    if not draft.reason.strip():
        problems["reason"] = "Say how you came to this view."
    return problems
