"""The case page, put together from what is on record and whatever form is being mended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_wtf import FlaskForm

from moderation import clock
from moderation.appeals.models import OUTCOME_WORDS as OUTCOME_WORDS_OF_APPEALS
from moderation.appeals.queries import appeals_of
from moderation.cases import queries, services
from moderation.cases.forms import (
    HEARD_BY_WORDS,
    LIMIT_WORDS,
    OUTCOME_WORDS,
    AnswerForm,
    AstrayForm,
    CloseForm,
    ConcernForm,
    FindingForm,
    IncidentForm,
    MeasureForm,
    ReasonForm,
    ReplyForm,
    ScreenshotsForm,
    UndoForm,
)
from moderation.cases.incidents import queries as incident_queries
from moderation.cases.incidents.models import Incident, venue_in_words
from moderation.cases.ladder import DETAILS, HEARD_FIRST, LIMITED, POLICE_GROUNDS
from moderation.cases.models import Finding, Measure, OverrideKind
from moderation.cases.timeline import timeline
from moderation.current import current_moderation
from moderation.host import Actor
from moderation.permissions import Permission
from moderation.policy import THIS_FORUM, MeasureKind, Policy
from moderation.review import desks
from moderation.review import queries as review
from moderation.review.models import Submission

TITLE_SHOWN = 70
Mended = AnswerForm | AstrayForm | ReasonForm | ReplyForm | ConcernForm | CloseForm | ScreenshotsForm


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form on the page that comes back with what to mend: what it does, and to which thing."""

    act: str
    about: int
    form: Mended


def case_page(
    person_id: str,
    *,
    viewer: Actor,
    finding: FindingForm | None = None,
    incident: IncidentForm | None = None,
    measure: MeasureForm | None = None,
    opened: OpenForm | None = None,
    letter: tuple[str, str] | None = None,
) -> str:
    """The page of one person's case; a form given is shown open, its text kept."""
    moderation = current_moderation()
    found = services.case_for(moderation, person_id, viewer=viewer)
    texts, hidden = _readable(review.judged_texts_of(moderation.session, person_id), viewer)
    incidents = _readable_incidents(found.incidents, viewer)
    not_theirs = _not_theirs([*found.findings, *found.unconfirmed], incidents, viewer)
    offered = [finding for finding in found.findings if finding.id not in not_theirs]
    posts = [(str(text.id), f"{text.submitted_at:%d %b}: {text.text[:TITLE_SHOWN]}") for text in texts]
    notices = queries.notices_of(moderation.session, found.measures)
    appeals = appeals_of(moderation.session, person_id)
    return render_template(
        "moderation/cases/case.html",
        case=found,
        viewer=viewer,
        texts=texts,
        hidden=hidden,
        incidents=incidents,
        venue_in_words=venue_in_words,
        incident_form=(incident or IncidentForm(formdata=None)).offer(moderation.policy),
        not_theirs=not_theirs,
        timeline=timeline(found, texts, appeals, moderation.policy),
        finding_form=(finding or FindingForm(formdata=None)).offer(
            moderation.policy, posts, _choices(incidents)
        ),
        forms=_measure_forms(measure, offered),
        measure_form=measure,
        opened=opened,
        reopening=queries.waiting_override(moderation.session, person_id, OverrideKind.REOPENING),
        opened_form=_offered(opened, found.measures),
        answer_forms={kind: AnswerForm(formdata=None).offer(kind) for kind in services.OUTCOMES},
        reply_form=ReplyForm(formdata=None).offer(),
        limit_words=LIMIT_WORDS,
        reason_form=ReasonForm(formdata=None),
        undo_form=UndoForm(formdata=None),
        astray_form=AstrayForm(formdata=None),
        screenshots_form=ScreenshotsForm(formdata=None),
        concern_form=ConcernForm(formdata=None),
        close_form=CloseForm(formdata=None).offer(),
        open_kind=measure.kind() if measure else None,
        letter=letter,
        in_force=queries.measures_in_force(moderation.session, person_id, clock.now()),
        suspended=queries.measures_suspended(moderation.session, person_id, clock.now()),
        earlier=_earlier_policy(texts, incidents),
        policy_under=moderation.policy_under,
        awaiting=[each.id for each in found.measures if services.is_awaiting(each)],
        notices=notices,
        appeals=appeals,
        appeal_words=OUTCOME_WORDS_OF_APPEALS,
        may_export=moderation.people.may(viewer.id, Permission.EVIDENCE_EXPORT),
        may_enter_appeals=moderation.people.may(viewer.id, Permission.APPEAL_ENTER),
        may_read_privileged=moderation.people.may(viewer.id, Permission.PRIVILEGED_READ),
        lasting=services.LASTING,
        answered=services.OUTCOMES,
        outcome_words=OUTCOME_WORDS,
        heard_by_words=HEARD_BY_WORDS,
        police_grounds=POLICE_GROUNDS,
        details=DETAILS,
        heard_first=HEARD_FIRST,
        limited=LIMITED,
        now=clock.now(),
    )


def _earlier_policy(texts: Sequence[Submission], incidents: Sequence[Incident]) -> Policy | None:
    """The newest version but the one in force under which any of these was posted, if any was."""
    moderation = current_moderation()
    hashes = [text.policy_hash for text in texts] + [each.policy_hash for each in incidents]
    found = next((each for each in hashes if each != moderation.policy.hash), None)
    return moderation.policy_under(found) if found else None


def _measure_forms(
    mended: MeasureForm | None, offered: Sequence[Finding]
) -> Mapping[MeasureKind, MeasureForm]:
    """A form for every step of the ladder; the one being mended in its place."""
    policy = current_moderation().policy
    kind_mended = mended.kind() if mended else None
    return {
        kind: (
            mended
            if mended and kind is kind_mended
            else MeasureForm(formdata=None, **_begun(kind, offered))
        ).offer(policy, offered, kind)
        for kind in MeasureKind
    }


def _begun(kind: MeasureKind, offered: Sequence[Finding]) -> Mapping[str, str]:
    """What a form begins with: a letter to another site, with what the newest finding there knows."""
    if kind is not MeasureKind.HOST_COMPLAINT:
        return {}
    elsewhere = (f for f in offered if f.venue != THIS_FORUM and f.overturned_at is None)
    newest = next(elsewhere, None)
    if newest is None:
        return {}
    return {"address": newest.incident.address if newest.incident else "", "quote": newest.words}


def _offered(opened: OpenForm | None, measures: Sequence[Measure]) -> FlaskForm | None:
    """The form being mended, with its choices."""
    if opened is None:
        return None
    if isinstance(opened.form, AnswerForm):
        return opened.form.offer(next(m.kind for m in measures if m.id == opened.about))
    if isinstance(opened.form, ReplyForm | CloseForm):
        return opened.form.offer()
    return opened.form


def _readable(texts: Sequence[Submission], viewer: Actor) -> tuple[list[Submission], int]:
    """What this viewer may read of somebody's texts, and how many are for others."""
    moderation = current_moderation()
    reader = desks.reader(moderation, viewer.id)
    others = review.not_for(moderation.session, [text.id for text in texts], reader)
    readable = [text for text in texts if text.id not in others]
    return readable, len(texts) - len(readable)


def _readable_incidents(incidents: Sequence[Incident], viewer: Actor) -> list[Incident]:
    """What this viewer may read of what was posted elsewhere."""
    ids = [incident.id for incident in incidents]
    others = incident_queries.not_for(current_moderation().session, ids, viewer.id)
    return [incident for incident in incidents if incident.id not in others]


def _choices(incidents: Sequence[Incident]) -> list[tuple[str, str]]:
    return [
        (
            str(incident.id),
            f"{incident.posted_at:%d %b}, {venue_in_words(incident.venue)}: "
            f"{incident.text[:TITLE_SHOWN]}",
        )
        for incident in incidents
    ]


def _not_theirs(
    findings: Sequence[Finding], readable: Sequence[Incident], viewer: Actor
) -> Collection[int]:
    """The findings about posts by, about or reported by this viewer, who must not read their words."""
    about = {finding.id: finding.submission_id for finding in findings}
    concerned = [submission for submission in about.values() if submission is not None]
    moderation = current_moderation()
    reader = desks.reader(moderation, viewer.id)
    others = review.not_for(moderation.session, concerned, reader)
    incidents = {None, *(incident.id for incident in readable)}
    return {f.id for f in findings if f.submission_id in others or f.incident_id not in incidents}
