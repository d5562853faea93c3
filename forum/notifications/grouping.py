"""What somebody was told, put together: “3 new replies in The fair”. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NAMED = 3  # people named before the rest are counted


class NewsKind(StrEnum):
    """What there is to tell somebody of a post."""

    REPLY = "reply"
    TOPIC = "topic"
    MENTION = "mention"
    QUOTE = "quote"
    THANKS = "thanks"


NAMING = frozenset({NewsKind.MENTION, NewsKind.QUOTE})


@dataclass(frozen=True, slots=True)
class Item:
    """One post somebody was told of, as they may see it now; `who` wrote it, or said thank you."""

    kind: NewsKind
    post_id: int
    topic_id: int
    title: str
    place: str
    who: str
    told_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Everything of one kind in one topic that is new, or that is not; `post_id` is the first.

    Thanks belong to their post.
    """

    kind: NewsKind
    words: str
    post_id: int
    count: int
    latest: datetime
    is_new: bool


def grouped(items: Iterable[Item]) -> Sequence[Group]:
    """The groups, what is new before what is not, the latest first."""
    together: dict[tuple[object, ...], list[Item]] = {}
    for item in sorted(items, key=lambda item: (item.post_id, item.told_at)):
        # A topic is a thing of its own each time; replies to it belong together.
        place = item.post_id if item.kind is NewsKind.THANKS else item.topic_id
        together.setdefault((place, item.kind, item.is_new), []).append(item)
    groups = [_group(found) for found in together.values()]
    return sorted(groups, key=lambda group: (group.is_new, group.latest), reverse=True)


def _group(items: Sequence[Item]) -> Group:
    first = items[0]
    return Group(
        kind=first.kind,
        words=_words(items),
        post_id=first.post_id,
        count=len(items),
        latest=max(item.told_at for item in items),
        is_new=first.is_new,
    )


def _words(items: Sequence[Item]) -> str:
    first, who = items[0], _names([item.who for item in items])
    match first.kind:
        case NewsKind.REPLY:
            count = "A new reply" if len(items) == 1 else f"{len(items)} new replies"
            said = count if first.is_new else count.replace("new ", "")
            return f"{said} in {first.title}, from {who}"
        case NewsKind.TOPIC:
            return f"{who} started {first.title} on {first.place}"
        case NewsKind.MENTION:
            return f"{who} mentioned you in {first.title}"
        case NewsKind.QUOTE:
            return f"{who} quoted you in {first.title}"
        case NewsKind.THANKS:
            return f"{_thankers(items)} said thank you for your post in {first.title}"


def _thankers(items: Sequence[Item]) -> str:
    """Asha and 2 others, as under the post."""
    first, *others = [item.who for item in items]
    return f"{first} and {len(others)} others" if len(others) > 1 else _names([first, *others])


def _names(names: Iterable[str]) -> str:
    """Asha, Ben and 2 others."""
    each = list(dict.fromkeys(names))
    if len(each) > NAMED:
        rest = len(each) - NAMED + 1
        return f"{', '.join(each[: NAMED - 1])} and {rest} others"
    return " and ".join(filter(None, (", ".join(each[:-1]), each[-1])))
