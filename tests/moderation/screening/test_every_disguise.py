"""Every strong word in every usual disguise."""

from collections.abc import Callable

import pytest

from moderation.screening.lexicon import Grade, school_lexicon
from tests.moderation.screening.school import seen

WORDS = sorted(
    {
        entry.phrase
        for entry in school_lexicon().entries
        if entry.grade is Grade.STRONG
        and entry.category in ("profanity", "protected", "obscene")
        and entry.phrase.isascii()
        and entry.phrase.isalpha()
        and len(entry.phrase) > 3
    }
)
_LEET = str.maketrans("aeiost", "@31057")
_LOOKALIKES = str.maketrans("aceopxyikms", "асеорхуікмѕ")

DISGUISES: dict[str, tuple[Callable[[str], str], float]] = {
    "leet": (lambda word: word.translate(_LEET), 0.98),
    "spaces": (" ".join, 0.99),
    "dots": (".".join, 0.99),
    "dashes": ("-".join, 0.99),
    "lookalikes": (lambda word: word.translate(_LOOKALIKES), 0.99),
    "zero width": ("\u200b".join, 0.99),
    "repeats": (lambda word: word[0] + word[1] * 4 + word[2:], 0.99),
    "full width": (lambda word: "".join(chr(ord(char) + 0xFEE0) for char in word), 0.99),
    "case": (lambda word: word.title().swapcase(), 0.99),
    "accents": (lambda word: "\u0301".join(word), 0.99),
    "one star": (lambda word: f"{word[0]}*{word[2:]}", 0.98),
    "stars": (lambda word: word[0] + "*" * (len(word) - 1), 0.9),  # b***** may be bloody
}


@pytest.mark.parametrize(("disguise", "least"), DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_hides_hardly_any_strong_word(disguise: Callable[[str], str], least: float) -> None:
    missed = [word for word in WORDS if not seen(f"that was {disguise(word)} honestly")]
    assert len(missed) <= (1 - least) * len(WORDS), missed
