"""A case told from the beginning: what was posted, found, done and said, each in one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.appeals.models import Appeal
from moderation.cases.incidents.models import venue_in_words
from moderation.cases.models import FindingState, Measure, MeasureState
from moderation.cases.services import Case
from moderation.policy import Policy
from moderation.review.models import Submission
from moderation.review.states import DecisionKind

_DECIDED: Mapping[DecisionKind, str] = {
    DecisionKind.PUBLISH: "A post was published",
    DecisionKind.SEND_BACK: "A post was sent back",
    DecisionKind.DECLINE: "A post was declined",
    DecisionKind.REDIRECT: "A post was guided to a better place",
    DecisionKind.ESCALATE: "Help was asked for with a post",
}
_JUDGED: Mapping[FindingState, str] = {
    FindingState.CONFIRMED: "Found",
    FindingState.DECLINED: "Declined as a finding",
}
_BY_A_CHILD = " by a child"
_ENDED: Mapping[MeasureState, str] = {
    MeasureState.WITHDRAWN: "withdrawn",
    MeasureState.LIFTED: "ended early",
    MeasureState.REVERSED: "undone",
    MeasureState.OVERTURNED: "overturned on appeal",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when, what in a few words, and who did it. Never anybody's words."""

    at: datetime
    what: str
    who: str = ""


def timeline(
    case: Case, texts: Sequence[Submission], appeals: Sequence[Appeal], policy: Policy
) -> Sequence[Event]:
    """Everything that happened in a case, oldest first."""
    events = [
        *_about_posts(texts),
        *_about_incidents(case),
        *_about_findings(case, policy),
        *(event for measure in reversed(case.measures) for event in _about_measure(measure, policy)),
        *_about_concerns(case),
        *(event for appeal in reversed(appeals) for event in _about_appeal(appeal)),
    ]
    return sorted(events, key=lambda event: event.at)


def _about_posts(texts: Sequence[Submission]) -> Iterator[Event]:
    for text in texts:
        yield Event(text.submitted_at, f"Wrote in {text.place}", text.author_name)
        for decision in text.decisions:
            yield Event(decision.decided_at, _DECIDED[decision.kind], decision.decided_by_name)


def _about_incidents(case: Case) -> Iterator[Event]:
    for incident in case.incidents:
        where = venue_in_words(incident.venue)
        yield Event(incident.posted_at, f"Posted on {where}" + _BY_A_CHILD * incident.is_by_child)
        what = f"What was posted on {where} was put on record"
        yield Event(incident.recorded_at, what, incident.recorded_by_name)
        later = {(s.added_at, s.added_by_name or "") for s in incident.screenshots if s.added_at}
        for at, by in sorted(later):
            yield Event(at, f"Screenshots were added to what was posted on {where}", by)


def _about_findings(case: Case, policy: Policy) -> Iterator[Event]:
    for finding in (*case.findings, *case.unconfirmed):
        category = policy.categories.get(finding.category)
        what = f"{category.label if category else finding.category} ({finding.clause})"
        if finding.decided_at is None or finding.decided_at > finding.recorded_at:
            yield Event(finding.recorded_at, f"Proposed as a finding: {what}", finding.recorded_by_name)
        if finding.decided_at is not None:
            yield Event(
                finding.decided_at, f"{_JUDGED[finding.state]}: {what}", finding.decided_by_name or ""
            )
        if finding.overturned_at:
            yield Event(finding.overturned_at, f"No longer counts: {what}")


def _about_measure(measure: Measure, policy: Policy) -> Iterator[Event]:
    label = policy.measures[measure.kind].label
    if measure.approved_at is None or measure.approved_at > measure.proposed_at:
        yield Event(measure.proposed_at, f"{label} proposed", measure.proposed_by_name)
    if measure.approved_at is not None:
        yield Event(measure.approved_at, label, measure.approved_by_name or "")
    for reply in measure.replies:
        yield Event(reply.received_at, f"{label}: gave their side", measure.person_name)
    for answer in measure.answers:
        what = f"{label}: {answer.outcome.replace('_', ' ')}"
        yield Event(answer.recorded_at, what, answer.recorded_by_name)
    if measure.ended_at is not None:
        what = f"{label} {_ENDED[measure.state]}"
        yield Event(measure.ended_at, what, measure.ended_by_name or "")


def _about_appeal(appeal: Appeal) -> Iterator[Event]:
    yield Event(appeal.received_at, f"Appealed ({appeal.reference})", appeal.measure.person_name)
    if appeal.suspended_at is not None:
        what = "What was appealed against was suspended until the decision"
        yield Event(appeal.suspended_at, what, appeal.suspended_by_name or "")
    if appeal.decided_at is not None:
        what = f"The appeal was {'withdrawn' if appeal.outcome == 'withdrawn' else 'decided'}"
        yield Event(appeal.decided_at, what, appeal.decided_by_name or "")


def _about_concerns(case: Case) -> Iterator[Event]:
    for concern in case.concerns:
        yield Event(concern.noted_at, "A concern was noted", concern.noted_by_name)
        if concern.answered_at is not None:
            yield Event(concern.answered_at, "The concern was answered", concern.answered_by_name or "")
    if case.folder is not None and case.folder.closed_at is not None:
        yield Event(case.folder.closed_at, "The case was closed", case.folder.closed_by_name or "")
