"""Every read of what was posted elsewhere."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from moderation.cases.incidents.models import Incident, IncidentConflict, Screenshot


def incidents_of(session: Session, person_id: str) -> Sequence[Incident]:
    """What was recorded about this person, newest first."""
    return session.scalars(
        sa.select(Incident)
        .where(Incident.person_id == person_id)
        .order_by(Incident.id.desc())
        .options(selectinload(Incident.screenshots))
    ).all()


def incident(session: Session, incident_id: int) -> Incident | None:
    """One incident, as it was recorded."""
    return session.get(Incident, incident_id)


def same_incident(session: Session, wanted: Incident) -> Incident | None:
    """One on record with the same words by the same person in the same place."""
    return session.scalar(
        sa.select(Incident)
        .where(
            Incident.person_id == wanted.person_id,
            Incident.venue == wanted.venue,
            Incident.address == wanted.address,
            Incident.posted_at == wanted.posted_at,
            Incident.text == wanted.text,
        )
        .limit(1)
    )


def screenshot(session: Session, screenshot_id: int) -> Screenshot | None:
    """One screenshot with its picture."""
    return session.scalar(
        sa.select(Screenshot)
        .where(Screenshot.id == screenshot_id)
        .options(undefer(Screenshot.image), joinedload(Screenshot.incident))
    )


def conflict_over(
    session: Session, incident_ids: Collection[int], person_id: str
) -> IncidentConflict | None:
    """Why this person may not judge one of these incidents, if so."""
    if not incident_ids:
        return None
    return session.scalar(
        sa.select(IncidentConflict)
        .where(IncidentConflict.incident_id.in_(incident_ids), IncidentConflict.person_id == person_id)
        .limit(1)
    )


def not_for(session: Session, incident_ids: Collection[int], person_id: str) -> Collection[int]:
    """Which of these incidents this person may not read: about them, naming them, reported by them."""
    if not incident_ids:
        return ()
    return set(
        session.scalars(
            sa.select(IncidentConflict.incident_id).where(
                IncidentConflict.incident_id.in_(incident_ids),
                IncidentConflict.person_id == person_id,
            )
        )
    )
