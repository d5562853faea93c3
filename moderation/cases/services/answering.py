"""What came of a step, and the person's own side of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from moderation import clock
from moderation.cases import queries
from moderation.cases.models import HeardBy, Measure, MeasureState, Outcome, Reply
from moderation.cases.services import telling
from moderation.cases.services.deciding import measure_for, what_happened
from moderation.cases.services.taking import (
    POLICE_OUTCOMES,
    TALK_OUTCOMES,
    answer,
    check_privilege,
)
from moderation.errors import AlreadyDecided, NotChanged, NotFound, Refused
from moderation.host import Actor, Subject
from moderation.permissions import Permission
from moderation.policy import MeasureKind
from moderation.records.audit import take_turn

if TYPE_CHECKING:
    from moderation.extension import Moderation

ANSWERS = (
    Outcome.REMOVED,
    Outcome.EDITED,
    Outcome.AGREED,
    Outcome.REFUSED,
    Outcome.NO_REPLY,
    Outcome.TREATED_AS_REFUSAL,
)
OUTCOMES: Mapping[MeasureKind, tuple[Outcome, ...]] = {
    MeasureKind.INFORMAL_DISCUSSION: TALK_OUTCOMES,
    MeasureKind.REMOVAL_REQUEST: ANSWERS,
    MeasureKind.LEGAL_ADVICE: (Outcome.NOTED,),
    MeasureKind.POLICE_REFERRAL: POLICE_OUTCOMES,
    MeasureKind.HOST_COMPLAINT: (Outcome.REMOVED, Outcome.REFUSED, Outcome.NO_REPLY),
}
REPLY_MAX = 20_000
_SILENCE = (Outcome.NO_REPLY, Outcome.TREATED_AS_REFUSAL)
_SAYS_NOTHING_BY_ITSELF = (Outcome.NOTED,)


def record_answer(
    moderation: Moderation,
    measure_id: int,
    *,
    admin: Actor,
    outcome: Outcome | None,
    note: str,
    version: int | None = None,
) -> Measure:
    """What came of a step that somebody answers (G2, G3, H2, H3, H5). Earlier answers stay.

    Silence is a refusal only when the admin says so by name and says why (G4), and not before
    the time to answer is over. `version` is the revision the admin was looking at, if known.
    """
    measure = measure_for(moderation, measure_id, admin=admin)
    check_privilege(moderation, measure.kind, admin)
    if measure.state is not MeasureState.DECIDED:
        raise AlreadyDecided(what_happened(measure))
    if version is not None and version != measure.revision:
        raise AlreadyDecided(f"{measure.outcome_by_name} has recorded an answer meanwhile.")
    field = "answer" if measure.kind is MeasureKind.REMOVAL_REQUEST else "outcome"
    if outcome is None or outcome not in OUTCOMES.get(measure.kind, ()):
        raise Refused({field: "Choose what came of it."})
    is_early = measure.due_at is not None and clock.now() < measure.due_at
    if measure.kind is MeasureKind.REMOVAL_REQUEST and outcome in _SILENCE and is_early:
        raise Refused({field: "Their time to answer is not over yet."})
    if outcome is Outcome.TREATED_AS_REFUSAL and not note.strip():
        clause = moderation.policy.gate.clause
        raise Refused({"reason": f"Say why you take silence for a refusal ({clause})."})
    if outcome in _SAYS_NOTHING_BY_ITSELF and not note.strip():
        raise Refused({"reason": "Write what came of it."})
    answer(measure, outcome, note.strip(), by=admin)
    telling.audit(moderation, "answered", measure, admin=admin, outcome=outcome)
    return measure


def taken_down(moderation: Moderation, subject: Subject, *, author: Actor) -> None:
    """The author took down what a request asked them to: that answers it (G3)."""
    for measure in queries.open_requests_about(moderation.session, author.id, subject):
        _answer_by_author(moderation, measure, Outcome.REMOVED, author)


def changed(moderation: Moderation, subject: Subject, text: str, *, author: Actor) -> None:
    """The author changed it so that none of the words in question are left: that answers it too."""
    for measure in queries.open_requests_about(moderation.session, author.id, subject):
        now_says = " ".join(text.split())
        if not any(" ".join(finding.words.split()) in now_says for finding in measure.findings):
            _answer_by_author(moderation, measure, Outcome.EDITED, author)


def _answer_by_author(moderation: Moderation, measure: Measure, outcome: Outcome, author: Actor) -> None:
    answer(measure, outcome, "", by=author)
    telling.audit(moderation, "answered", measure, admin=author, outcome=outcome)


def reply(moderation: Moderation, measure_id: int, text: str, *, person: Actor) -> Reply:
    """The person's own side of a step, which stays with it. `NotFound` for anybody else's."""
    # The same words sent twice are one reply.
    take_turn(moderation.session)
    measure = queries.measure_to_change(moderation.session, measure_id)
    if measure is None or measure.person_id != person.id or not measure.tells:
        raise NotFound("There is no such message for you.")
    return _add_reply(moderation, measure, text, by=person, heard_by=HeardBy.WEB, entered_by=None)


def enter_reply(
    moderation: Moderation, measure_id: int, text: str, *, admin: Actor, heard_by: HeardBy | None
) -> Reply:
    """What a person said by letter, telephone or face to face, written down by the school."""
    take_turn(moderation.session)
    measure = measure_for(moderation, measure_id, admin=admin)
    if heard_by is None or heard_by is HeardBy.WEB:
        raise Refused({"heard_by": "Say how it reached you."})
    if not measure.tells:
        raise NotChanged("They were never told of this step, so there is no side of theirs to it.")
    return _add_reply(moderation, measure, text, by=admin, heard_by=heard_by, entered_by=admin)


def _add_reply(
    moderation: Moderation,
    measure: Measure,
    text: str,
    *,
    by: Actor,
    heard_by: HeardBy,
    entered_by: Actor | None,
) -> Reply:
    words = text.strip()
    if not words:
        raise Refused({"text": "Write what they say." if entered_by else "Write your side."})
    if len(words) > REPLY_MAX:
        raise Refused({"text": f"Please use at most {REPLY_MAX:,} characters."})
    for earlier in measure.replies:
        if earlier.text == words:
            return earlier
    said = Reply(
        text=words,
        heard_by=heard_by,
        entered_by_id=entered_by.id if entered_by else None,
        entered_by_name=entered_by.name if entered_by else None,
        received_at=clock.now(),
    )
    measure.replies.append(said)
    telling.audit(moderation, "replied", measure, admin=by, heard_by=heard_by)
    _alert(moderation, measure, but=(by.id, measure.person_id))
    return said


def _alert(moderation: Moderation, measure: Measure, *, but: Collection[str]) -> None:
    """Tell those who decide that their side is here; never a word of it."""
    for decider in moderation.people.holding(Permission.MEASURE_APPROVE):
        if decider.id not in but:
            moderation.people.tell(
                decider.id,
                "A parent has given their side",
                "Somebody has answered a step of the policy. It is on their page.",
                f"/moderation/people/{measure.person_id}#measure-{measure.id}",
            )
