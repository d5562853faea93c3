"""The case page, put together from what is on record and whatever form is being mended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import render_template

from moderation import clock
from moderation.appeals.queries import appeals_of
from moderation.cases import queries, services
from moderation.cases.forms import OUTCOME_WORDS, AnswerForm, FindingForm, MeasureForm, ReasonForm
from moderation.cases.ladder import is_in_force
from moderation.cases.models import Finding, Measure, MeasureState
from moderation.current import current_moderation
from moderation.host import Actor
from moderation.permissions import Permission
from moderation.policy import MeasureKind
from moderation.review.models import Submission
from moderation.review.queries import judged_texts_of

TITLE_SHOWN = 70


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form beneath a measure that comes back with what to mend."""

    act: str
    measure_id: int
    form: AnswerForm | ReasonForm


def case_page(
    person_id: str,
    *,
    viewer: Actor,
    finding: FindingForm | None = None,
    measure: MeasureForm | None = None,
    opened: OpenForm | None = None,
    letter: tuple[str, str] | None = None,
) -> str:
    """The page of one person's case; a form given is shown open, its text kept."""
    moderation = current_moderation()
    found = services.case_of(moderation, person_id)
    texts, hidden = _readable(judged_texts_of(moderation.session, person_id), viewer)
    not_theirs = _not_theirs(found.findings, viewer)
    offered = [finding for finding in found.findings if finding.id not in not_theirs]
    posts = [(str(text.id), f"{text.submitted_at:%d %b}: {text.text[:TITLE_SHOWN]}") for text in texts]
    policy = moderation.policy
    return render_template(
        "moderation/cases/case.html",
        case=found,
        viewer=viewer,
        texts=texts,
        hidden=hidden,
        not_theirs=not_theirs,
        finding_form=(finding or FindingForm(formdata=None)).offer(policy, posts),
        measure_form=(measure or MeasureForm(formdata=None)).offer(policy, offered),
        blank_measure_form=MeasureForm(formdata=None).offer(policy, offered),
        answer_form=AnswerForm(formdata=None).offer(),
        reason_form=ReasonForm(formdata=None),
        opened=opened,
        opened_form=_offered(opened),
        open_kind=measure.kind() if measure else None,
        letter=letter,
        in_force=_in_force(found.measures),
        notices=queries.notices_of(moderation.session, found.measures),
        appeals=appeals_of(moderation.session, person_id),
        lasting=services.LASTING,
        outcome_words=OUTCOME_WORDS,
        talk=MeasureKind.INFORMAL_DISCUSSION,
        now=clock.now(),
    )


def _readable(texts: Sequence[Submission], viewer: Actor) -> tuple[list[Submission], int]:
    """What this viewer may read of somebody's texts, and how many are for others."""
    moderation = current_moderation()
    others = queries.not_for(moderation.session, [text.id for text in texts], viewer.id)
    may_triage = moderation.people.may(viewer.id, Permission.SUBMISSION_TRIAGE)
    readable = [
        text
        for text in texts
        if text.id not in others and (may_triage or not text.is_waiting or text.rank > 1)
    ]
    return readable, len(texts) - len(readable)


def _not_theirs(findings: Sequence[Finding], viewer: Actor) -> Collection[int]:
    """The findings about posts by, about or reported by this viewer, who must not read their words."""
    about = {finding.id: finding.submission_id for finding in findings}
    concerned = [submission for submission in about.values() if submission is not None]
    others = queries.not_for(current_moderation().session, concerned, viewer.id)
    return {id_ for id_, submission in about.items() if submission in others}


def _in_force(measures: Sequence[Measure]) -> list[Measure]:
    now = clock.now()
    return [
        measure
        for measure in measures
        if measure.state is MeasureState.DECIDED
        and is_in_force(measure.kind, measure.starts_at, measure.ends_at, now)
    ]


def _offered(opened: OpenForm | None) -> AnswerForm | ReasonForm | None:
    if opened and isinstance(opened.form, AnswerForm):
        return opened.form.offer()
    return opened.form if opened else None
