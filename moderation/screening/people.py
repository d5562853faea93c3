"""Who is meant: people of the roll by name, nickname, initials, role or relation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from moderation.screening.matches import RollPerson
from moderation.screening.phrases import Found, Phrases
from moderation.screening.roles import is_figure_of_speech, role_phrases
from moderation.screening.text import Text

_TITLES = ("Mr", "Mrs", "Miss", "Ms", "Dr", "Mx", "Sir")
_RELATION = re.compile(
    r"['’]?s?['’]?\s+(mum|mam|mom|mummy|dad|daddy|nan|nana|gran|grandma|grandad|grandpa|brother|"
    r"sister|parents?|family|carer|step-?(?:mum|dad)|auntie|aunty|aunt|uncle|lot)\b",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile(r"['’‘`´ʼ＇]s?$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?…\n:\"“‘(])\W*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One person meant in a text, and where. `person` is None for a role nobody on the roll has.

    `relative` says who is meant if it is somebody of theirs: the mum in "Alfie's mum"; `by_role`
    that no name was used: "the Year 4 teacher".
    """

    person: RollPerson | None
    start: int
    end: int
    words: str
    relative: str = ""
    by_role: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to name someone, and what has to be true of the text for it to be a name."""

    person: RollPerson | None
    capital: bool = False
    inside: bool = False
    role: bool = False
    owner: bool = False


@cache
def name_words() -> frozenset[str]:
    """Common English words that are also names: Grace, Hope, Will, Mark, May."""
    text = files("moderation.screening").joinpath("name_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


class PeopleIndex:
    """The roll, compiled once. Immutable, so that threads may share it."""

    def __init__(self, roll: Iterable[RollPerson]) -> None:
        people = tuple(roll)
        names: Phrases[_Name] = Phrases()
        for person in people:
            for phrase, name in _names(person):
                _add(names, phrase, name)
        for phrase, person in _initials(people):
            _add(names, phrase, _Name(person))
        for phrase, holder in role_phrases(people):
            _add(names, phrase, _Name(holder, role=True))
        self._names = names.compiled()

    def read(self, original: str) -> Text:
        """The text made ready for every detector, with everybody meant in it."""
        text = Text.of(original)
        return replace(text, mentions=self._mentions_in(text))

    def mentions(self, text: str) -> Sequence[Mention]:
        """Everybody meant, in order; of two that overlap the longer. A mention is never a match."""
        return self.read(text).mentions

    def _mentions_in(self, text: Text) -> Sequence[Mention]:
        found = (
            name
            for reading in text.readings
            for name in self._names.find(reading)
            if _is_meant(name, text.original)
        )
        return tuple(_longest(_mention(name, text.original) for name in found))


def _add(names: Phrases[_Name], phrase: str, name: _Name) -> None:
    """Look for the phrase, and for what belongs to whom it means."""
    if phrase.strip():
        names.add(phrase, name)
        names.add(f"{phrase.strip()}'s", replace(name, owner=True))


def _names(person: RollPerson) -> Iterator[tuple[str, _Name]]:
    """Every way to name one person, but roles and initials."""
    given, family = person.given_name.strip(), person.family_name.strip()
    sure, staff = _Name(person), person.role == "staff"
    if given and family:
        yield f"{given} {family}", sure
        yield f"{given} {family[0]}", _Name(person, capital=True)
    for title in _TITLES if staff and family else ():
        yield f"{title} {family}", sure
        yield f"{title}. {family}", sure
        yield f"{title} {given} {family}", sure
    if staff and person.title and given:
        yield f"{person.title} {given}", sure
    if staff and family and not _is_word(family):
        yield family, _Name(person, capital=len(family) < 5)
    for name in (given, *person.known_as):
        if " " in name.strip():
            yield name, sure
        elif len(name.strip()) > 1:
            common = _is_word(name)
            yield name, _Name(person, capital=common or len(name) < 4, inside=common)


def _is_word(name: str) -> bool:
    return name.strip().casefold() in name_words()


def _initials(people: Sequence[RollPerson]) -> Iterator[tuple[str, RollPerson]]:
    """Mr P, where only one Mr on the roll has a family name in P."""
    staff = [p for p in people if p.role == "staff" and p.title and p.family_name.strip()]
    initials = Counter((p.title, p.family_name.strip()[0]) for p in staff)
    for person in staff:
        letter = person.family_name.strip()[0]
        if initials[person.title, letter] == 1:
            yield f"{person.title} {letter}", person
            yield f"{person.title}. {letter}", person


def _is_meant(found: Found[_Name], text: str) -> bool:
    """Does the grammar around it say that this is a person?"""
    name = found.value
    if name.role:
        return not is_figure_of_speech(text, found.start, found.end)
    if name.owner and _RELATION.match(text, found.end):
        return True
    if name.owner and name.capital and not _APOSTROPHE.search(text[found.start : found.end]):
        return False
    if name.capital and not text[found.start : found.start + 1].isupper():
        return False
    if name.capital and text[found.start : found.end].isupper() and found.end - found.start > 2:
        return not name.inside
    return not (name.inside and _SENTENCE_START.search(text[max(0, found.start - 4) : found.start]))


def _mention(found: Found[_Name], text: str) -> Mention:
    """The mention, with "'s mum" where it is about someone's family."""
    relation = None if found.value.role else _RELATION.match(text, found.end)
    end = relation.end() if relation else found.end
    relative = relation[1] if relation else ""
    return Mention(
        found.value.person, found.start, end, text[found.start : end], relative, found.value.role
    )


def _longest(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Each place once for each person it may mean; nothing inside something longer."""
    seen: set[tuple[int, int, str]] = set()
    reached = (0, 0)
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        place = (mention.start, mention.end)
        key = (*place, repr(mention.person))
        if key in seen or (place != reached and mention.start < reached[1]):
            continue
        seen.add(key)
        reached = place
        yield mention
