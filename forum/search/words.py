"""The words of a text as search compares them: without case, accents or endings. Pure.

Both databases are given the same words, so that both find the same posts. Whatever changes here
changes what is in the index: such a change comes with a migration that builds it anew.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

LONGEST = 60  # letters; what is longer is nobody's word

# Accents of Latin, Greek and Cyrillic letters, the points that Hebrew and Arabic mostly leave out,
# and what says whether an emoji has colours.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670\ufe00-\ufe0f]")
# Letters that are one by themselves, but that others type without their mark.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
# Scripts without spaces between words, and Korean, whose words carry their endings: every sign is a
# word, and signs asked for together are found in a row.
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_ENDING = re.compile(r"['’ʼ](?:(s)|(t))(?![^\W_])", re.IGNORECASE)  # children’s, don’t
_LETTER, _MARK, _ALONE, _GAP = "a", "m", "o", " "
_WORD = re.compile(f"{_LETTER}[{_LETTER}{_MARK}]*|{_ALONE}{_MARK}*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: how search knows it, and its place in the text."""

    term: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Every word in its order. Hyphens and most apostrophes part words; an emoji is one."""
    found, done = [], 0
    for match in _WORD.finditer(text.translate(_KINDS)):
        start, end = match.span()
        if start < done:
            continue  # the s of “children’s”, or the t of “don’t”
        word, done = text[start:end], end
        if ending := _ENDING.match(text, end):
            word, done = (word if ending[1] else word + ending[2]), ending.end()
        if term := _term(word):
            found.append(Word(term, start, done))
    return found


def terms_of(text: str) -> tuple[str, ...]:
    """The same without their places."""
    return tuple(word.term for word in words_of(text))


@lru_cache(maxsize=2_048)
def names_of(name: str) -> tuple[str, ...]:
    """The parts of somebody's name, with their endings: “Zoë Jones” is zoe and jones."""
    return tuple(folded(part) for part in re.split(r"[\W_]+", name) if part)


def folded(word: str) -> str:
    """The word without case, accents, or anything that is no part of it."""
    parted = unicodedata.normalize("NFKD", word.casefold())
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", parted)).casefold().translate(_PLAIN)
    return "".join(sign for sign in plain if sign.isalnum() or _is_of_other_scripts(sign))[:LONGEST]


def _is_of_other_scripts(sign: str) -> bool:
    return not sign.isascii() and unicodedata.category(sign)[0] in "LMNS"


@lru_cache(maxsize=50_000)
def _term(word: str) -> str:
    plain = folded(_SKIN_TONES.sub("", word))
    if not (plain.isascii() and plain.isalpha()):
        return plain
    with _STEMMING:
        return str(_STEMMER.stemWord(plain))


def _kind(sign: str) -> str:
    category = unicodedata.category(sign)
    if _NO_SPACES.match(sign):
        return _MARK if category[0] == "M" else _ALONE
    if category[0] in "LN":
        return _LETTER
    if category[0] == "M" or category == "Cf" or _SKIN_TONES.match(sign):
        return _MARK
    return _ALONE if category == "So" else _GAP


class _Kinds(dict[int, str]):
    """What each character is in a word, looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = _kind(chr(code))
        return kind


_KINDS = _Kinds()
_STEMMER = stemmer("english")
_STEMMING = Lock()  # the stemmer keeps the word it works on to itself
