"""Each thing that is done with a concern: one more step, and its audit entry without a word of it."""

from forum.accounts.models import User
from forum.channels.models import Concern, ConcernStep, StepKind
from forum.channels.services import subject_of
from forum.extensions import moderation
from moderation import clock


def add_step(
    concern: Concern, kind: StepKind, person: User, *, words: str = "", **detail: object
) -> None:
    """Put on record what this person has done with it."""
    concern.steps.append(
        ConcernStep(
            number=concern.version + 1,
            kind=kind,
            at=clock.now(),
            by_id=person.id,
            by_name=person.display_name,
            words=words,
        )
    )
    moderation.audit(f"concern:{kind}", actor=person.actor, subject=subject_of(concern), **detail)
