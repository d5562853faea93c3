"""A text made ready for every detector, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.screening.normalise import Normalised, readings
from moderation.screening.sentences import Sentences, sentences

if TYPE_CHECKING:
    from moderation.screening.people import Mention


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was typed, every way to read it, where its sentences are, and who is meant."""

    original: str
    readings: Sequence[Normalised]
    sentences: Sentences
    mentions: Sequence["Mention"] = ()

    @classmethod
    def of(cls, original: str) -> "Text":
        """The text, read once for all detectors. Takes time linear in its length."""
        return cls(original, readings(original), sentences(original))
