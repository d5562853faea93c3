"""The sheet to take along to the police (H3): the ground used and the facts, and no opinion."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from moderation.cases.incidents.models import Incident
from moderation.cases.ladder import POLICE_GROUNDS
from moderation.cases.models import Finding, Measure, MeasureState
from moderation.cases.services import Case
from moderation.evidence.models import Disclosure
from moderation.evidence.pack import name_of_picture
from moderation.notices.paper import Paper
from moderation.policy import MeasureKind, Policy
from moderation.review.models import Submission
from moderation.review.states import State
from moderation.times import day_in_words, time_in_words

_TITLE = "Cover sheet for the police"
_NOT_RECORDED = "Not recorded"
# The policy's words name an example of a crime; which it may be is for the police alone to say.
_GROUNDS: Mapping[str, str] = {**POLICE_GROUNDS, "crime": "It may be a crime"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a cover sheet; `earlier` is what else was found of the same person."""

    measure: Measure
    case: Case
    versions: Sequence[Submission]
    incidents: Sequence[Incident]
    earlier: Sequence[Finding]
    packs: Sequence[Disclosure]
    made_at: datetime
    made_by: str


def cover_sheet(sheet: Sheet, policy: Policy) -> bytes:
    """The sheet as PDF."""
    paper = Paper(policy, _TITLE, sheet.made_at)
    paper.heading(_TITLE)
    paper.heading("If anyone is in immediate danger, ring 999 first.")
    for heading, words in _parts(sheet, policy):
        paper.heading(heading)
        paper.paragraph(words)
    paper.paragraph("Facts only. No opinion on guilt or on any offence.")
    return paper.made()


def _parts(sheet: Sheet, policy: Policy) -> Iterator[tuple[str, str]]:
    measure, school, told = sheet.measure, policy.school, sheet.measure.details
    prepared = time_in_words(sheet.made_at, school.zone)
    yield (
        "From",
        f"{school.name}, {school.office_phone}, {school.office_email}\n"
        f"Our reference {measure.reference or f'SG-{measure.id}'}. "
        f"Prepared {prepared} by {sheet.made_by}.",
    )
    yield "Who rang, and on which number", told.get("rang") or _NOT_RECORDED
    yield "Police reference", told.get("police_reference") or _NOT_RECORDED
    yield (
        "Why we are contacting you (a ground of our policy, not a conclusion of law)",
        _grounds(measure, policy),
    )
    yield "The facts", told.get("facts") or measure.reason
    yield "What was posted, word for word, where and when", _posted(measure.findings, sheet, policy)
    yield "Whose account", _account(sheet)
    yield "What the person it is about wants to happen", told.get("wishes") or _NOT_RECORDED
    yield (
        "Earlier, by the same person",
        _lines(_finding(finding, sheet, policy) for finding in sheet.earlier),
    )
    yield "What the school has done", _lines(_done(sheet, policy))
    yield "Has the author been told?", _told(measure)
    yield "Enclosed, with SHA-256", _lines(_enclosed(sheet))
    if sheet.packs:
        yield (
            "Packs of evidence made of this case",
            _lines(
                f"{day_in_words(pack.made_at, school.zone)}, for {pack.recipient}: seal {pack.seal}"
                for pack in sheet.packs
            ),
        )
    yield (
        "Left out",
        "Who reported it. Legal advice. Safeguarding records, which the school keeps apart.",
    )


def _grounds(measure: Measure, policy: Policy) -> str:
    chosen = [_GROUNDS[name] for name in measure.details.get("grounds", ()) if name in _GROUNDS]
    protected = sorted({ground for finding in measure.findings for ground in finding.grounds})
    labels = [policy.grounds[key].label for key in protected if key in policy.grounds]
    because = f"\nRecorded by us as because of: {', '.join(labels)}" if labels else ""
    return "\n".join(chosen) + f"\nPart {measure.clause} of our policy.{because}"


def _posted(findings: Sequence[Finding], sheet: Sheet, policy: Policy) -> str:
    return _lines(_finding(finding, sheet, policy) for finding in findings)


def _finding(finding: Finding, sheet: Sheet, policy: Policy) -> str:
    at = time_in_words(finding.posted_at, policy.school.zone)
    utc = f"{finding.posted_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    where = "on this forum" if finding.where == "here" else finding.where
    child = " A child may have written it." if finding.is_by_child else ""
    return f"{at} ({utc}), {where}{_visible(finding, sheet)}: “{finding.words}”{child}"


def _visible(finding: Finding, sheet: Sheet) -> str:
    version = next((each for each in sheet.versions if each.id == finding.submission_id), None)
    if version is None:
        return ""
    shows = version.state is State.PUBLISHED
    return ", which others can read now" if shows else ", which others cannot read now; we keep it"


def _account(sheet: Sheet) -> str:
    if not sheet.case.has_account:
        return f"{sheet.case.name}, as far as the school knows. No account on our forum."
    return (
        f"{sheet.case.name}, account {sheet.case.person_id}. Given by the school’s own invitation. "
        "Contact details are held and supplied on request."
    )


def _done(sheet: Sheet, policy: Policy) -> Iterator[str]:
    for measure in reversed(sheet.case.measures):
        stands = measure.state in (MeasureState.DECIDED, MeasureState.LIFTED)
        is_private = measure.kind is MeasureKind.LEGAL_ADVICE
        if stands and not is_private and measure.id != sheet.measure.id:
            day = day_in_words(measure.starts_at, policy.school.zone)
            yield f"{day}: {policy.measures[measure.kind].label} ({measure.clause})"


def _told(measure: Measure) -> str:
    told = "Yes." if measure.tells else "No."
    advice = measure.details.get("police_advice") or _NOT_RECORDED
    return f"{told} What you advised us about it: {advice}"


def _enclosed(sheet: Sheet) -> Iterator[str]:
    """The files as a pack of evidence names them, so that the same hashes stand in its manifest."""
    for version in sheet.versions:
        yield f"posts/{version.id}.txt {_sha256(version.text)}"
    for incident in sheet.incidents:
        yield f"elsewhere/{incident.id}.txt {_sha256(incident.text)}"
        for picture in incident.screenshots:
            yield f"{name_of_picture(picture)} {picture.sha256}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(lines) or "Nothing"
