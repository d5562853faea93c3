"""Receiving concerns, alerting those who answer them, and keeping that they were answered."""

import secrets

from forum.accounts.models import User
from forum.addresses import full_address
from forum.channels.confidence import readers
from forum.channels.models import TEXT_MAX, Concern, ConcernKind
from forum.errors import NotChanged, NotFound, Refused
from forum.extensions import db, moderation
from forum.notifications import queue
from moderation import Subject, clock

# No letters or digits that look alike when read out over the telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_KIND_OF_CHANNEL = {
    "formal_complaint": ConcernKind.COMPLAINT,
    "confidential_talk": ConcernKind.TALK,
    "parents_forum_meeting": ConcernKind.MEETING,
    "individual": ConcernKind.INDIVIDUAL,
}


def receive(
    kind: ConcernKind,
    *,
    name: str,
    email: str,
    text: str,
    author: User | None = None,
    from_subject: Subject | None = None,
) -> Concern:
    """Keep a concern, give it a reference, send its receipt, and alert those who answer it."""
    refuse_what_cannot_be_kept(text)
    concern = Concern(
        reference=_new_reference(),
        kind=kind,
        name=name.strip()[:120],
        email=email.strip()[:254],
        text=text.strip(),
        person_id=author.id if author else None,
        from_subject=str(from_subject) if from_subject else None,
        created_at=clock.now(),
        answered_by_name="",
    )
    db.session.add(concern)
    # The audit entry and the alerts name the concern.
    db.session.flush()
    moderation.audit(
        "concern:received",
        actor=author.actor if author else None,
        subject=_subject(concern),
        kind=kind,
        reference=concern.reference,
        taken_from=concern.from_subject,
    )
    _send_receipt(concern)
    _alert(concern)
    return concern


def take_to(channel: str, text: str, *, subject: Subject, author: User) -> str:
    """Take the words of a post that waits to one of the policy's channels (clauses D3 to D6).

    The result is the reference of the new concern.
    """
    kind = _KIND_OF_CHANNEL.get(channel)
    if kind is None:
        raise NotFound("There is no such place to take it to.")
    concern = receive(
        kind,
        name=author.display_name,
        email=author.email,
        text=text,
        author=author,
        from_subject=subject,
    )
    return concern.reference


def answer(concern: Concern, *, admin: User) -> None:
    """Keep that somebody has answered this concern, and who."""
    if concern.answered_at is not None:
        raise NotChanged(f"{concern.answered_by_name} has answered this one already.")
    concern.answered_at = clock.now()
    concern.answered_by_id, concern.answered_by_name = admin.id, admin.display_name
    moderation.audit("concern:answered", actor=admin.actor, subject=_subject(concern))


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


def _subject(concern: Concern) -> Subject:
    return Subject("concern", str(concern.id))


def _new_reference() -> str:
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    return f"C-{''.join(letters[:4])}-{''.join(letters[4:])}"
