"""Receiving an appeal: by reference and code from anybody, or written down by the office."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import clock
from moderation.appeals import queries
from moderation.appeals.models import Appeal, AppealTry
from moderation.cases import queries as case_queries
from moderation.cases.models import HeardBy, Measure, MeasureState
from moderation.cases.services import measure_for, why_not_impartial
from moderation.errors import ConflictOfInterest, NotChanged, NotFound, Refused, TooMany
from moderation.host import Actor
from moderation.notices import queries as notice_queries
from moderation.notices.models import Notice
from moderation.notices.services import hash_of_code, send
from moderation.permissions import Permission
from moderation.policy.schooltime import due_after_school_days
from moderation.records.audit import take_turn
from moderation.times import day_in_words

if TYPE_CHECKING:
    from moderation.extension import Moderation

TEXT_MAX = 20_000
TRIES_AN_HOUR = 5
_HOUR = timedelta(hours=1)
_NOBODYS = hash_of_code("")


class WrongCode(Refused):
    """The reference and code don't go together; the try has been counted and is to be kept."""


def file(
    moderation: Moderation, *, reference: str, code: str, text: str, address: str, why_late: str = ""
) -> Appeal:
    """Receive an appeal against the measure whose notice carries this reference and code.

    An unknown reference and a wrong code give the same `WrongCode`, after the same work. After
    five vain tries in an hour from one address, or for one reference: `TooMany`. The same appeal
    sent twice is received once. After the time for it, it needs a word why it comes late.
    """
    take_turn(moderation.session)
    reference, text = reference.strip().upper(), text.strip()
    tried = (_who("address", address), _who("reference", reference))
    if queries.most_tries_since(moderation.session, tried, clock.now() - _HOUR) >= TRIES_AN_HOUR:
        raise TooMany("Please try again in an hour, or ring the office: they can take your appeal.")
    _check_text(text, "Tell us why you think it should be looked at again.")
    notice = notice_queries.notice_by_reference(moderation.session, reference)
    expected = notice.code_hash if notice and notice.code_hash else _NOBODYS
    fits = hmac.compare_digest(expected, hash_of_code(code))
    if notice is None or notice.measure_id is None or not fits:
        _count(moderation, tried)
        raise WrongCode({"code": "This reference and code don't go together. Please check both."})
    measure = case_queries.measure(moderation.session, notice.measure_id)
    assert measure is not None  # its notice would have been undone with it
    earlier = queries.same_appeal(moderation.session, measure.id, text)
    if earlier is not None:
        return earlier
    _check_open(measure)
    _check_in_time(moderation, notice, why_late)
    return _receive(moderation, measure, notice.reference, text, why_late, HeardBy.WEB, None)


def enter(
    moderation: Moderation,
    measure_id: int,
    *,
    admin: Actor,
    route: HeardBy | None,
    text: str,
    why_late: str = "",
) -> Appeal:
    """Write down an appeal that came by letter, telephone, e-mail or in person."""
    take_turn(moderation.session)
    measure, text = measure_for(moderation, measure_id, admin=admin), text.strip()
    _check_open(measure)
    if route is None or route is HeardBy.WEB:
        raise Refused({"route": "Say how it came."})
    _check_text(text, "Write down what they say.")
    earlier = queries.same_appeal(moderation.session, measure.id, text)
    if earlier is not None:
        return earlier
    notice = notice_queries.notice_by_reference(moderation.session, measure.reference or "")
    if notice is not None:
        _check_in_time(moderation, notice, why_late)
    reference = measure.reference or f"SG-{measure.id}"
    return _receive(moderation, measure, reference, text, why_late, route, admin)


def measure_of(moderation: Moderation, measure_id: int, *, admin: Actor) -> Measure:
    """The measure an appeal is to be written down against; a refusal if it is not for them."""
    found = case_queries.measure(moderation.session, measure_id)
    if found is None:
        raise NotFound("There is no such step on record.")
    reason = why_not_impartial(moderation, found, admin.id)
    if reason:
        raise ConflictOfInterest(reason)
    return found


def _check_text(text: str, wanted: str) -> None:
    if not text:
        raise Refused({"text": wanted})
    if len(text) > TEXT_MAX:
        raise Refused({"text": f"Please use at most {TEXT_MAX:,} characters."})


def _check_open(measure: Measure) -> None:
    if measure.state is MeasureState.PROPOSED:
        raise NotChanged("Nothing has been decided yet. Your side can be given under the letter.")
    if measure.state in (MeasureState.REVERSED, MeasureState.OVERTURNED, MeasureState.WITHDRAWN):
        raise NotChanged("It has been undone already and does not count, so there is nothing to appeal.")


def _check_in_time(moderation: Moderation, notice: Notice, why_late: str) -> None:
    """Late is never too late, but needs a word why."""
    policy = moderation.policy
    until = due_after_school_days(notice.sent_at, policy.appeals.within_school_days, policy)
    if clock.now() > until and not why_late.strip():
        day = day_in_words(until, policy.school.zone)
        raise Refused({"why_late": f"The time to appeal ended on {day}. Say why it comes late."})


def _who(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()


def _count(moderation: Moderation, tried: Collection[str]) -> None:
    """Remember a vain try for an hour, and forget those that are older."""
    now = clock.now()
    queries.forget_tries_before(moderation.session, now - _HOUR)
    moderation.session.add_all(AppealTry(who=who, tried_at=now) for who in tried)


def _receive(
    moderation: Moderation,
    measure: Measure,
    reference: str,
    text: str,
    why_late: str,
    route: HeardBy,
    entered_by: Actor | None,
) -> Appeal:
    policy, now = moderation.policy, clock.now()
    appeal = Appeal(
        measure=measure,
        reference=reference,
        text=text,
        why_late=why_late.strip(),
        route=route,
        entered_by_id=entered_by.id if entered_by else None,
        entered_by_name=entered_by.name if entered_by else None,
        received_at=now,
        answer_by=due_after_school_days(now, policy.appeals.decide_school_days, policy),
    )
    moderation.session.add(appeal)
    # The audit entry and the messages name the appeal.
    moderation.session.flush()
    appellant = Actor(measure.person_id, measure.person_name)
    moderation.audit(
        "appeal:received",
        actor=entered_by or appellant,
        appeal=appeal.id,
        measure=measure.id,
        route=route,
    )
    send(
        moderation,
        "appeal_received",
        to=appellant,
        measure=measure,
        context={"appeal": appeal, "measure": measure},
    )
    _alert(moderation, appeal, appellant)
    return appeal


def _alert(moderation: Moderation, appeal: Appeal, appellant: Actor) -> None:
    for reader in moderation.people.holding(Permission.APPEAL_READ):
        if reader.id != appellant.id:
            moderation.people.tell(
                reader.id,
                "An appeal has come in",
                f"Somebody asks for a decision to be looked at again (reference {appeal.reference}).",
                f"/moderation/appeals/{appeal.id}",
            )
