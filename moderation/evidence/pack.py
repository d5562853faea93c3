"""A case as a ZIP file that anybody can check without this software: `sha256sum -c manifest`."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.appeals.models import OUTCOME_WORDS, Appeal
from moderation.cases.incidents.models import Incident, Screenshot
from moderation.cases.models import Finding, Measure
from moderation.cases.services import Case
from moderation.cases.timeline import Event
from moderation.host import PictureShown
from moderation.notices.models import Notice
from moderation.notices.paper import Paper, letter
from moderation.policy import MeasureKind, Policy
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from moderation.times import time_in_words

MANIFEST = "manifest-sha256.txt"
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_READ_ME = """Evidence of one case
====================

Made on {made_at} by {made_by} for {recipient}: {purpose}
Policy: {policy}

case.pdf          the case to read: what was posted, found, done and said, in order
posts/            every version of each post a finding rests on, exactly as it was judged, as plain
                  text, with its pictures; beside each a .json with when, where, what was seen in it
                  and decided
elsewhere/        what was posted on other sites, as it was captured, with its pictures
appeals/          what was appealed against and how it was answered
letters/          every letter as it was sent, as plain text and as PDF
audit.jsonl       the entries of the audit log about it; each holds the hash of the one before it
{manifest}  the SHA-256 of every other file here

To check that nothing was changed, in the folder where this was unpacked:

    sha256sum -c {manifest}          (Linux)
    shasum -a 256 -c {manifest}      (macOS)
    certutil -hashfile FILE SHA256            (Windows, one file at a time)

The SHA-256 of {manifest} itself is the seal of this pack. The school keeps it on record with
the name of whoever made the pack; ask for it and compare.

Left out: who reported what, and worries about a child. {left_out}
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a pack."""

    case: Case
    events: Sequence[Event]
    versions: Sequence[Submission]
    appeals: Sequence[Appeal]
    screenshots: Sequence[Screenshot]
    pictures: Mapping[int, Sequence[PictureShown]]
    notices: Sequence[Notice]
    entries: Iterable[AuditEntry]
    made_at: datetime
    made_by: str
    recipient: str
    purpose: str


def packed(contents: Contents, policy: Policy) -> tuple[bytes, str]:
    """The ZIP file, and its seal: the SHA-256 of the manifest."""
    files = dict(_files(contents, policy))
    manifest = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*sorted(files.items()), (MANIFEST, manifest)):
            archive.writestr(zipfile.ZipInfo(name, _moment(contents.made_at)), content)
    return whole.getvalue(), hashlib.sha256(manifest).hexdigest()


def name_of_picture(picture: Screenshot) -> str:
    """What a pack calls this screenshot."""
    extension = _EXTENSIONS[picture.media_type]
    return f"elsewhere/{picture.incident_id}-{picture.id}.{extension}"


def _moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _files(contents: Contents, policy: Policy) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", _read_me(contents, policy).encode()
    yield "case.pdf", _readable(contents, policy)
    for version in contents.versions:
        yield f"posts/{version.id}.txt", version.text.encode()
        yield f"posts/{version.id}.json", _json(_about_version(version))
        for number, shown in enumerate(contents.pictures[version.id], 1):
            yield f"posts/{version.id}-{number}.{_EXTENSIONS[shown.media_type]}", shown.image
    for appeal in contents.appeals:
        yield f"appeals/{appeal.id}.txt", _appeal_in_words(appeal, policy).encode()
    for incident in contents.case.incidents:
        yield f"elsewhere/{incident.id}.txt", incident.text.encode()
        yield f"elsewhere/{incident.id}.json", _json(_about_incident(incident))
    for picture in contents.screenshots:
        yield name_of_picture(picture), picture.image
    for notice in contents.notices:
        yield f"letters/{notice.reference}.txt", f"{notice.subject}\n\n{notice.body}".encode()
        yield f"letters/{notice.reference}.pdf", letter(notice, policy)
    yield "audit.jsonl", b"".join(_json(_about_entry(entry)) for entry in contents.entries)


def _read_me(contents: Contents, policy: Policy) -> str:
    advice = [m for m in contents.case.measures if m.kind is MeasureKind.LEGAL_ADVICE]
    return _READ_ME.format(
        made_at=time_in_words(contents.made_at, policy.school.zone),
        made_by=contents.made_by,
        recipient=contents.recipient,
        purpose=contents.purpose,
        policy=f"{policy.title} ({policy.version})",
        manifest=MANIFEST,
        left_out=f"What was asked of legal advisers and answered ({len(advice)} on record): it is "
        "privileged."
        if advice
        else "",
    )


def _readable(contents: Contents, policy: Policy) -> bytes:
    case, zone = contents.case, policy.school.zone
    paper = Paper(policy, f"Case of {case.name}", contents.made_at)
    paper.heading(f"Case of {case.name}")
    made = time_in_words(contents.made_at, zone)
    paper.paragraph(f"Made on {made} by {contents.made_by} for {contents.recipient}: {contents.purpose}")
    paper.heading("All that happened, in order")
    paper.listed(
        f"{time_in_words(event.at, zone)}: {event.what}{f' ({event.who})' if event.who else ''}"
        for event in contents.events
    )
    paper.heading("What was found")
    for finding in case.findings:
        paper.paragraph(_finding_in_words(finding, policy))
    paper.heading("What was done")
    for measure in reversed(case.measures):
        paper.paragraph(_measure_in_words(measure, policy))
    for appeal in contents.appeals:
        paper.heading(f"Appeal {appeal.reference}")
        paper.paragraph(_appeal_in_words(appeal, policy))
    for version in contents.versions:
        paper.heading(f"Post {version.subject_id}, version {version.id}, as it was judged")
        at = time_in_words(version.submitted_at, zone)
        paper.paragraph(f"{at}, {version.place}, {version.author_name}\n{version.text}")
    for incident in case.incidents:
        paper.heading(f"Elsewhere: {incident.venue}, as it was captured")
        at = time_in_words(incident.posted_at, zone)
        paper.paragraph(f"{at} {incident.address}\n{incident.text}")
    return paper.made()


def _finding_in_words(finding: Finding, policy: Policy) -> str:
    category = policy.categories.get(finding.category)
    over = " It no longer counts." if finding.overturned_at else ""
    return (
        f"{category.label if category else finding.category} (part {finding.clause}): "
        f"“{finding.words}” {finding.reason} Recorded by {finding.recorded_by_name}.{over}"
    )


def _measure_in_words(measure: Measure, policy: Policy) -> str:
    zone, label = policy.school.zone, policy.measures[measure.kind].label
    when = time_in_words(measure.starts_at, zone)
    if measure.kind is MeasureKind.LEGAL_ADVICE:
        return f"{label} ({measure.clause}), {when}. Privileged."
    lines = [f"{label} ({measure.clause}), {when}: {measure.reason}"]
    if measure.ends_at:
        lines.append(f"Until {time_in_words(measure.ends_at, zone)}.")
    if measure.overridden:
        lines.append(f"Gone past: {', '.join(measure.overridden)}. {measure.override_reason}")
    lines += [f"{answer.outcome}: {answer.note}".strip(": ") for answer in measure.answers]
    lines += [f"Their side: {reply.text}" for reply in measure.replies]
    decided = measure.approved_by_name or "nobody yet"
    lines.append(f"Proposed by {measure.proposed_by_name}, decided by {decided}; {measure.state}.")
    return "\n".join(lines)


def _appeal_in_words(appeal: Appeal, policy: Policy) -> str:
    zone = policy.school.zone
    lines = [f"Received {time_in_words(appeal.received_at, zone)}:", appeal.text]
    if appeal.why_late:
        lines.append(f"Why it came late: {appeal.why_late}")
    if appeal.suspended_at is not None:
        since = time_in_words(appeal.suspended_at, zone)
        lines += [
            f"Suspended until the decision. {appeal.suspended_by_name}, {since}:",
            appeal.suspension_reason,
        ]
    if appeal.decided_at is not None and appeal.outcome is not None:
        decided = time_in_words(appeal.decided_at, zone)
        lines += [
            f"{OUTCOME_WORDS[appeal.outcome]}. {appeal.decided_by_name}, {decided}:",
            appeal.answer,
        ]
    return "\n".join(lines) + "\n"


def _about_version(version: Submission) -> Mapping[str, object]:
    return {
        "post": f"{version.subject_kind}/{version.subject_id}",
        "version": version.id,
        "author": version.author_name,
        "title": version.title,
        "place": version.place,
        "submitted_at": version.submitted_at.isoformat(),
        "policy": version.policy_hash,
        "state": version.state,
        "seen": [
            {"category": m.category, "by": m.detector, "words": m.words, "why": m.why}
            for m in version.matches
            if m.detector != "report"
        ],
        "decided": [
            {"what": d.kind, "by": d.decided_by_name, "at": d.decided_at.isoformat(), "told": d.reason}
            for d in version.decisions
        ],
    }


def _about_incident(incident: Incident) -> Mapping[str, object]:
    return {
        "venue": incident.venue,
        "address": incident.address,
        "posted_at": incident.posted_at.isoformat(),
        "written_by": incident.written_by,
        "recorded_by": incident.recorded_by_name,
        "recorded_at": incident.recorded_at.isoformat(),
        "pictures": [
            {
                "file": f"{picture.incident_id}-{picture.id}",
                "as_it_came_sha256": picture.original_sha256,
                "added_by": picture.added_by_name or incident.recorded_by_name,
                "added_at": (picture.added_at or incident.recorded_at).isoformat(),
            }
            for picture in incident.screenshots
        ],
    }


def _about_entry(entry: AuditEntry) -> Mapping[str, object]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _json(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n").encode()
