"""A person's case as it stands, and who may not act on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import ladder, queries
from moderation.cases.incidents import queries as incident_queries
from moderation.cases.incidents.models import Incident
from moderation.cases.models import CaseFile, Concern, Finding, FindingState, Measure
from moderation.errors import ConflictOfInterest, NotFound
from moderation.host import Actor
from moderation.policy import MeasureKind
from moderation.review import queries as review
from moderation.review.models import Stake
from moderation.typed import plain

if TYPE_CHECKING:
    from moderation.extension import Moderation

_CONNECTED = "You are connected to them, so a colleague looks after this case."
# What the id of somebody without an account begins with.
OUTSIDE = "outside-"
# The steps that need nothing of the person: nobody can be told, asked or limited without an account.
OPEN_WITHOUT_ACCOUNT = frozenset(
    {MeasureKind.LEGAL_ADVICE, MeasureKind.POLICE_REFERRAL, MeasureKind.HOST_COMPLAINT}
)
_WHY_NOT = {
    Stake.AUTHOR: "You wrote one of these posts, so someone else decides. Ask a colleague.",
    Stake.NAMED: "One of these posts names you, so someone else decides. Ask a colleague.",
    Stake.REPORTER: "You reported one of these posts, so someone else decides. Ask a colleague.",
}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything on record about one person, and what the policy says of it now."""

    person_id: str
    name: str
    findings: list[Finding]
    unconfirmed: list[Finding]
    incidents: list[Incident]
    measures: list[Measure]
    folder: CaseFile | None
    concerns: list[Concern]
    steps: tuple[ladder.Step, ...]
    gate: ladder.Gate

    @property
    def facts(self) -> ladder.CaseFacts:
        """What counts, as the ladder takes it."""
        return queries.facts(self.findings, self.measures)

    @property
    def proposed(self) -> list[Finding]:
        """The findings that wait to be confirmed or declined."""
        return [finding for finding in self.unconfirmed if finding.state is FindingState.PROPOSED]

    @property
    def has_account(self) -> bool:
        """Whether this is about somebody with an account here."""
        return has_account(self.person_id)


def has_account(person_id: str) -> bool:
    """Whether this is the id of somebody with an account, and not one made for somebody without."""
    return not person_id.startswith(OUTSIDE)


def case_of(moderation: Moderation, person_id: str) -> Case:
    """This person's case; `NotFound` for somebody about whom nothing at all is known."""
    if plain(person_id) != person_id:
        raise NotFound("There is nothing on record about this person.")
    judged = queries.findings_of(moderation.session, person_id)
    findings = [finding for finding in judged if finding.state is FindingState.CONFIRMED]
    measures = list(queries.measures_of(moderation.session, person_id))
    incidents = list(incident_queries.incidents_of(moderation.session, person_id))
    is_known = bool(judged or measures or incidents)
    if not is_known and not queries.has_written(moderation.session, person_id):
        raise NotFound("There is nothing on record about this person.")
    facts, now = queries.facts(findings, measures), clock.now()
    is_here = has_account(person_id)
    return Case(
        person_id=person_id,
        name=moderation.people.name_of(person_id) if is_here else incidents[0].person_name,
        findings=findings,
        unconfirmed=[finding for finding in judged if finding.state is not FindingState.CONFIRMED],
        incidents=incidents,
        measures=measures,
        folder=queries.case_file(moderation.session, person_id),
        concerns=list(queries.concerns_of(moderation.session, person_id)),
        steps=tuple(
            step
            for step in ladder.steps(facts, moderation.policy, now)
            if is_here or step.kind in OPEN_WITHOUT_ACCOUNT
        ),
        gate=ladder.gate(facts, moderation.policy, now),
    )


def case_for(moderation: Moderation, person_id: str, *, viewer: Actor) -> Case:
    """This person's case, unless the viewer is connected to them: then a colleague looks after it."""
    if review.are_connected(moderation.session, viewer.id, person_id):
        raise ConflictOfInterest(_CONNECTED)
    return case_of(moderation, person_id)


def check_impartial(
    moderation: Moderation,
    person_id: str,
    submission_ids: Collection[int | None],
    *,
    admin: Actor,
    incident_ids: Collection[int | None] = (),
) -> None:
    """Nothing if this admin may act here; nobody does on their own case, the case of
    somebody they are connected to, or a post about either."""
    if admin.id == person_id:
        raise ConflictOfInterest("Nobody decides about themselves. Ask a colleague.")
    if review.are_connected(moderation.session, admin.id, person_id):
        raise ConflictOfInterest(_CONNECTED)
    concerned = [id_ for id_ in submission_ids if id_ is not None]
    stake, is_connected = review.concern_over(moderation.session, concerned, admin.id)
    if stake:
        raise ConflictOfInterest(_WHY_NOT[stake])
    if is_connected:
        raise ConflictOfInterest(_CONNECTED)
    elsewhere = incident_queries.conflict_over(
        moderation.session, [id_ for id_ in incident_ids if id_ is not None], admin.id
    )
    if elsewhere:
        raise ConflictOfInterest(_WHY_NOT[elsewhere.stake])


def check_impartial_over(
    moderation: Moderation, person_id: str, findings: Collection[Finding], *, admin: Actor
) -> None:
    """The same for what these findings rest on, here and elsewhere."""
    check_impartial(
        moderation,
        person_id,
        [finding.submission_id for finding in findings],
        admin=admin,
        incident_ids=[finding.incident_id for finding in findings],
    )


def why_not_impartial(moderation: Moderation, measure: Measure, person_id: str) -> str | None:
    """Why this person may not act on a measure; None if they may."""
    try:
        check_impartial_over(moderation, measure.person_id, measure.findings, admin=Actor(person_id, ""))
    except ConflictOfInterest as conflict:
        return str(conflict)
    return None


def person_of(moderation: Moderation, measure_id: int) -> str:
    """Whose case a measure belongs to."""
    person_id = queries.person_of(moderation.session, measure_id)
    if person_id is None:
        raise NotFound("There is no such step on record.")
    return person_id
