"""All that moderation asks of the site it is plugged into: two small protocols."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from moderation.permissions import Permission
from moderation.review.states import State
from moderation.screening import RollPerson


@dataclass(frozen=True, slots=True)
class Subject:
    """What is moderated: a kind the host registered, and the host's own id for it."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as moderation knows them: the host's id, and a name to keep beside it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One earlier piece of writing, shown to a reviewer for context."""

    author_name: str
    html: str


@dataclass(frozen=True, slots=True)
class Description:
    """Where a subject stands, for the reviewer's card, for notices and for limits in force.

    `area` is the host's own name for the part of the site (a board's slug), which a restriction
    may name; `opens_thread` tells a new topic from a reply; `is_premoderated` says that every
    post there waits for a person first. `waits_because` are the host's own reasons why this version
    waits, each a sentence its author may read. `thread_url` is where a reviewer reads all of the thread;
    empty where there is no more to read than `context`.
    """

    title: str
    place: str
    url: str
    area: str = ""
    opens_thread: bool = False
    is_premoderated: bool = False
    context: Sequence[Passage] = field(default=())
    waits_because: Sequence[str] = field(default=())
    thread_url: str = ""


@dataclass(frozen=True, slots=True)
class PictureShown:
    """A picture that belongs to a text, as a reviewer sees it; `alt` says in words what it shows."""

    alt: str
    media_type: str
    image: bytes


class ContentType(Protocol):
    """One kind of content the host lets moderation judge. Content is born unpublished."""

    kind: str

    def describe(self, content_id: str) -> Description:
        """Where this content stands and what was said just before it."""

    def publish(self, content_id: str, text: str) -> None:
        """Show exactly `text`, the words that were judged, to everyone who may read that place."""

    def snapshot(self, content_id: str) -> Mapping[str, Any]:
        """How this stands now, for readers and for its author, as JSON.

        It differs from an earlier one if anybody has changed it or written under it since.
        """

    def put_back(self, content_id: str, snapshot: Mapping[str, Any]) -> None:
        """Let it stand exactly as it did then: a decision was undone a moment after it was made."""

    def withhold(self, content_id: str, state: State) -> None:
        """Stop showing, or go on not showing, the newest version; `state` says why.

        HIDDEN and REMOVED take down what readers can see. Any other state concerns a version
        nobody has seen yet: an earlier version that was published stays as it is.
        """

    def published_texts(self) -> Iterable[tuple[str, str]]:
        """Id and exact text of everything of this kind that readers can see now."""


@runtime_checkable
class HasPictures(Protocol):
    """What a `ContentType` offers besides, if pictures may belong to its texts."""

    def pictures(self, content_id: str, text: str) -> Sequence[PictureShown]:
        """The pictures that belong to exactly this text, and are judged with it."""


class People(Protocol):
    """What the host knows about people."""

    def current(self) -> Actor | None:
        """Who is making this request, or None."""

    def may(self, person_id: str, permission: Permission) -> bool:
        """Whether this person holds this permission, by their roles alone."""

    def name_of(self, person_id: str) -> str:
        """The name to show for this person; a neutral phrase if they have left."""

    def find(self, name: str) -> Sequence[Actor]:
        """People with an account whose name holds this, a few of them, to choose from."""

    def holding(self, permission: Permission) -> Collection[Actor]:
        """Everybody who holds this permission, for alerts and for finding who is left to decide."""

    def roll_version(self) -> str:
        """Changes whenever the roll does, so that what is compiled from it can be kept."""

    def roll(self) -> Sequence[RollPerson]:
        """The staff and pupils that screening should know by name."""

    def named_in(self, text: str) -> Collection[str]:
        """Ids of people with an account whom `text` names, by whatever name they have here.

        They may not decide on it, and nobody may who is connected to them.
        """

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
        """Queue a message in the open transaction, to be sent once it has been committed.

        `path` is where on the site to read more. The body never carries a post's text. What tells
        of an `act` that may yet be undone is sent `not_before` that is over.
        """

    def untell(self, act: int) -> bool:
        """Drop what waits to be sent about an act that is undone; False if any of it has gone."""
