"""Every read for a pack of evidence."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload, undefer

from moderation.cases.incidents.models import Incident, Screenshot
from moderation.cases.models import Finding
from moderation.cases.services import Case
from moderation.evidence.models import Disclosure, LegalHold
from moderation.records.models import AuditEntry
from moderation.review.models import Submission

_OTHER_PEOPLES = ("submission:reported", "worry:", "triage:", "connection:")


def disclosures_of(session: Session, person_id: str) -> Sequence[Disclosure]:
    """The packs made of this person's case, newest first."""
    return session.scalars(
        sa.select(Disclosure).where(Disclosure.person_id == person_id).order_by(Disclosure.id.desc())
    ).all()


def open_hold(session: Session, person_id: str) -> LegalHold | None:
    """The legal hold on this person's records, if there is one now."""
    return session.scalar(
        sa.select(LegalHold).where(LegalHold.person_id == person_id, LegalHold.ended_at.is_(None))
    )


def versions_found_about(session: Session, findings: Collection[Finding]) -> Sequence[Submission]:
    """Every version, as it was judged, of each post that these findings rest on."""
    found = sa.select(Submission.subject_kind, Submission.subject_id).where(
        Submission.id.in_({finding.submission_id for finding in findings if finding.submission_id})
    )
    return session.scalars(
        sa.select(Submission)
        .where(sa.tuple_(Submission.subject_kind, Submission.subject_id).in_(found))
        .order_by(Submission.id)
        .options(selectinload(Submission.matches), selectinload(Submission.decisions))
    ).all()


def screenshots_of(session: Session, incidents: Collection[Incident]) -> Sequence[Screenshot]:
    """The pictures of these incidents, with what is in them."""
    return session.scalars(
        sa.select(Screenshot)
        .where(Screenshot.incident_id.in_({incident.id for incident in incidents}))
        .order_by(Screenshot.id)
        .options(undefer(Screenshot.image))
    ).all()


def entries_about(
    session: Session, case: Case, submissions: Collection[Submission]
) -> Iterator[AuditEntry]:
    """The audit entries about this case and about these versions, oldest first.

    Not who reported a post, who was worried about a child or what became of that, nor whom anybody
    is connected to: those are other people's.
    """
    about = {(each.subject_kind, each.subject_id) for each in submissions}
    measures = {measure.id for measure in case.measures}
    findings = {finding.id for finding in (*case.findings, *case.unconfirmed)}
    for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).yield_per(500):
        is_theirs = (
            entry.detail.get("person") == case.person_id
            or entry.detail.get("measure") in measures
            or entry.detail.get("finding") in findings
            or (entry.subject_kind, entry.subject_id) in about
        )
        if is_theirs and not entry.action.startswith(_OTHER_PEOPLES):
            yield entry
