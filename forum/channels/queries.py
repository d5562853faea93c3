"""Every read of concerns."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from forum.channels.models import Concern, ConcernKind
from forum.extensions import db
from forum.permissions import Permission, Role, may

LISTED = 200


def readable_kinds(roles: Collection[Role]) -> frozenset[ConcernKind]:
    """What somebody with these roles may read; what concerns a child at risk is kept apart.

    Of those, each person reads what `confidence.may_read` says.
    """
    children = {ConcernKind.CHILD_AT_RISK}
    readable: set[ConcernKind] = set()
    if may(roles, Permission.READ_CHILD_CONCERNS) or may(roles, Permission.READ_CONCERNS_ABOUT_HEAD):
        readable |= children
    if may(roles, Permission.READ_CONCERNS):
        readable |= set(ConcernKind) - children
    return frozenset(readable)


def concerns(kinds: Collection[ConcernKind]) -> Sequence[Concern]:
    """Concerns of these kinds: what waits for an answer first, children at risk before all."""
    return db.session.scalars(
        sa.select(Concern)
        .where(Concern.kind.in_(kinds))
        .order_by(
            Concern.answered_at.is_not(None),
            Concern.kind != ConcernKind.CHILD_AT_RISK,
            Concern.id.desc(),
        )
        .limit(LISTED)
    ).all()


def reference_of_words_from(subject: str) -> str | None:
    """The reference under which the words of this post were taken to the school, if they were."""
    return db.session.scalar(
        sa.select(Concern.reference)
        .where(Concern.from_subject == subject)
        .order_by(Concern.id.desc())
        .limit(1)
    )


def concern(concern_id: int) -> Concern | None:
    """One concern, of whatever kind."""
    return db.session.get(Concern, concern_id)
