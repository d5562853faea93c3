"""A post that is mostly in another language waits for somebody who reads it. That is no accusation.

Greetings and single sentences pass, and so do dialects and the way people type.
"""

from collections.abc import Collection, Sequence
from functools import cache
from unicodedata import name, normalize

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moderation.screening.lookalikes import lookalikes
from moderation.screening.matches import Match
from moderation.screening.text import Text

LANGUAGE = "language"
WHY = "This is mostly in another language, so someone who reads it will look."
_FEWEST_WORDS = 8
_FEWEST_LETTERS = 20
_SURE = 60.0  # how much likelier than English, as the logarithm that the identifier gives
# What families at schools in Britain write, as far as the identifier knows it. Scots and creoles
# are not among them: they are English to a moderator.
LANGUAGES = (
    *("en", "ar", "bg", "bn", "cs", "cy", "da", "de", "el", "es", "et", "fa", "fi", "fr", "ga"),
    *("gu", "he", "hi", "hr", "hu", "it", "ja", "ko", "ku", "lt", "lv", "ml", "ne", "nl", "no"),
    *("pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta"),
    *("te", "tl", "tr", "uk", "ur", "vi", "yo", "zh"),
)


class OtherLanguages:
    """The detector of posts that the other checks cannot read."""

    name = "language"

    def __init__(self, understood: Collection[str] = ()) -> None:
        """`understood` are the languages, as two letters, that need nobody to look."""
        self._understood = {"en", *understood}
        _identifier()  # opened now: the time that a text may take is too short for it

    def find(self, text: Text) -> Sequence[Match]:
        """One match about the whole text, if most of it is in a language that nobody may know."""
        words = [_plain(word) for word in normalize("NFKC", text.original).split()]
        if _language(words) in self._understood:
            return []
        return [Match(LANGUAGE, self.name, 0, 0, "", WHY)]


def _plain(word: str) -> str:
    """The word with letters of other scripts read as Latin, if it mixes them to hide."""
    if not any(_is_latin(char) for char in word if char.isalpha()):
        return word
    return "".join(lookalikes().get(char, char) for char in word)


def _language(words: Sequence[str]) -> str:
    """What most of the words are written in; English if that is likely, or too little is written."""
    letters = [char for word in words for char in word if char.isalpha()]
    latin = sum(map(_is_latin, letters))
    if len(letters) - latin >= _FEWEST_LETTERS and latin * 2 < len(letters):
        return str(_identifier().rank(" ".join(words))[0][0])
    spoken = [word for word in words if any(_is_latin(char) for char in word if char.isalpha())]
    if sum(1 for word in spoken if len(word) > 1) < _FEWEST_WORDS:
        return "en"
    likely = dict(_identifier().rank(" ".join(spoken)))
    best = max(likely, key=likely.__getitem__)
    return best if likely[best] - likely["en"] > _SURE else "en"


def _is_latin(char: str) -> bool:
    return char.isascii() or "LATIN" in name(char, "")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return identifier
