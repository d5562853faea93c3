"""The words that matter, graded: better-profanity's list and the school's own, compiled once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from moderation.screening.phrases import Phrases
from moderation.screening.places import Places
from moderation.screening.text import Text

_PACKAGE = "moderation.screening"
_ENDINGS = ("", "s", "es", "ed", "ing", "er", "ers")
_LONG = 6  # shorter words of better-profanity make everyday ones with an ending, like spikes and lens


class Grade(StrEnum):
    """What a phrase needs before it counts."""

    STRONG = "strong"  # nothing
    AIMED = "aimed"  # somebody at school, in the same sentence
    SCHOOL = "school"  # somebody at school, or the school itself, in the same sentence
    MILD = "mild"  # it never counts: it is here so that d**n is not taken for something worse


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of the lexicon."""

    phrase: str
    category: str
    grade: Grade
    inflects: bool = False  # with a usual ending it counts too


@dataclass(frozen=True, slots=True)
class Hit:
    """One phrase found, with its place in the original text."""

    entry: Entry
    start: int
    end: int


class Lexicon:
    """All phrases in one automaton, with what is allowed in another."""

    def __init__(self, entries: Iterable[Entry], allowed: Iterable[str] = ()) -> None:
        self.entries = tuple(entry for entry in entries if entry.grade is not Grade.MILD)
        self._phrases: Phrases[Entry] = Phrases()
        for entry in self.entries:
            elastic = entry.grade is Grade.STRONG
            for phrase in spellings(entry):
                self._phrases.add(phrase, entry, elastic=elastic)
        self._phrases.compiled()
        self._allowed: Phrases[None] = Phrases()
        for phrase in allowed:
            self._allowed.add(phrase, None)
        self._allowed.compiled()

    def find(self, text: Text) -> Sequence[Hit]:
        """Every phrase of the text but what is allowed, in order of place."""
        found = {hit for reading in text.readings for hit in self._phrases.find(reading)}
        allowed = Places(
            (place.start, place.end) for place in (self._allowed.find(text.readings[0]) if found else ())
        )
        hits = {
            Hit(hit.value, hit.start, hit.end) for hit in found if not allowed.cover(hit.start, hit.end)
        }
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.entry.category))


def spellings(entry: Entry) -> Iterator[str]:
    """The phrase; and with every usual ending, if it takes them."""
    for ending in _ENDINGS if entry.inflects else ("",):
        yield entry.phrase + ending


@cache
def school_lexicon() -> Lexicon:
    """The lexicon this package ships: compiled at the first call, the same ever after."""
    allowed = frozenset(read_allowed())
    own = tuple(read_entries())
    ours = {entry.phrase for entry in own}
    theirs = (
        Entry(word, "obscene", Grade.STRONG, inflects=word.isalpha() and len(word) >= _LONG)
        for word in better_profanity_words()
        if word not in allowed and word not in ours
    )
    return Lexicon((*own, *theirs), allowed)


def extra_lexicon(words: Iterable[str]) -> Lexicon:
    """A school's own words, each strong, whatever the list of what is allowed says."""
    bare = (word.strip().casefold() for word in words)
    return Lexicon(Entry(word, "profanity", Grade.STRONG, inflects=word.isalpha()) for word in bare)


def read_entries() -> Iterator[Entry]:
    """The phrases of lexicon.txt, each under its heading: [category grade]."""
    category, grade = "", Grade.STRONG
    for line in _lines("lexicon.txt"):
        if line.startswith("["):
            category, named = line.strip("[]").split()
            grade = Grade(named)
        else:
            yield Entry(line, category, grade, inflects=grade is Grade.STRONG and line.isalpha())


def read_allowed() -> Iterator[str]:
    """The lines of allowed.txt: everyday words and phrases that are never a match."""
    return _lines("allowed.txt")


def school_words() -> Iterator[str]:
    """The lines of school_words.txt: what people call the school itself."""
    return _lines("school_words.txt")


def better_profanity_words() -> Iterator[str]:
    """The words better-profanity ships, in lower case."""
    text = files("better_profanity").joinpath("profanity_wordlist.txt").read_text("utf-8")
    return (line.strip().lower() for line in text.splitlines() if line.strip())


def _lines(name: str) -> Iterator[str]:
    text = files(_PACKAGE).joinpath(name).read_text("utf-8")
    return (line.strip() for line in text.splitlines() if line.strip() and line[0] != "#")
