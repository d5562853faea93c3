"""What somebody wants to find, what it rests on, and what is wanting before it can be on record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.cases import queries
from moderation.cases.incidents import queries as incident_queries
from moderation.cases.incidents.models import Incident
from moderation.cases.models import Translation
from moderation.errors import Refused
from moderation.host import Actor, Subject
from moderation.policy import OTHER, THIS_FORUM, Policy
from moderation.review.models import Submission

if TYPE_CHECKING:
    from moderation.extension import Moderation

DETRIMENTS = ("school", "staff", "pupils", "parents")


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """A finding as somebody wants to record it: on a submission here, or on an incident elsewhere.

    `counts_why` is why something a child wrote counts for the parent (F1). `later_why` is why the
    version in force now decides, which no longer counts this: then there is no finding (O16).
    """

    submission_id: int | None
    category: str
    grounds: Collection[str]
    words: str
    detriment: str
    reason: str
    incident_id: int | None = None
    translation: Translation = Translation.NOT_NEEDED
    counts_why: str = ""
    later_why: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """What a finding rests on: one use of a site, here or elsewhere."""

    person: Actor
    text: str
    posted_at: datetime
    venue: str
    policy_hash: str
    submission_id: int | None = None
    incident_id: int | None = None
    subject: Subject | None = None
    is_by_child: bool = False


def use_of(moderation: Moderation, person_id: str, draft: FindingDraft) -> Use:
    """What the finding rests on, if it is this person's and only one thing."""
    session = moderation.session
    if draft.submission_id and draft.incident_id:
        raise Refused({"incident": "Choose a post here or something elsewhere, not both."})
    if draft.incident_id:
        incident = incident_queries.incident(session, draft.incident_id)
        if incident is None or incident.person_id != person_id:
            raise Refused({"incident": "Choose something recorded about this person."})
        return _use_elsewhere(incident)
    submission = queries.submission(session, draft.submission_id) if draft.submission_id else None
    if submission is None or submission.author_id != person_id:
        raise Refused({"submission": "Choose one of this person's own posts."})
    return _use_here(submission)


def _use_here(submission: Submission) -> Use:
    return Use(
        person=Actor(submission.author_id, submission.author_name),
        text=submission.text,
        posted_at=submission.submitted_at,
        venue=THIS_FORUM,
        policy_hash=submission.policy_hash,
        submission_id=submission.id,
        subject=submission.subject,
    )


def _use_elsewhere(incident: Incident) -> Use:
    return Use(
        person=Actor(incident.person_id, incident.person_name),
        text=incident.text,
        posted_at=incident.posted_at,
        venue=incident.venue,
        policy_hash=incident.policy_hash,
        incident_id=incident.id,
        is_by_child=incident.is_by_child,
    )


def problems_of(policy: Policy, draft: FindingDraft, use: Use, least: int) -> dict[str, str]:
    problems: dict[str, str] = {}
    category = policy.categories.get(draft.category)
    if category is None:
        problems["category"] = "Choose a part of the policy as it was when this was posted."
    elif not category.counts_as_finding:
        problems["category"] = (
            f"“{category.label}” is never held against anyone. Offer a better place instead."
        )
    elif category.needs_ground and not (draft.grounds and set(draft.grounds) <= policy.grounds.keys()):
        problems["ground"] = "Choose which of the nine characteristics, one or more."
    if not draft.words.strip():
        problems["words"] = "Copy the words this rests on."
    elif " ".join(draft.words.split()) not in " ".join(use.text.split()):
        problems["words"] = "These words are not in the post. Copy them exactly as they stand."
    if draft.detriment not in DETRIMENTS:
        problems["detriment"] = "Say who was affected."
    if not draft.reason.strip():
        problems["reason"] = "Say how you came to this view."
    elif draft.category == OTHER and len(draft.reason.strip()) < least:
        problems["reason"] = f"The policy has no name for this, so explain in at least {least} letters."
    if draft.counts_why.strip() and not use.is_by_child:
        problems["counts_why"] = "Leave this empty unless a child wrote it."
    elif draft.counts_why.strip() and len(draft.counts_why.strip()) < least:
        problems["counts_why"] = f"Say why in at least {least} letters, or leave it empty."
    return problems


def later_problems(draft: FindingDraft, use: Use, later: Policy, least: int) -> dict[str, str]:
    """What keeps the version in force now from deciding: it may only ever be the more lenient one."""
    why = draft.later_why.strip()
    if not why:
        return {}
    if use.policy_hash == later.hash:
        return {"later_why": "This was posted under the version in force now. Leave this empty."}
    if later.counts(draft.category):
        return {
            "later_why": "The version in force now counts this too, so the one it was posted under "
            "applies. Leave this empty."
        }
    if len(why) < least:
        return {"later_why": f"Say why in at least {least} letters, or leave it empty."}
    return {}
