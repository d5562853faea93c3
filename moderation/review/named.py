"""Whom a text is about: people with an account, people of the roll, the head, a child."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.review.models import MatchRecord, Submission
from moderation.screening import Mention, RollPerson
from moderation.screening.roles import HEAD_WORDS

if TYPE_CHECKING:
    from moderation.extension import Moderation

CHILD_NAMED = "child_named"
LEAVE_OUT = "It may identify a child, so please leave the name out here, or tell the school in private."


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a text names: their ids, whether the head is among them, and children by whole name."""

    ids: frozenset[str]
    has_head: bool
    children: Sequence[Mention]


def who_is_named(moderation: Moderation, text: str) -> Named:
    """Everybody this text names, by account and by place on the roll."""
    mentions = [mention for mention in moderation.meant_in(text) if not mention.relative]
    jobs = {job.casefold() for job in moderation.policy.safeguarding.head_jobs}
    return Named(
        ids=frozenset(moderation.people.named_in(text))
        | {roll_id(mention.person) for mention in mentions if mention.person},
        has_head=any(_is_head(mention, jobs) for mention in mentions),
        children=[mention for mention in mentions if _is_child_by_whole_name(mention)],
    )


def roll_id(person: RollPerson) -> str:
    """How somebody of the roll is known here: the same after a new roll, and nobody's name."""
    who = "|".join((person.role, person.given_name, person.family_name)).casefold()
    return f"roll:{hashlib.sha256(who.encode()).hexdigest()[:40]}"


def _is_head(mention: Mention, jobs: set[str]) -> bool:
    if mention.person is None:
        # A roll may not say who is head; "the head" is one all the same.
        return mention.words.casefold() in HEAD_WORDS
    return mention.person.role == "staff" and mention.person.job.casefold() in jobs


def _is_child_by_whole_name(mention: Mention) -> bool:
    child = mention.person
    if child is None or child.role != "pupil" or not child.family_name:
        return False
    return child.family_name.casefold() in mention.words.casefold()


def mark_children(submission: Submission, children: Sequence[Mention]) -> None:
    """Mark every child whose whole name stands in what waits: that takes two people to publish."""
    marked = {match.start for match in submission.matches if match.detector == CHILD_NAMED}
    for child in children:
        if child.start not in marked:
            marked.add(child.start)
            submission.matches.append(
                MatchRecord(
                    category="privacy",
                    detector=CHILD_NAMED,
                    start=child.start,
                    end=child.end,
                    words=child.words,
                    why=f"“{child.words}” is the whole name of a child on the roll.",
                )
            )
