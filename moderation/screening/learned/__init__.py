"""What no list of words sees: complaints, sneers, hints. A small model trained on posts by hand.

It reads a text without names, says how likely it is that a sensible head would want to look first,
what for, and which words speak for it. `moderation/training/` made it and says how well it does.
"""

from collections.abc import Callable, Iterator, Sequence

from moderation.screening.learned.encoder import (
    LONGEST,
    Encoder,
    Limits,
    ModelDamaged,
    Opinion,
    Piece,
    shipped,
)
from moderation.screening.learned.prepare import Passage, passages
from moderation.screening.matches import UNSCREENED, Match
from moderation.screening.reasons import reason
from moderation.screening.text import Text

__all__ = ["Encoder", "Learned", "ModelDamaged", "shipped"]

AT_MOST = 1_000  # word pieces of one text: about 4,500 characters, which take a tenth of a second
TOO_LONG = "This is too long for every check, so a person reads it."
_SHOWN = 60  # characters of what weighs most
_URGENT = frozenset(("threat", "safeguarding"))


class Learned:
    """The detector: what the model would have somebody look at.

    The model is opened when first asked. If it cannot be, every text is held as unscreened.
    """

    name = "model"

    def __init__(self, harmless_held: float, open_encoder: Callable[[], Encoder] = shipped) -> None:
        """`harmless_held` is the part of harmless posts, 0.05 say, that may wait for a look."""
        self._harmless_held = harmless_held
        self._open_encoder = open_encoder

    def find(self, text: Text) -> Sequence[Match]:
        """One match for each category the model sees in a paragraph, at the words that weigh most."""
        encoder = self._open_encoder()
        found = passages(text)
        if len(found) > 1 and encoder.length(found[-1].text) > LONGEST:
            found = found[:-1]  # all of it together does not fit one reading
        if sum(encoder.length(passage.text) for passage in found) > AT_MOST:
            return [Match(UNSCREENED, self.name, 0, 0, "", TOO_LONG)]
        limits = encoder.limits(self._harmless_held)
        return [
            match
            for passage in found
            for opinion in encoder.opinions(passage.text)
            for match in self._matches(opinion, limits, passage, text)
        ]

    def _matches(
        self, opinion: Opinion, limits: Limits, passage: Passage, text: Text
    ) -> Iterator[Match]:
        is_urgent = opinion.urgent >= limits.urgent and opinion.hold >= limits.urgent_hold
        if opinion.hold < limits.hold and not is_urgent:
            return
        start, end = _place(opinion.pieces, passage, text)
        words = text.original[start:end]
        for category in _categories(opinion, limits, is_urgent):
            yield Match(category, self.name, start, end, words, reason(category, words))


def _categories(opinion: Opinion, limits: Limits, is_urgent: bool) -> Sequence[str]:
    """What it is about: the likeliest, and whatever else is likely enough.

    What is urgent goes by a question of its own: nobody is alarmed by a guess at a category.
    """
    likely = sorted(opinion.categories, key=opinion.categories.__getitem__, reverse=True)
    urgent = [name for name in likely if name in _URGENT]
    others = [name for name in likely if name not in _URGENT]
    chosen = urgent[:1] if is_urgent else others[:1]
    more = (
        name
        for name in (likely if is_urgent else others)
        if opinion.categories[name] >= limits.category and name not in chosen
    )
    return [*chosen, *more]


def _place(pieces: Sequence[Piece], passage: Passage, text: Text) -> tuple[int, int]:
    """Where the words are that weigh most, as they were typed: some words of one sentence."""
    best, bounds = float("-inf"), (0, 0)
    for first in range(len(pieces)):
        total = 0.0
        begin = passage.origins[pieces[first].start]
        sentence = text.sentences.number(begin)
        for last in range(first, len(pieces)):
            end = passage.origins[pieces[last].end - 1] + 1
            if end - begin > _SHOWN or text.sentences.number(end - 1) != sentence:
                break
            total += pieces[last].weight
            if total > best:
                best, bounds = total, (begin, end)
    return _whole_words(text.original, *bounds)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
