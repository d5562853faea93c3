"""What a result shows of a post: the words that were found, marked, with the words around them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from forum import markup
from forum.search.wanted import Terms
from forum.search.words import words_of

LENGTH, BEFORE = 240, 60  # characters of a snippet, and how many stand before what was found
CONSIDERED = 50  # places; a long post may be full of a word


@dataclass(frozen=True, slots=True)
class _Hit:
    """Where one of the words or phrases asked for stands."""

    start: int
    end: int
    terms: Terms


def marked(text: str, wanted: Sequence[Terms]) -> Markup:
    """The whole of a short text, such as a title, with what was found marked."""
    return markup.marked(text, _places(_hits(text, wanted)))


def snippet(html: str, wanted: Sequence[Terms]) -> Markup:
    """The part of a post that has most of what was asked for; its beginning, if it has none of it."""
    text = markup.words(html)
    hits = _hits(text, wanted)
    start = _after_a_space(text, _best_start(hits))
    end = _before_a_space(text, start + LENGTH)
    before, after = "… " if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
    places = [(first + shift, last + shift) for first, last in _places(inside)]
    return markup.marked(f"{before}{text[start:end]}{after}", places)


def _hits(text: str, wanted: Sequence[Terms]) -> list[_Hit]:
    words, found = words_of(text), []
    terms = tuple(word.term for word in words)
    for first, word in enumerate(words):
        for asked in wanted:
            last = first + len(asked)
            if terms[first:last] == asked:
                found.append(_Hit(word.start, words[last - 1].end, asked))
    return found


def _best_start(hits: Sequence[_Hit]) -> int:
    best, most, some = 0, 0, hits[:CONSIDERED]
    for hit in some:
        start = max(0, hit.start - BEFORE)
        end = start + LENGTH
        seen = len({other.terms for other in some if start <= other.start and other.end <= end})
        if seen > most:
            best, most = start, seen
    return best


def _after_a_space(text: str, place: int) -> int:
    return text.find(" ", place, place + BEFORE) + 1 or place if place else 0


def _before_a_space(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - BEFORE, place)
    return space if space > 0 else place


def _places(hits: Sequence[_Hit]) -> list[tuple[int, int]]:
    """Where to mark, in order; what overlaps is marked as one."""
    places: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end)):
        if places and hit.start <= places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], hit.end))
        else:
            places.append((hit.start, hit.end))
    return places
