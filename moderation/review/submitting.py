"""Offering a text for publication, and what its author may do with it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import clock
from moderation.errors import NotChanged, Restricted
from moderation.host import Actor, Description, Subject
from moderation.notices import services as notices
from moderation.permissions import Permission
from moderation.policy import Route, Ruling, decide
from moderation.policy.schooltime import due_after_hours, due_after_school_days
from moderation.review import queries
from moderation.review.models import Conflict, MatchRecord, Stake, Submission
from moderation.review.states import State
from moderation.screening import Match

if TYPE_CHECKING:
    from moderation.extension import Moderation

RANK = {Route.URGENT: 0, Route.TRIAGE: 1, Route.HOLD: 2, Route.NUDGE: 3, Route.PUBLISH: 3}
FINAL = {State.DECLINED, State.REMOVED, State.WITHDRAWN, State.REDIRECTED}
SENSITIVE = {Route.URGENT, Route.TRIAGE}


def submit(moderation: Moderation, subject: Subject, text: str, *, author: Actor) -> Submission:
    """Offer one version of a text: it is published at once or held for a person, and never lost.

    Raises `Restricted` when a restriction in force does not allow it (clause H4), and `NotChanged`
    when what became of the subject's last version is final.
    """
    description = moderation.content(subject).describe(subject.id)
    limits = moderation.limits_for(author.id)
    refusal = limits.refusal(opens_thread=description.opens_thread, area=description.area)
    if refusal:
        raise Restricted(refusal)
    earlier = queries.newest_submission(moderation.session, subject)
    if earlier and earlier.state in FINAL:
        raise NotChanged(
            "What became of this post is settled, so it can't be changed any more. "
            "You can write a new post, or ask the school to look again."
        )
    ruling = _ruling(moderation, text, description, earlier, is_premoderated=limits.premoderate)
    submission = _record(moderation, subject, text, author, description, ruling)
    if earlier:
        _follow(moderation, submission, earlier)
    if ruling.route in (Route.PUBLISH, Route.NUDGE):
        _publish(moderation, submission)
    else:
        _hold(moderation, submission, author, description)
    return submission


def _ruling(
    moderation: Moderation,
    text: str,
    description: Description,
    earlier: Submission | None,
    *,
    is_premoderated: bool,
) -> Ruling:
    """What the policy says of the text, and of where, by whom and after what it was written."""
    ruling = decide(moderation.screen(text), moderation.policy)
    waits: list[Match] = []
    if description.is_premoderated:
        waits.append(_circumstance("board", "Every post on this board is checked first."))
    if is_premoderated:
        waits.append(_circumstance("restriction", "Posts by this person are checked first for now."))
    if earlier and earlier.state in (State.RETURNED, State.HIDDEN):
        waits.append(_circumstance("mended", "This was sent back before, so a person reads it again."))
    if earlier and earlier.state is State.HELD and earlier.route in SENSITIVE:
        waits.append(_circumstance("mended", "An earlier version waits for the safeguarding lead."))
    if not waits:
        return ruling
    if ruling.route in (Route.PUBLISH, Route.NUDGE):
        return replace(ruling, route=Route.HOLD, why=waits[0].why, matches=(*ruling.matches, *waits))
    return replace(ruling, matches=(*ruling.matches, *waits))


def _circumstance(detector: str, why: str) -> Match:
    return Match("premoderated", detector, 0, 0, "", why)


def _record(
    moderation: Moderation,
    subject: Subject,
    text: str,
    author: Actor,
    description: Description,
    ruling: Ruling,
) -> Submission:
    submission = Submission(
        subject_kind=subject.kind,
        subject_id=subject.id,
        author_id=author.id,
        author_name=author.name,
        text=text,
        title=description.title,
        place=description.place,
        submitted_at=clock.now(),
        policy_hash=moderation.policy.hash,
        state=State.PUBLISHED,
        route=ruling.route,
        rank=RANK[ruling.route],
        category=ruling.category,
        clause=ruling.clause,
        why=ruling.why,
        matches=[_match_record(match) for match in ruling.matches],
    )
    moderation.session.add(submission)
    # The id is needed by the audit entry, the conflicts and the notice.
    moderation.session.flush()
    stakes = dict.fromkeys(moderation.people.named_in(text), Stake.NAMED)
    stakes[author.id] = Stake.AUTHOR
    for person, stake in stakes.items():
        moderation.session.add(Conflict(submission_id=submission.id, person_id=person, stake=stake))
    return submission


def _match_record(match: Match) -> MatchRecord:
    return MatchRecord(
        category=match.category,
        detector=match.detector,
        start=match.start,
        end=match.end,
        words=match.words,
        why=match.why,
    )


def _follow(moderation: Moderation, submission: Submission, earlier: Submission) -> None:
    """Put the new version in the place of one that never was, or no longer is, published."""
    submission.mends_id = earlier.id
    for person in queries.reporters_of(moderation.session, earlier):
        stake = Conflict(submission_id=submission.id, person_id=person, stake=Stake.REPORTER)
        moderation.session.add(stake)
    if earlier.state in (State.HELD, State.RETURNED, State.HIDDEN):
        earlier.state = State.SUPERSEDED
        earlier.due_at = still_due(earlier)


def still_due(submission: Submission) -> datetime | None:
    """When a withdrawn or replaced version must still be looked at: sensitive ones always are."""
    return submission.due_at if submission.route in SENSITIVE else None


def _publish(moderation: Moderation, submission: Submission) -> None:
    moderation.content(submission.subject).publish(submission.subject_id, submission.text)
    supersede_published(moderation, submission)
    moderation.audit(
        "submission:published", actor=None, subject=submission.subject, submission=submission.id
    )


def supersede_published(moderation: Moderation, submission: Submission) -> None:
    """Mark the versions that readers saw until now as replaced by this one."""
    for other in queries.published_submissions(moderation.session, submission.subject):
        if other.id != submission.id:
            other.state = State.SUPERSEDED


def _hold(
    moderation: Moderation, submission: Submission, author: Actor, description: Description
) -> None:
    submission.state = State.HELD
    submission.due_at = promised_by(moderation, submission.route)
    moderation.content(submission.subject).withhold(submission.subject_id, State.HELD)
    moderation.audit(
        "submission:held",
        actor=None,
        subject=submission.subject,
        submission=submission.id,
        route=submission.route,
        category=submission.category,
        clause=submission.clause,
        detectors=sorted({match.detector for match in submission.matches}),
    )
    notices.send(
        moderation,
        "post_held",
        to=author,
        submission=submission,
        context={"url": description.url, "place": description.place, **told(moderation, submission)},
    )
    alert_triage(moderation, submission)


def promised_by(moderation: Moderation, route: Route) -> datetime:
    """By when a person will look (policy [holds], local): hours if urgent, else school days."""
    holds = moderation.policy.holds
    if route is Route.URGENT:
        return due_after_hours(clock.now(), holds.urgent_hours)
    return due_after_school_days(clock.now(), holds.review_school_days, moderation.policy)


def told(moderation: Moderation, submission: Submission) -> dict[str, object]:
    """What an author is told of why a post waits: the sentence, the clause and the promise."""
    return {
        "why": submission.why,
        "clause": submission.clause,
        "clause_plain": moderation.clause_plain(submission.clause),
        "due_at": submission.due_at,
    }


def alert_triage(moderation: Moderation, submission: Submission) -> None:
    """Tell those who look first about an urgent or sensitive post; without a word of it."""
    if submission.route not in SENSITIVE:
        return
    for person in moderation.people.holding(Permission.SUBMISSION_TRIAGE):
        if person.id != submission.author_id:
            moderation.people.tell(
                person.id,
                f"{'Urgent: a' if submission.route is Route.URGENT else 'A'} post waits for you",
                "A post on the forum is held and needs you to look first. If anyone may be in "
                "immediate danger, ring 999: do not wait for the forum.",
                f"/moderation/submissions/{submission.id}",
            )


def withdraw(moderation: Moderation, subject: Subject, *, author: Actor) -> None:
    """The author takes down a version nobody has decided on. That settles it, unless urgent."""
    _take_back(moderation, subject, author, State.WITHDRAWN, channel=None)


def redirect(moderation: Moderation, subject: Subject, *, author: Actor, channel: str) -> None:
    """The author takes what they wrote to a better channel (clauses D2 to D6)."""
    _take_back(moderation, subject, author, State.REDIRECTED, channel=channel)


def _take_back(
    moderation: Moderation, subject: Subject, author: Actor, state: State, channel: str | None
) -> None:
    submission = queries.newest_submission(moderation.session, subject)
    takeable = (State.HELD, State.RETURNED, State.HIDDEN)
    if submission is None or submission.author_id != author.id or submission.state not in takeable:
        raise NotChanged("This post no longer waits, so there is nothing to take down.")
    content = moderation.content(subject)
    if submission.state is State.HIDDEN:
        content.withhold(subject.id, State.REMOVED)
    submission.state = state
    submission.due_at = still_due(submission)
    content.withhold(subject.id, state)
    moderation.audit(
        f"submission:{state}",
        actor=author,
        subject=subject,
        submission=submission.id,
        **({"channel": channel} if channel else {}),
    )


def deleted(moderation: Moderation, subject: Subject, *, author: Actor) -> None:
    """The author deleted what was published. What was reported is still looked at."""
    for submission in queries.live_submissions(moderation.session, subject):
        submission.state = State.WITHDRAWN
        submission.due_at = submission.due_at if has_open_reports(submission) else still_due(submission)
    moderation.audit("post:deleted", actor=author, subject=subject)


def has_open_reports(submission: Submission) -> bool:
    """Whether readers reported this version and nobody has answered."""
    return bool(submission.open_reports)


def reasons(matches: Sequence[MatchRecord]) -> list[str]:
    """Every reason once, in the order of the text."""
    return list(dict.fromkeys(match.why for match in matches))
