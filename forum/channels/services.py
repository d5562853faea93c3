"""Receiving concerns, giving receipts, and alerting those who answer them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from forum.accounts import queries as people
from forum.accounts.models import User
from forum.addresses import full_address
from forum.channels import queries, recipients
from forum.channels.confidence import readers
from forum.channels.models import TEXT_MAX, Concern, ConcernKind
from forum.errors import NotFound, Refused
from forum.extensions import db, moderation
from forum.notifications import queue
from moderation import PeopleIndex, Subject, clock

# No letters or digits that look alike when read out over the telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_KIND_OF_CHANNEL = {
    "formal_complaint": ConcernKind.COMPLAINT,
    "confidential_talk": ConcernKind.TALK,
    "parents_forum_meeting": ConcernKind.MEETING,
    "individual": ConcernKind.INDIVIDUAL,
}
_CHANNEL_OF_KIND = {kind: channel for channel, kind in _KIND_OF_CHANNEL.items()}
_ADDRESSED = (ConcernKind.TALK, ConcernKind.INDIVIDUAL)  # to a person, if their writer knows whom
SAME_WORDS_ARE_ONE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody asks for besides their words; each kind of concern has its own."""

    topic: str = ""
    office_words_it: bool = False
    meant_for: str = ""
    whom: str = ""
    talk_by: str = ""
    when_suits: str = ""
    about_head: bool = False


_NONE = Wishes()


def receive(
    kind: ConcernKind,
    *,
    name: str,
    email: str,
    text: str,
    wishes: Wishes = _NONE,
    author: User | None = None,
    from_subject: Subject | None = None,
) -> Concern:
    """Keep a concern, give it a reference, send its receipt, and alert those who answer it.

    The same words from the same person within ten minutes are one.
    """
    refuse_what_cannot_be_kept(text)
    concern = _concern(kind, name, email, text, wishes, author)
    if from_subject is not None:
        concern.from_subject = str(from_subject)
    elif earlier := _sent_already(concern):
        return earlier
    db.session.add(concern)
    # The audit entry and the alerts name the concern.
    db.session.flush()
    moderation.audit(
        "concern:received",
        actor=author.actor if author else None,
        subject=subject_of(concern),
        kind=kind,
        reference=concern.reference,
        taken_from=concern.from_subject,
    )
    _send_receipt(concern)
    _alert(concern)
    return concern


def take_to(
    channel: str, text: str, *, subject: Subject, author: User, wishes: Wishes = _NONE
) -> Concern:
    """Take the words of a post that waits to one of the policy's channels (clauses D3 to D6)."""
    return receive(
        kind_of(channel),
        name=author.display_name,
        email=author.email,
        text=text,
        wishes=wishes,
        author=author,
        from_subject=subject,
    )


def kind_of(channel: str) -> ConcernKind:
    """What a text becomes that is taken to this channel."""
    kind = _KIND_OF_CHANNEL.get(channel)
    if kind is None:
        raise NotFound("There is no such place to take it to.")
    return kind


def suits(kind: ConcernKind, text: str) -> bool:
    """Whether this is a place to offer for this text: nobody is sent to whom they accuse or fear."""
    channel = moderation.policy.channels.get(_CHANNEL_OF_KIND.get(kind, ""))
    if channel is None or not channel.hide_when:
        return True
    return not {match.category for match in moderation.screen(text)} & set(channel.hide_when)


def names_in(line: str) -> Iterator[str]:
    """The names of staff and pupils that stand in a line for the public agenda (clause D4)."""
    roll = tuple(entry.person for entry in people.roll())
    seen = PeopleIndex(roll).mentions(line) if roll else ()
    return (mention.words for mention in seen if mention.person is not None and not mention.by_role)


def refuse_names_on_the_agenda(line: str, field: str) -> None:
    """Raise `Refused`, saying which names stand in it: the agenda is public."""
    if names := list(dict.fromkeys(names_in(line))):
        raise Refused(
            {
                field: f"The agenda is public, and this names somebody: {', '.join(names)}. "
                "Please take the name out, or leave the line to the office to word."
            }
        )


def refuse_what_cannot_be_kept(text: str) -> None:
    """Raise `Refused` for a message without words or with too many."""
    if not any(letter.isalnum() for letter in text):
        raise Refused({"text": "Please write what it is about, in your own words."})
    if len(text.strip()) > TEXT_MAX:
        raise Refused(
            {
                "text": f"This has {len(text.strip()):,} characters, and at most {TEXT_MAX:,} fit. "
                "Please shorten it, or say that there is more and we will ask you."
            }
        )


def subject_of(concern: Concern) -> Subject:
    """The concern as the audit log names it."""
    return Subject("concern", str(concern.id))


def _concern(
    kind: ConcernKind, name: str, email: str, text: str, wishes: Wishes, author: User | None
) -> Concern:
    if kind is ConcernKind.MEETING and not wishes.office_words_it:
        refuse_names_on_the_agenda(wishes.topic, "topic")
    concern = Concern(
        reference=_new_reference(),
        kind=kind,
        name=name.strip()[:120],
        email=email.strip()[:254],
        text=text.strip(),
        topic=wishes.topic,
        office_words_it=wishes.office_words_it,
        meant_for=wishes.meant_for,
        talk_by=wishes.talk_by,
        when_suits=wishes.when_suits,
        about_head=wishes.about_head,
        person_id=author.id if author else None,
        created_at=clock.now(),
        taken_by_name="",
        answered_by_name="",
        agenda_wording="",
    )
    if kind in _ADDRESSED and wishes.whom not in ("", recipients.THE_OFFICE):
        recipient = recipients.chosen(wishes.whom, author)
        concern.meant_for = recipient.label
        concern.recipient_id = recipient.account.id if recipient.account else None
    if kind in _CHANNEL_OF_KIND:
        rule = moderation.policy.concerns
        concern.acknowledge_by = moderation.due_after_school_days(rule.acknowledge_school_days)
        concern.answer_by = moderation.due_after_school_days(rule.answer_school_days)
    return concern


def _sent_already(concern: Concern) -> Concern | None:
    """The concern that the same words have made already; its mark keeps two at once from being two."""
    earlier = queries.same_words_since(concern.created_at - SAME_WORDS_ARE_ONE, concern)
    if earlier is not None:
        return earlier
    concern.sent_once = _mark(concern)
    try:
        with db.session.begin_nested():
            db.session.add(concern)
            # The other click of a double click may be adding the same at this moment.
            db.session.flush()
    except IntegrityError:
        return queries.concern_sent_once(_mark(concern))
    return None


def _mark(concern: Concern) -> str:
    parts = (
        concern.kind.value,
        str(concern.person_id or f"{concern.name}\n{concern.email}"),
        *(concern.text, concern.topic, concern.meant_for, str(concern.about_head)),
        str(int(concern.created_at.timestamp() // SAME_WORDS_ARE_ONE.total_seconds())),
    )
    return sha256("\n".join(parts).encode()).hexdigest()


def _send_receipt(concern: Concern) -> None:
    if not concern.email:
        return
    school = moderation.policy.school
    queue(
        concern.email,
        f"The school has your message ({concern.reference})",
        f"Hello,\n\nyour message reached {school.name}. Its reference is {concern.reference}; "
        "please keep it. What you wrote is not repeated here, because mail can be read by others."
        f"\n\nIf it can't wait, ring the office on {school.office_phone}. If a child is in "
        "immediate danger, ring 999.\n",
    )


def _alert(concern: Concern) -> None:
    is_child = concern.kind is ConcernKind.CHILD_AT_RISK
    subject = "URGENT: a child may be at risk" if is_child else f"{concern.kind.label}: a new one"
    link = full_address(f"/admin/messages/{concern.id}")
    first = "Please read it at once." if is_child else "It waits for an answer."
    for reader in readers(concern):
        queue(
            reader.email,
            f"{subject} ({concern.reference})",
            f"A message came in through the forum, reference {concern.reference}. {first}\n\n"
            f"Read it here: {link}\n",
        )


def _new_reference() -> str:
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    return f"C-{''.join(letters[:4])}-{''.join(letters[4:])}"
