"""The detectors of words: those that hold by themselves, and those that count when aimed."""

from collections.abc import Iterable, Sequence
from functools import cache

from moderation.screening.lexicon import (
    Grade,
    Hit,
    extra_lexicon,
    school_lexicon,
    school_words,
)
from moderation.screening.masked import masked_words
from moderation.screening.matches import Match
from moderation.screening.people import Mention, PeopleIndex
from moderation.screening.phrases import Phrases
from moderation.screening.places import Places
from moderation.screening.reasons import reason
from moderation.screening.text import Text

_PRONOUNS = (
    *("he", "she", "him", "her", "his", "hers", "hes", "shes", "himself", "herself"),
    *("they", "theyre", "them", "their", "you", "your", "youre", "yours"),
    *("that man", "that woman", "the man", "the woman", "this man", "this woman"),
)


class StrongWords:
    """Words that hold by themselves, however they are disguised."""

    name = "words"

    def __init__(self, people: PeopleIndex, extra_words: Iterable[str] = ()) -> None:
        self._people = people
        self._lexicons = (school_lexicon(), extra_lexicon(extra_words))

    def find(self, text: Text) -> Sequence[Match]:
        """Every strong word that is not part of somebody's name."""
        names = Places((m.start, m.end) for m in self._people.mentions_in(text) if m.person)
        hits = (
            hit
            for lexicon in self._lexicons
            for hit in lexicon.find(text)
            if hit.entry.grade is Grade.STRONG and not names.cover(hit.start, hit.end)
        )
        plain = [_match(self.name, text, h.entry.category, h.start, h.end) for h in hits]
        masked = (
            _match(self.name, text, found.value, found.start, found.end)
            for found in masked_words(text.original)
        )
        return (*plain, *masked)


class AimedWords:
    """Words that count when they are said of somebody at school, or of the school."""

    name = "people"

    def __init__(self, people: PeopleIndex) -> None:
        self._people = people
        self._lexicon = school_lexicon()

    def find(self, text: Text) -> Sequence[Match]:
        """Every aimed word in a sentence that is about somebody, or about the school."""
        people = _about(text, self._people.mentions_in(text))
        either = people | _about_school(text)
        return [
            _match(self.name, text, hit.entry.category, hit.start, hit.end)
            for hit in self._lexicon.find(text)
            if _counts(hit, text, people, either)
        ]


def _counts(hit: Hit, text: Text, people: set[int], either: set[int]) -> bool:
    """Is what this word needs in its sentence?"""
    sentence = text.sentences.number(hit.start)
    if hit.entry.grade is Grade.AIMED:
        return sentence in people
    return hit.entry.grade is Grade.SCHOOL and sentence in either


def _about(text: Text, mentions: Sequence[Mention]) -> set[int]:
    """The sentences that name somebody, and later ones that go on about them."""
    named = {text.sentences.number(mention.start) for mention in mentions}
    if not named:
        return named
    first = min(named)
    pronouns = (
        text.sentences.number(found.start)
        for reading in text.readings
        for found in _pronouns().find(reading)
    )
    return named | {number for number in pronouns if number > first}


def _about_school(text: Text) -> set[int]:
    """The sentences that speak of the school, its people as a body or what it does."""
    return {
        text.sentences.number(found.start)
        for reading in text.readings
        for found in _school().find(reading)
    }


@cache
def _pronouns() -> Phrases[None]:
    return _phrases(_PRONOUNS)


@cache
def _school() -> Phrases[None]:
    return _phrases(school_words())


def _phrases(words: Iterable[str]) -> Phrases[None]:
    phrases: Phrases[None] = Phrases()
    for word in words:
        phrases.add(word, None)
    return phrases.compiled()


def _match(detector: str, text: Text, category: str, start: int, end: int) -> Match:
    words = text.original[start:end]
    return Match(category, detector, start, end, words, reason(category, words))
