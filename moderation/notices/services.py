"""Telling people: a notice is rendered once, kept as sent, and announced without its words."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import render_template

from moderation import clock
from moderation.errors import NotFound
from moderation.host import Actor
from moderation.notices import queries
from moderation.notices.models import Notice
from moderation.review.models import Submission

if TYPE_CHECKING:
    from moderation.cases.models import Measure
    from moderation.extension import Moderation
    from moderation.undoing import Doing

# No letters or digits that look alike when read from a printed letter or over the telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def hash_of_code(code: str) -> str:
    """What is compared when somebody appeals with a code from their letter."""
    return hashlib.sha256(code.strip().upper().replace(" ", "").encode()).hexdigest()


def send(
    moderation: "Moderation",
    template: str,
    *,
    to: Actor,
    context: Mapping[str, object],
    measure: "Measure | None" = None,
    submission: Submission | None = None,
    doing: "Doing | None" = None,
) -> Notice:
    """Keep one notice as sent and queue the short mail that says it is there.

    What tells of an act that can still be undone (`doing`) reaches nobody before it can't.

    The template's first line is "Subject: …". Besides `context` it is given `name`, `reference`,
    `code` (for an appeal without signing in; measures only), `school`, `policy`, `today` and `at`,
    which makes a whole address of a path.
    """
    reference, code = f"SG-{_random(4)}-{_random(4)}", f"{_random(5)}-{_random(5)}"
    subject, body = preview(
        moderation, template, to=to, context={**context, "reference": reference, "code": code}
    )
    notice = Notice(
        reference=reference,
        template=template,
        recipient_id=to.id,
        recipient_name=to.name,
        subject=subject,
        body=body,
        submission_id=submission.id if submission else None,
        measure_id=measure.id if measure else None,
        code_hash=hash_of_code(code) if measure else None,
        sent_at=clock.now(),
        visible_from=doing.until if doing else None,
    )
    moderation.session.add(notice)
    # The address of the notice goes into the mail.
    moderation.session.flush()
    if doing:
        doing.made(notice)
    tell = doing.tell if doing else moderation.people.tell
    tell(
        to.id,
        subject,
        f"There is a message for you on the forum (reference {reference}).",
        f"/me/notices/{notice.id}",
    )
    return notice


def preview(
    moderation: "Moderation", template: str, *, to: Actor, context: Mapping[str, object]
) -> tuple[str, str]:
    """The subject and body exactly as `send` would send them."""
    rendered = render_template(
        f"moderation/notices/{template}.txt",
        name=to.name,
        school=moderation.policy.school,
        policy=moderation.policy,
        today=clock.now(),
        at=moderation.address,
        **context,
    )
    first, _, body = rendered.strip().partition("\n")
    return first.removeprefix("Subject:").strip(), body.strip() + "\n"


def notice_for(moderation: "Moderation", notice_id: int, person_id: str) -> Notice:
    """One notice, if it is this person's own. Nobody else is told that it exists."""
    notice = queries.notice(moderation.session, notice_id)
    is_theirs = notice is not None and notice.recipient_id == person_id
    if notice is None or not is_theirs or not notice.has_gone(clock.now()):
        raise NotFound("There is no such message for you.")
    return notice


def mark_read(notice: Notice) -> None:
    """Remember when its recipient first said they had read it."""
    notice.read_at = notice.read_at or clock.now()


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
