"""Receiving an appeal by reference and code, from somebody who need not be signed in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals import queries
from moderation.appeals.models import Appeal, AppealTry
from moderation.errors import Refused, TooMany
from moderation.host import Actor
from moderation.notices import queries as notice_queries
from moderation.notices.models import Notice
from moderation.notices.services import hash_of_code
from moderation.permissions import Permission
from moderation.policy.schooltime import due_after_school_days
from moderation.records.audit import take_turn

if TYPE_CHECKING:
    from moderation.extension import Moderation

TEXT_MAX = 20_000
TRIES_AN_HOUR = 5
_HOUR = timedelta(hours=1)
_NOBODYS = hash_of_code("")


class WrongCode(Refused):
    """The reference and code don't go together; the try has been counted and is to be kept."""


def file(moderation: Moderation, *, reference: str, code: str, text: str, address: str) -> Appeal:
    """Receive an appeal against the measure whose notice carries this reference and code.

    An unknown reference and a wrong code give the same `WrongCode`, after the same work. After
    five vain tries in an hour from one address, or for one reference: `TooMany`. The same appeal
    sent twice is received once.
    """
    take_turn(moderation.session)
    reference, text = reference.strip().upper(), text.strip()
    tried = (_who("address", address), _who("reference", reference))
    if queries.most_tries_since(moderation.session, tried, clock.now() - _HOUR) >= TRIES_AN_HOUR:
        raise TooMany("Please try again in an hour, or ring the office: they can take your appeal.")
    if not text:
        raise Refused({"text": "Tell us why you think it should be looked at again."})
    if len(text) > TEXT_MAX:
        raise Refused({"text": f"Please use at most {TEXT_MAX:,} characters."})
    notice = notice_queries.notice_by_reference(moderation.session, reference)
    expected = notice.code_hash if notice and notice.code_hash else _NOBODYS
    fits = hmac.compare_digest(expected, hash_of_code(code))
    if notice is None or notice.measure_id is None or not fits:
        _count(moderation, tried)
        raise WrongCode({"code": "This reference and code don't go together. Please check both."})
    earlier = queries.same_appeal(moderation.session, notice.measure_id, text)
    return earlier or _receive(moderation, notice, notice.measure_id, text)


def _who(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()


def _count(moderation: Moderation, tried: Collection[str]) -> None:
    """Remember a vain try for an hour, and forget those that are older."""
    now = clock.now()
    queries.forget_tries_before(moderation.session, now - _HOUR)
    moderation.session.add_all(AppealTry(who=who, tried_at=now) for who in tried)


def _receive(moderation: Moderation, notice: Notice, measure_id: int, text: str) -> Appeal:
    policy, now = moderation.policy, clock.now()
    appeal = Appeal(
        measure_id=measure_id,
        reference=notice.reference,
        text=text,
        route="web",
        received_at=now,
        answer_by=due_after_school_days(now, policy.appeals.decide_school_days, policy),
    )
    moderation.session.add(appeal)
    # The audit entry and the messages name the appeal.
    moderation.session.flush()
    appellant = Actor(notice.recipient_id, notice.recipient_name)
    moderation.audit(
        "appeal:received", actor=appellant, appeal=appeal.id, measure=measure_id, route="web"
    )
    for reader in moderation.people.holding(Permission.APPEAL_READ):
        if reader.id != appellant.id:
            moderation.people.tell(
                reader.id,
                "An appeal has come in",
                f"Somebody asks for a decision to be looked at again (reference {notice.reference}).",
                f"/moderation/appeals/{appeal.id}",
            )
    return appeal
