"""Receiving an appeal by reference and code, from somebody who need not be signed in."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals import queries
from moderation.appeals.models import Appeal, AppealTry
from moderation.errors import Refused, TooMany
from moderation.host import Actor
from moderation.notices import queries as notice_queries
from moderation.notices.services import hash_of_code
from moderation.permissions import Permission
from moderation.policy.schooltime import due_after_school_days

if TYPE_CHECKING:
    from moderation.extension import Moderation

TEXT_MAX = 20_000
TRIES_AN_HOUR = 5
_NOBODYS = hash_of_code("")


def file(
    moderation: Moderation, *, reference: str, code: str, text: str, address: str
) -> Appeal:
    """Receive an appeal against the measure whose notice carries this reference and code.

    An unknown reference and a wrong code give the same `WrongCode`, after the same work. After
    five vain tries in an hour from one address: `TooMany`.
    """
    who = hashlib.sha256(address.encode()).hexdigest()
    since = clock.now() - timedelta(hours=1)
    if queries.tries_since(moderation.session, who, since) >= TRIES_AN_HOUR:
        raise TooMany("Please try again in an hour, or ring the office: they can take your appeal.")
    if not text.strip():
        raise Refused({"text": "Tell us why you think it should be looked at again."})
    if len(text) > TEXT_MAX:
        raise Refused({"text": f"Please use at most {TEXT_MAX:,} characters."})
    notice = notice_queries.notice_by_reference(moderation.session, reference.strip().upper())
    expected = notice.code_hash if notice and notice.code_hash else _NOBODYS
    fits = hmac.compare_digest(expected, hash_of_code(code))
    if notice is None or notice.measure_id is None or not fits:
        moderation.session.add(AppealTry(who=who, tried_at=clock.now()))
        raise WrongCode({"code": "This reference and code don't go together. Please check both."})
    return _receive(moderation, notice.measure_id, notice.reference, notice.recipient_id, text)


class WrongCode(Refused):
    """The reference and code don't go together; the try has been counted and is to be kept."""


def _receive(
    moderation: Moderation, measure_id: int, reference: str, person_id: str, text: str
) -> Appeal:
    appeals, now = moderation.policy.appeals, clock.now()
    appeal = Appeal(
        measure_id=measure_id,
        reference=reference,
        text=text.strip(),
        route="web",
        received_at=now,
        answer_by=due_after_school_days(
            now, appeals.decide_school_days, moderation.policy.school.zone
        ),
    )
    moderation.session.add(appeal)
    # The audit entry and the messages name the appeal.
    moderation.session.flush()
    actor = Actor(person_id, moderation.people.name_of(person_id))
    moderation.audit("appeal:received", actor=actor, appeal=appeal.id, measure=measure_id)
    for reader in moderation.people.holding(Permission.APPEAL_READ):
        moderation.people.tell(
            reader.id,
            "An appeal has come in",
            f"Somebody asks for a decision to be looked at again (reference {reference}).",
            f"/moderation/appeals/{appeal.id}",
        )
    return appeal
