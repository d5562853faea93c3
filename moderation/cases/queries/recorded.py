"""What is on record about a person: findings, measures, and what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from moderation.cases.incidents.models import Incident
from moderation.cases.ladder import CaseFacts, FindingFact, MeasureFact
from moderation.cases.models import (
    CaseFile,
    Concern,
    Finding,
    FindingState,
    Measure,
    MeasureState,
    Outcome,
    Override,
    OverrideKind,
    Reply,
    Translation,
)
from moderation.host import Subject
from moderation.notices.models import Notice
from moderation.policy import MeasureKind
from moderation.records.audit import take_turn
from moderation.review.models import Submission
from moderation.review.states import State

PEOPLE_SHOWN = 100
# What was undone a moment after it was done is as if it had never been.
_STANDS = Measure.undone_at.is_(None)
NOT_COUNTED = (MeasureState.REVERSED, MeasureState.OVERTURNED, MeasureState.WITHDRAWN)


def unanswered_by_now(session: Session, kind: MeasureKind, now: datetime) -> Sequence[Measure]:
    """Decided measures of this kind that should have had an answer and have none but silence.

    The rows are the caller's until the transaction ends; one that is being changed is left out.
    """
    return session.scalars(
        sa.select(Measure)
        .where(Measure.kind == kind, Measure.state == MeasureState.DECIDED, Measure.due_at <= now)
        .where(sa.or_(Measure.outcome.is_(None), Measure.outcome == Outcome.NO_REPLY), _STANDS)
        .order_by(Measure.id)
        .with_for_update(of=Measure, key_share=True, skip_locked=True)
    ).all()


def findings_of(session: Session, person_id: str) -> Sequence[Finding]:
    """This person's findings, newest first: those that count, and those that do not (see `facts`)."""
    return session.scalars(
        sa.select(Finding).where(Finding.person_id == person_id).order_by(Finding.id.desc())
    ).all()


def finding_to_decide(session: Session, finding_id: int) -> Finding | None:
    """One finding, locked until the transaction ends."""
    take_turn(session)
    return session.scalar(
        sa.select(Finding)
        .where(Finding.id == finding_id)
        .with_for_update(of=Finding)
        .execution_options(populate_existing=True)
    )


def measures_of(session: Session, person_id: str) -> Sequence[Measure]:
    """This person's measures, newest first, with what they rest on."""
    return session.scalars(
        sa.select(Measure)
        .where(Measure.person_id == person_id, _STANDS)
        .order_by(Measure.id.desc())
        .options(
            selectinload(Measure.findings), selectinload(Measure.answers), selectinload(Measure.replies)
        )
    ).all()


def person_of(session: Session, measure_id: int) -> str | None:
    """Whom a measure concerns."""
    return session.scalar(sa.select(Measure.person_id).where(Measure.id == measure_id, _STANDS))


def measure(session: Session, measure_id: int) -> Measure | None:
    """One measure, as it stands."""
    return session.scalar(sa.select(Measure).where(Measure.id == measure_id, _STANDS))


def measure_to_change(session: Session, measure_id: int) -> Measure | None:
    """One measure, locked until the transaction ends."""
    take_turn(session)
    return session.scalar(
        sa.select(Measure)
        .where(Measure.id == measure_id, _STANDS)
        .options(selectinload(Measure.findings))
        .with_for_update(of=Measure)
        .execution_options(populate_existing=True)
    )


def light_steps_of(session: Session, person_id: str) -> Sequence[Measure]:
    """The talks with this person and the requests to them that stand, oldest first."""
    return session.scalars(
        sa.select(Measure)
        .where(
            Measure.person_id == person_id,
            _STANDS,
            Measure.kind.in_((MeasureKind.INFORMAL_DISCUSSION, MeasureKind.REMOVAL_REQUEST)),
            Measure.state == MeasureState.DECIDED,
        )
        .order_by(Measure.starts_at, Measure.id)
    ).all()


def open_requests_about(session: Session, person_id: str, subject: Subject) -> Sequence[Measure]:
    """The requests to this person to take down this very post that nobody has answered yet."""
    about_it = sa.select(Submission.id).where(
        Submission.subject_kind == subject.kind, Submission.subject_id == subject.id
    )
    return session.scalars(
        sa.select(Measure).where(
            Measure.person_id == person_id,
            _STANDS,
            Measure.kind == MeasureKind.REMOVAL_REQUEST,
            Measure.state == MeasureState.DECIDED,
            sa.or_(Measure.outcome.is_(None), Measure.outcome == Outcome.NO_REPLY),
            Measure.findings.any(Finding.submission_id.in_(about_it)),
        )
    ).all()


def replies_to(session: Session, measure_id: int) -> Sequence[Reply]:
    """What a measure's person has said of it, oldest first."""
    return session.scalars(
        sa.select(Reply).where(Reply.measure_id == measure_id).order_by(Reply.id)
    ).all()


def case_file(session: Session, person_id: str) -> CaseFile | None:
    """The newest folder of this person's case."""
    return session.scalar(
        sa.select(CaseFile).where(CaseFile.person_id == person_id).order_by(CaseFile.id.desc()).limit(1)
    )


def waiting_override(session: Session, person_id: str, kind: OverrideKind) -> Override | None:
    """What somebody has proposed of this kind and nobody has agreed to yet."""
    return session.scalar(
        sa.select(Override).where(
            Override.person_id == person_id, Override.kind == kind, Override.agreed_at.is_(None)
        )
    )


def concerns_of(session: Session, person_id: str) -> Sequence[Concern]:
    """What worries this person, oldest first."""
    return session.scalars(
        sa.select(Concern)
        .where(Concern.person_id == person_id, Concern.undone_at.is_(None))
        .order_by(Concern.id)
    ).all()


def concern(session: Session, concern_id: int) -> Concern | None:
    """One concern, locked until the transaction ends."""
    take_turn(session)
    return session.scalar(
        sa.select(Concern).where(Concern.id == concern_id, Concern.undone_at.is_(None)).with_for_update()
    )


def notice_about(session: Session, measure_id: int, notice_id: int) -> Notice | None:
    """One of the letters about a measure."""
    return session.scalar(
        sa.select(Notice).where(
            Notice.id == notice_id, Notice.measure_id == measure_id, Notice.undone_at.is_(None)
        )
    )


def notices_of(session: Session, measures: Sequence[Measure]) -> dict[int, list[Notice]]:
    """What was sent about each of these measures, oldest first."""
    found: dict[int, list[Notice]] = {measure.id: [] for measure in measures}
    wanted = sa.select(Notice).where(Notice.measure_id.in_(found), Notice.undone_at.is_(None))
    for notice in session.scalars(wanted.order_by(Notice.id)):
        if notice.measure_id is not None:
            found[notice.measure_id].append(notice)
    return found


def has_written(session: Session, person_id: str) -> bool:
    """Whether this person ever submitted anything."""
    return session.scalar(sa.select(sa.exists().where(Submission.author_id == person_id))) or False


def submission(session: Session, submission_id: int) -> Submission | None:
    """One submission, as it was judged."""
    return session.get(Submission, submission_id)


def facts(findings: Sequence[Finding], measures: Sequence[Measure]) -> CaseFacts:
    """What counts, as the ladder takes it: nothing undone, overturned or withdrawn."""
    return CaseFacts(
        findings=[
            FindingFact(
                f.id,
                f.posted_at,
                f.venue,
                f.submission_id,
                is_own_act=not f.is_by_child or bool(f.counts_why),
                is_read_by_a_person=f.translation is not Translation.MACHINE,
            )
            for f in findings
            if f.state is FindingState.CONFIRMED and f.overturned_at is None
        ],
        measures=[
            MeasureFact(
                kind=m.kind,
                at=m.starts_at,
                decided_at=m.approved_at,
                outcome=m.outcome,
                ends_at=m.ends_at,
                is_ended=m.state is MeasureState.LIFTED,
                finding_ids=frozenset(f.id for f in m.findings),
            )
            for m in measures
            if m.state not in NOT_COUNTED
        ],
    )


@dataclass(frozen=True, slots=True)
class PersonOnRecord:
    """Somebody with anything on record, for the list."""

    person_id: str
    name: str
    judged: int
    findings: int
    measures: int
    to_confirm: int


def people_on_record(session: Session, name_contains: str) -> Sequence[PersonOnRecord]:
    """People with a finding, a measure, or something held or taken down; those with most first."""
    judged = sa.or_(Submission.rank < 3, Submission.state != State.PUBLISHED)
    names = sa.union(
        sa.select(Submission.author_id.label("id"), Submission.author_name.label("name")).where(judged),
        sa.select(Finding.person_id, Finding.person_name),
        sa.select(Incident.person_id, Incident.person_name),
        sa.select(Measure.person_id, Measure.person_name).where(_STANDS),
    ).subquery()
    one = sa.select(names.c.id, sa.func.max(names.c.name).label("name")).group_by(names.c.id).subquery()
    texts = _count(Submission.id, sa.and_(Submission.author_id == one.c.id, judged))
    found = _count(
        Finding.id,
        sa.and_(Finding.person_id == one.c.id, Finding.state == FindingState.CONFIRMED),
    )
    proposed = _count(
        Finding.id, sa.and_(Finding.person_id == one.c.id, Finding.state == FindingState.PROPOSED)
    )
    taken = _count(Measure.id, sa.and_(Measure.person_id == one.c.id, _STANDS))
    query = (
        sa.select(one.c.id, one.c.name, texts, found, taken, proposed)
        .order_by(proposed.desc(), taken.desc(), found.desc(), texts.desc(), one.c.name)
        .limit(PEOPLE_SHOWN)
    )
    if name_contains:
        query = query.where(one.c.name.icontains(name_contains, autoescape=True))
    return [PersonOnRecord(*row) for row in session.execute(query)]


def _count(
    column: sa.orm.InstrumentedAttribute[int], where: sa.ColumnElement[bool]
) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count(column)).where(where).scalar_subquery()
