"""What somebody typed into the search box, read as what they want. Pure; every text can be read."""

import re
from dataclasses import dataclass

from forum.search.words import terms_of

MOST = 20  # words and phrases; more than that is a text, not a search

# A word in quotation marks or not, with a minus before it or the name of a filter.
_PIECE = re.compile(
    r"""(?P<minus>-+)?(?P<filter>(?:board|from):)?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<word>[^\s"“”„«»]+))""",
    re.IGNORECASE,
)
# In a question these are only in the way; in quotation marks, or alone, they count.
_LITTLE = (
    "a an and are as at be by did do does for from had has have how i if in into is it me my not of on "
    "or our so that the their there they this to us was we were what when where which who why with you "
    "your"
)

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be in a post and what must not be; each is one word, or words in a row."""

    words: tuple[Terms, ...] = ()
    without: tuple[Terms, ...] = ()
    board: str = ""
    author: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was typed that could be looked for."""
        return not (self.words or self.without or self.board or self.author)


def read(text: str) -> Wanted:
    """Plain words, "words in a row", -without, board:year-2 and from:"Asha", in any order."""
    words: list[Terms] = []
    little: list[Terms] = []
    without: list[Terms] = []
    filters = {"board": "", "from": ""}
    for piece in _PIECE.finditer(text):
        said = piece["phrase"] if piece["word"] is None else piece["word"]
        if piece["filter"] and not piece["minus"]:
            filters[piece["filter"][:-1].lower()] = said
        elif terms := terms_of((piece["filter"] or "") + said):
            is_little = piece["word"] is not None and len(terms) == 1 and terms[0] in _LITTLE_TERMS
            (without if piece["minus"] else little if is_little else words).append(terms)
    return Wanted(
        words=tuple(dict.fromkeys(words or little)),
        without=tuple(dict.fromkeys(without)),
        board=filters["board"],
        author=filters["from"],
    )


_LITTLE_TERMS = frozenset(terms_of(_LITTLE))
