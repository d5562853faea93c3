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
from moderation.screening.phrases import Phrases
from moderation.screening.places import Places
from moderation.screening.reasons import reason
from moderation.screening.settings import Settings
from moderation.screening.text import Text

_PRONOUNS = (
    *("he", "she", "him", "her", "his", "hers", "hes", "shes", "himself", "herself"),
    *("they", "theyre", "them", "their", "you", "your", "youre", "yours"),
    *("that man", "that woman", "the man", "the woman", "this man", "this woman"),
)


class StrongWords:
    """Words that hold by themselves, however they are disguised."""

    name = "words"

    def __init__(self, settings: Settings) -> None:
        self._shipped = school_lexicon()
        self._own = extra_lexicon(settings.held_words)
        self._passed = _phrases(settings.passed_words)

    def find(self, text: Text) -> Sequence[Match]:
        """Every strong word that is not part of somebody's name, and every word of the school's."""
        names = [(m.start, m.end) for m in text.mentions if m.person]
        passed = [(found.start, found.end) for found in self._passed.find(text.readings[0])]
        harmless = Places((*names, *passed))
        shipped = [
            (hit.entry.category, hit.start, hit.end)
            for hit in self._shipped.find(text)
            if hit.entry.grade is Grade.STRONG and not harmless.cover(hit.start, hit.end)
        ]
        own = [(hit.entry.category, hit.start, hit.end) for hit in self._own.find(text)]
        masked = [(found.value, found.start, found.end) for found in masked_words(text.original)]
        return [
            _match(self.name, text, category, start, end)
            for category, start, end in (*shipped, *own, *masked)
        ]


class AimedWords:
    """Words that count when they are said of somebody at school, or of the school."""

    name = "people"

    def __init__(self) -> None:
        self._lexicon = school_lexicon()

    def find(self, text: Text) -> Sequence[Match]:
        """Every aimed word in a sentence that is about somebody, or about the school."""
        people = _about(text)
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


def _about(text: Text) -> set[int]:
    """The sentences that name somebody, and later ones that go on about them."""
    named = {text.sentences.number(mention.start) for mention in text.mentions}
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
