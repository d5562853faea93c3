"""Putting on record what somebody told the school was posted elsewhere."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moderation import clock
from moderation.cases.incidents import queries
from moderation.cases.incidents.models import Incident, IncidentConflict, Screenshot, WrittenBy
from moderation.cases.incidents.pictures import Picture
from moderation.cases.services import folder
from moderation.cases.services.case import OUTSIDE
from moderation.errors import AlreadyDecided, ConflictOfInterest, NotFound, Refused
from moderation.host import Actor
from moderation.records.audit import take_turn
from moderation.review.models import Stake

if TYPE_CHECKING:
    from moderation.extension import Moderation

TEXT_MAX, ADDRESS_MAX, NAME_MAX = 20_000, 2_000, 200
# What is said in a closed group has no address that anybody else could open.
_MAY_HAVE_NO_ADDRESS = frozenset({"whatsapp"})
# A number of the office's own, which has a figure in it, as no child's name has.
_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9./-]{1,40}")


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """Something posted elsewhere, as somebody wants to record it.

    `picture_problem` says which file cannot be kept, and why; nothing is recorded then.
    """

    venue: str
    address: str
    posted_at: datetime | None
    text: str
    reporter: str
    seen_how: str
    written_by: WrittenBy | None
    child_reference: str = ""
    pictures: Sequence[Picture] = ()
    picture_problem: str = ""


def outsider(name: str) -> Actor:
    """Somebody without an account: a case of their own, and only the steps that need no account."""
    if not name.strip():
        raise Refused({"person_name": "Write who posted it, as far as you know."})
    if len(name.strip()) > NAME_MAX:
        raise Refused({"person_name": f"Please use at most {NAME_MAX} characters."})
    return Actor(f"{OUTSIDE}{secrets.token_hex(6)}", name.strip())


def record_incident(
    moderation: Moderation, draft: IncidentDraft, *, about: Actor, admin: Actor
) -> Incident:
    """Put on record what was posted elsewhere, with its screenshots. It is no finding yet (C2).

    Raises `Refused` naming what is wanting, and `AlreadyDecided` if it is on record.
    """
    take_turn(moderation.session)
    if admin.id == about.id:
        raise ConflictOfInterest("Nobody records things about themselves. Ask a colleague.")
    problems = _problems(moderation, draft)
    if problems or draft.posted_at is None or draft.written_by is None:
        raise Refused(problems)
    incident = _new(moderation, draft, draft.posted_at, draft.written_by, about, admin)
    earlier = queries.same_incident(moderation.session, incident)
    if earlier is not None:
        raise AlreadyDecided(
            f"{earlier.recorded_by_name} has already recorded this. It was not recorded a second time."
        )
    moderation.session.add(incident)
    # What is old is kept as well, but opens no closed case by itself (O17).
    if not folder.takes_reopening(moderation, about.id, incident.posted_at):
        folder.open_folder(moderation, about.id, admin=admin, posted_at=incident.posted_at)
    # Its number goes into the audit entry and beside those who may not judge it.
    moderation.session.flush()
    for person_id, stake in _stakes(moderation, incident, admin).items():
        moderation.session.add(
            IncidentConflict(incident_id=incident.id, person_id=person_id, stake=stake)
        )
    moderation.audit(
        "incident:recorded",
        actor=admin,
        incident=incident.id,
        person=about.id,
        venue=incident.venue,
        written_by=incident.written_by,
        screenshots=[picture.sha256 for picture in draft.pictures],
    )
    return incident


def add_screenshots(
    moderation: Moderation,
    incident_id: int,
    pictures: Sequence[Picture],
    problem: str = "",
    *,
    admin: Actor,
) -> Incident:
    """Put further screenshots with an incident. Nothing that is there is changed or taken away.

    The same file is kept once. `problem` says which file cannot be kept; nothing is added then.
    """
    take_turn(moderation.session)
    incident = incident_for(moderation, incident_id, reader=admin)
    if problem or not pictures:
        raise Refused({"screenshots": problem or "Choose at least one file."})
    there = {shot.original_sha256 for shot in incident.screenshots}
    fresh = {each.original_sha256: each for each in pictures if each.original_sha256 not in there}
    if not fresh:
        raise AlreadyDecided("That is on record already. It was not kept a second time.")
    now = clock.now()
    for picture in fresh.values():
        shot = _kept(picture)
        shot.added_by_id, shot.added_by_name, shot.added_at = admin.id, admin.name, now
        incident.screenshots.append(shot)
    moderation.audit(
        "incident:screenshots_added",
        actor=admin,
        incident=incident.id,
        person=incident.person_id,
        screenshots=[picture.sha256 for picture in fresh.values()],
    )
    return incident


def incident_for(moderation: Moderation, incident_id: int, *, reader: Actor) -> Incident:
    """An incident, for whoever it is not about, names or was reported by; else `NotFound`."""
    found = queries.incident(moderation.session, incident_id)
    if found is None or queries.not_for(moderation.session, [incident_id], reader.id):
        raise NotFound("There is no such thing on record for you.")
    return found


def screenshot_for(moderation: Moderation, screenshot_id: int, *, reader: Actor) -> Screenshot:
    """A screenshot with its picture; `NotFound` for whoever may not read the incident."""
    found = queries.screenshot(moderation.session, screenshot_id)
    if found is None or queries.not_for(moderation.session, [found.incident_id], reader.id):
        raise NotFound("There is no such screenshot for you.")
    return found


def _new(
    moderation: Moderation,
    draft: IncidentDraft,
    posted_at: datetime,
    written_by: WrittenBy,
    about: Actor,
    admin: Actor,
) -> Incident:
    # New rules never judge an old post, wherever it was posted.
    under = moderation.policy_hash_at(posted_at)
    return Incident(
        person_id=about.id,
        person_name=about.name,
        venue=draft.venue,
        address=draft.address.strip(),
        posted_at=posted_at,
        text=draft.text.strip(),
        written_by=written_by,
        child_reference=draft.child_reference.strip(),
        reporter=draft.reporter.strip(),
        seen_how=draft.seen_how.strip(),
        policy_hash=under,
        recorded_by_id=admin.id,
        recorded_by_name=admin.name,
        recorded_at=clock.now(),
        screenshots=[_kept(picture) for picture in draft.pictures],
    )


def _kept(picture: Picture) -> Screenshot:
    return Screenshot(
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        original_sha256=picture.original_sha256,
        sha256=picture.sha256,
        image=picture.image,
    )


def _stakes(moderation: Moderation, incident: Incident, admin: Actor) -> dict[str, Stake]:
    """Everybody who may not judge it: whom it names, who reported it, and whom it is about."""
    reporters = set(moderation.people.named_in(incident.reporter))
    if incident.reporter.casefold() == admin.name.casefold():
        reporters.add(admin.id)
    return {
        **dict.fromkeys(moderation.people.named_in(incident.text), Stake.NAMED),
        **dict.fromkeys(reporters, Stake.REPORTER),
        incident.person_id: Stake.AUTHOR,
    }


def _problems(moderation: Moderation, draft: IncidentDraft) -> dict[str, str]:
    problems = _place_problems(moderation, draft) | _reporter_problems(draft)
    if draft.picture_problem:
        problems["screenshots"] = draft.picture_problem
    if draft.posted_at is None:
        problems["posted_at"] = "Give the day it was posted, as far as you know."
    elif draft.posted_at > clock.now():
        problems["posted_at"] = "That is still to come. Give the day it was posted."
    if not draft.text.strip():
        problems["text"] = "Copy the words as they stand there."
    elif len(draft.text) > TEXT_MAX:
        problems["text"] = f"Please use at most {TEXT_MAX:,} characters."
    if draft.written_by is None:
        problems["written_by"] = "Say whether they wrote it themselves, or a child did."
    reference = draft.child_reference.strip()
    if reference and draft.written_by is not WrittenBy.CHILD:
        problems["child_reference"] = "Leave this empty unless a child wrote it."
    elif reference and not _REFERENCE.fullmatch(reference):
        problems["child_reference"] = (
            "Use the office’s own reference, such as P-104. Never a child’s name."
        )
    return problems


def _place_problems(moderation: Moderation, draft: IncidentDraft) -> dict[str, str]:
    problems: dict[str, str] = {}
    address = draft.address.strip()
    if draft.venue not in moderation.policy.definitions.other_venues:
        problems["venue"] = "Choose where it was posted."
    if not address:
        if draft.venue not in _MAY_HAVE_NO_ADDRESS:
            problems["address"] = "Copy the address of the post, beginning with https://."
    elif not _is_address(address):
        problems["address"] = "Copy the whole address, beginning with https:// and without spaces."
    return problems


def _reporter_problems(draft: IncidentDraft) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not draft.reporter.strip():
        problems["reporter"] = "Write who told you. The parent never learns of it."
    elif len(draft.reporter.strip()) > NAME_MAX:
        problems["reporter"] = f"Please use at most {NAME_MAX} characters."
    if not draft.seen_how.strip():
        problems["seen_how"] = "Write how they came to see it."
    return problems


def _is_address(address: str) -> bool:
    if len(address) > ADDRESS_MAX or re.search(r"\s", address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
