"""A tiny site for moderation's own tests: notes kept in memory, people in a dictionary."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from flask import g, request

from moderation import Actor, Description, Passage, Permission, RollPerson, State, Subject

ALL = frozenset(Permission) - {Permission.SUBMISSION_STAND_IN, Permission.DATA_PROTECTION_ANSWER}
DECIDE = frozenset({Permission.QUEUE_READ, Permission.SUBMISSION_DECIDE, Permission.SCREENING_TRY})


@dataclass
class Note:
    """One piece of content, born unpublished."""

    shown: str | None = None
    state: State | None = None
    newest_state: State | None = None
    area: str = "general"
    opens_thread: bool = False
    is_premoderated: bool = False


@dataclass
class Notes:
    """The host's one kind of content."""

    kind: str = "note"
    kept: dict[str, Note] = field(default_factory=dict)

    def describe(self, content_id: str) -> Description:
        note = self.kept[content_id]
        return Description(
            title="",
            place="the notes",
            url=f"/notes/{content_id}",
            area=note.area,
            opens_thread=note.opens_thread,
            is_premoderated=note.is_premoderated,
            context=[Passage("Somebody", "<p>Before</p>")],
        )

    def publish(self, content_id: str, text: str) -> None:
        note = self.kept[content_id]
        note.shown, note.state, note.newest_state = text, State.PUBLISHED, State.PUBLISHED

    def snapshot(self, content_id: str) -> Mapping[str, Any]:
        return {**asdict(self.kept[content_id])}

    def put_back(self, content_id: str, snapshot: Mapping[str, Any]) -> None:
        self.kept[content_id] = Note(
            **{
                name: State(value) if name.endswith("state") and value else value
                for name, value in snapshot.items()
            }
        )

    def withhold(self, content_id: str, state: State) -> None:
        note = self.kept[content_id]
        note.newest_state = state
        if state in (State.HIDDEN, State.REMOVED):
            note.shown, note.state = None, state
        elif note.state is not State.PUBLISHED:
            note.state = state

    def published_texts(self) -> Iterable[tuple[str, str]]:
        return [(id_, note.shown) for id_, note in self.kept.items() if note.shown is not None]

    def new(self, content_id: str, **given: object) -> Subject:
        """A note nobody can read yet."""
        self.kept[content_id] = Note(**given)  # type: ignore[arg-type]
        return Subject(self.kind, content_id)


@dataclass
class Townsfolk:
    """The host's people: who may do what, and what they were told."""

    permissions: dict[str, frozenset[Permission]] = field(default_factory=dict)
    told: list[tuple[str, str, str, str]] = field(default_factory=list)
    held_back: list[tuple[int, tuple[str, str, str, str]]] = field(default_factory=list)
    on_roll: list[RollPerson] = field(default_factory=list)
    names_to_ids: dict[str, str] = field(default_factory=dict)

    def current(self) -> Actor | None:
        """Who a request's header says is making it; these tests have no sign-in."""
        person = g.get("person") or request.headers.get("X-Person")
        return Actor(person, person.title()) if person else None

    def may(self, person_id: str, permission: Permission) -> bool:
        return permission in self.permissions.get(person_id, frozenset())

    def name_of(self, person_id: str) -> str:
        return person_id.title()

    def find(self, name: str) -> Sequence[Actor]:
        return [self.actor(who) for who in ("asha", "ben", "cara") if name and name.lower() in who]

    def holding(self, permission: Permission) -> Collection[Actor]:
        return [self.actor(who) for who, held in self.permissions.items() if permission in held]

    def roll_version(self) -> str:
        return str(len(self.on_roll))

    def roll(self) -> Sequence[RollPerson]:
        return self.on_roll

    def named_in(self, text: str) -> Collection[str]:
        return {who for name, who in self.names_to_ids.items() if name in text}

    def tell(
        self,
        person_id: str,
        subject: str,
        body: str,
        path: str,
        *,
        not_before: datetime | None = None,
        act: int | None = None,
    ) -> None:
        if act is None:
            self.told.append((person_id, subject, body, path))
        else:
            self.held_back.append((act, (person_id, subject, body, path)))

    def untell(self, act: int) -> bool:
        self.held_back = [each for each in self.held_back if each[0] != act]
        return True

    def actor(self, person_id: str) -> Actor:
        """This person, as moderation knows them."""
        return Actor(person_id, person_id.title())
