"""A text made ready for every detector, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.screening.normalise import Normalised, readings
from moderation.screening.sentences import Sentences, sentences


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was typed, every way to read it, and where its sentences are."""

    original: str
    readings: Sequence[Normalised]
    sentences: Sentences

    @classmethod
    def of(cls, original: str) -> "Text":
        """The text, read once for all detectors. Takes time linear in its length."""
        return cls(original, readings(original), sentences(original))
