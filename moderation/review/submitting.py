"""Offering a text for publication: it shows at once or waits for a person, and is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moderation import clock
from moderation.errors import NotChanged, Refused, Restricted
from moderation.host import Actor, Description, Subject
from moderation.notices import services as notices
from moderation.policy import Route, Ruling
from moderation.policy.routes import WEIGHT
from moderation.review import queries
from moderation.review.alerting import alert_desk, told, wait_for_a_person
from moderation.review.desks import is_sensitive, send_past_the_head
from moderation.review.judging import ruling_on
from moderation.review.models import Conflict, MatchRecord, Stake, Submission
from moderation.review.named import LEAVE_OUT, Named, mark_children, who_is_named
from moderation.review.routes import RANK, SENSITIVE
from moderation.review.states import State
from moderation.review.taking_back import still_due
from moderation.screening import Match

if TYPE_CHECKING:
    from moderation.extension import Moderation

_FINAL = frozenset({State.DECLINED, State.REMOVED, State.WITHDRAWN, State.REDIRECTED})


def submit(moderation: Moderation, subject: Subject, text: str, *, author: Actor) -> Submission:
    """Offer one version of a text: it is published at once or held for a person, and never lost.

    Raises `Restricted` when a restriction in force does not allow it, `NotChanged` when what became
    of the subject's last version is final and readers see no other, and `Refused` when there is
    nothing to judge.
    """
    _check_text(text)
    description = moderation.content(subject).describe(subject.id)
    limits = moderation.limits_for(author.id)
    refusal = limits.refusal(opens_thread=description.opens_thread, area=description.area)
    if refusal:
        raise Restricted(refusal)
    # Before it is our turn, so that others need not wait while a text is read.
    matches = moderation.screen(text)
    earlier = queries.newest_submission(moderation.session, subject)
    seen = queries.published_submissions(moderation.session, subject)
    if earlier and earlier.state in _FINAL and not seen:
        raise NotChanged(
            "What became of this post is settled, so it can't be changed any more. "
            "You can write a new post, or ask the school to look again."
        )
    before = [*([earlier] if earlier else []), *seen]
    ruling = ruling_on(moderation, matches, description, before, is_premoderated=limits.premoderate)
    named = who_is_named(moderation, text)
    submission = _record(moderation, subject, text, author, description, ruling)
    _note_who_is_concerned(moderation, submission, named, earlier)
    if earlier:
        _follow(moderation, submission, earlier)
    if ruling.route in (Route.PUBLISH, Route.NUDGE):
        _publish(moderation, submission)
    else:
        mark_children(submission, named.children)
        if named.children:
            submission.why = f"{submission.why} {LEAVE_OUT}"
        if named.has_head:
            send_past_the_head(moderation, submission)
        _hold(moderation, submission, author, description)
    return submission


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused({"text": "Write something first."})
    if "\x00" in text:
        raise Refused({"text": "There is a character in it that can't be kept. Please type it again."})


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
    return submission


def _note_who_is_concerned(
    moderation: Moderation, submission: Submission, named: Named, earlier: Submission | None
) -> None:
    stakes = dict(queries.stakes_in(moderation.session, earlier)) if earlier else {}
    stakes |= dict.fromkeys(named.ids, Stake.NAMED)
    stakes[submission.author_id] = Stake.AUTHOR
    for person, stake in stakes.items():
        moderation.session.add(Conflict(submission_id=submission.id, person_id=person, stake=stake))


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
    submission.for_chair = earlier.for_chair and is_sensitive(submission)
    if earlier.state is State.RETURNED and submission.route not in SENSITIVE:
        _tell_who_sent_it_back(moderation, submission, earlier)
    if earlier.state in (State.HELD, State.RETURNED, State.HIDDEN):
        earlier.state = State.SUPERSEDED
        earlier.due_at = still_due(earlier)


def _tell_who_sent_it_back(moderation: Moderation, submission: Submission, earlier: Submission) -> None:
    sent_back_by = earlier.decisions[-1].decided_by_id
    if not queries.concerned(moderation.session, submission.id, [sent_back_by]):
        moderation.people.tell(
            sent_back_by,
            "A post you sent back has been changed",
            "Its author has changed it and sent it again. It waits in the queue.",
            f"/moderation/submissions/{submission.id}",
        )


def _publish(moderation: Moderation, submission: Submission) -> None:
    # The turn in the log comes before anything of the host's, as it does where a person decides:
    # taken the other way round, two at once could each hold what the other waits for.
    moderation.audit(
        "submission:published", actor=None, subject=submission.subject, submission=submission.id
    )
    moderation.content(submission.subject).publish(submission.subject_id, submission.text)
    for replaced in supersede_published(moderation, submission):
        _take_over_reports(submission, replaced)


def supersede_published(moderation: Moderation, submission: Submission) -> Sequence[Submission]:
    """Mark the versions that readers saw until now as replaced by this one, and give them back."""
    found = queries.published_submissions(moderation.session, submission.subject)
    replaced = [other for other in found if other.id != submission.id]
    for other in replaced:
        other.state = State.SUPERSEDED
    return replaced


def _take_over_reports(submission: Submission, replaced: Submission) -> None:
    """Let what readers reported be looked at in the words that show now: an edit is no answer."""
    if not replaced.open_reports:
        return
    for report in replaced.open_reports:
        report.submission = submission
    for match in [match for match in replaced.matches if match.detector == "report"]:
        submission.matches.append(
            MatchRecord(
                category=match.category, detector="report", start=0, end=0, words="", why=match.why
            )
        )
    submission.due_at, submission.waits_since = replaced.due_at, replaced.waits_since
    submission.rank = min(submission.rank, replaced.rank)
    submission.route = max(submission.route, replaced.route, key=WEIGHT.__getitem__)
    if submission.category is None:
        submission.category, submission.clause = replaced.category, replaced.clause
    submission.for_chair = replaced.for_chair
    replaced.due_at = still_due(replaced)


def _hold(
    moderation: Moderation, submission: Submission, author: Actor, description: Description
) -> None:
    submission.state = State.HELD
    wait_for_a_person(moderation, submission, submission.route)
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
    alert_desk(moderation, submission)
