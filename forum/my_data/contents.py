"""Everything of one's own, as plain values: what one wrote, was told, accepted and chose.

Nobody else's words or names go in but those of a letter to this very person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from forum.accounts import devices
from forum.accounts import queries as accounts
from forum.accounts.models import User
from forum.boards.models import Draft, Post
from forum.boards.queries import drafts_of
from forum.channels import queries as channels
from forum.channels.models import Concern
from forum.extensions import moderation
from forum.my_data import queries
from moderation import OnRecord, clock

Part = Sequence[Mapping[str, Any]]
# What was done with a message that its writer reads on their own page.
_STEPS_SHOWN = frozenset({"taken", "replied", "recorded", "closed", "wrote_back", "reopened"})
_WORDS_SHOWN = frozenset({"replied", "closed", "wrote_back", "reopened"})


def everything_of(person: User) -> dict[str, Any]:
    """The whole copy, part by part."""
    record = moderation.on_record(str(person.id))
    return {
        "made_at": _at(clock.now()),
        "account": _account(person),
        "signed_in_on": _devices(person),
        "accepted": _acceptances(person),
        "posts": [_post(post) for post in queries.posts_with_versions(person)],
        "drafts": [_draft(draft) for draft in drafts_of(person)],
        "told_to_the_school": [_message(concern) for concern in channels.concerns_of(person)],
        **_on_record(record),
    }


def _account(person: User) -> Mapping[str, Any]:
    return {
        "name": person.display_name,
        "email": person.email,
        "here_since": _at(person.joined_at),
        "roles": sorted(person.roles),
        "classes": [
            {
                "class": link.year_group,
                "as": link.relationship,
                "from": _at(link.started_at),
                "until": _at(link.ended_at),
            }
            for link in person.year_links
        ],
        "shows_relation": person.shows_relation,
        "languages": person.languages,
        "size_of_text": person.text_size,
        "light_or_dark": person.theme,
    }


def _devices(person: User) -> Part:
    return [
        {
            "kind": device.kind,
            "first_seen_on": device.first_seen_on.isoformat(),
            "last_seen_on": device.last_seen_on.isoformat(),
        }
        for device in accounts.devices_of(person, devices.today())
    ]


def _acceptances(person: User) -> Part:
    in_order = sorted(person.acceptances, key=lambda acceptance: acceptance.accepted_at)
    return [
        {"policy": acceptance.policy_hash, "accepted_at": _at(acceptance.accepted_at)}
        for acceptance in in_order
    ]


def _post(post: Post) -> Mapping[str, Any]:
    return {
        "number": post.id,
        "board": post.topic.board.title,
        "topic": post.topic_id,
        "opens_the_topic": post.opens_topic,
        "state": post.state,
        "state_of_a_change": post.edit_state,
        "published_at": _at(post.published_at),
        "versions": [
            {
                "number": version.number,
                "written_at": _at(version.created_at),
                "title": version.title,
                "text": version.body,
            }
            for version in post.revisions
        ],
    }


def _draft(draft: Draft) -> Mapping[str, Any]:
    return {
        "where": draft.place,
        "saved_at": _at(draft.saved_at),
        "title": draft.title,
        "text": draft.body,
    }


def _message(concern: Concern) -> Mapping[str, Any]:
    return {
        "reference": concern.reference,
        "kind": concern.kind,
        "sent_at": _at(concern.created_at),
        "topic": concern.topic,
        "text": concern.text,
        "what_was_done": [
            {
                "at": _at(step.at),
                "what": step.kind,
                "words": step.words if step.kind in _WORDS_SHOWN else "",
            }
            for step in concern.steps
            if step.kind in _STEPS_SHOWN
        ],
    }


def _on_record(record: OnRecord) -> dict[str, Part]:
    return {
        "what_you_were_told": [
            {
                "reference": notice.reference,
                "sent_at": _at(notice.sent_at),
                "read_at": _at(notice.read_at),
                "title": notice.subject,
                "text": notice.body,
            }
            for notice in record.notices
        ],
        "steps_you_were_told_of": [
            {
                "step": measure.kind,
                "reference": measure.reference,
                "state": measure.state,
                "from": _at(measure.starts_at),
                "until": _at(measure.ends_at),
            }
            for measure in record.measures
        ],
        "your_side": [
            {"received_at": _at(reply.received_at), "text": reply.text} for reply in record.replies
        ],
        "your_appeals": [
            {
                "reference": appeal.reference,
                "received_at": _at(appeal.received_at),
                "text": appeal.text,
            }
            for appeal in record.appeals
        ],
        "what_you_reported": [
            {"reported_at": _at(report.reported_at), "reason": report.reason, "text": report.details}
            for report in record.reports
        ],
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
