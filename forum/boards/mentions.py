"""Whom a post addresses: @ and a name, as everyone here is called by it.

Only somebody who may read the board can be addressed on it. Any other name stays plain text, and
looks the same whether its bearer is in another class, has left, or was never here. Where several
readers have one name, all of them are addressed: to choose would be to guess.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import islice

from forum import markup
from forum.accounts.models import User
from forum.boards import queries
from forum.boards.models import Board, Post

MOST = 10  # people one post addresses; what goes beyond that is an announcement
SHORTEST = 2  # letters of a name before any is suggested
SUGGESTED = 6
_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_NO_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_LONGEST_NAME = 80
_WORD = re.compile(r"\w+")
_END_OF_WORD = re.compile(r"(?<=[\w.)])(?!\w)")

Names = Mapping[str, Sequence[int]]


class Finder:
    """Finds in one text, stretch after stretch, where somebody is addressed, and remembers whom."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._first_letters = {name[:1] for name in names}
        self._most_ends = max((2 * len(_WORD.findall(name)) for name in names), default=0)
        self.people: list[int] = []
        self.shared: list[str] = []
        self.went_beyond = False

    def __call__(self, text: str) -> Sequence[markup.Span]:
        """Where in this stretch somebody is addressed; the longest name that fits counts."""
        if not self._names:
            return ()
        found = []
        for at in _AT.finditer(text):
            end = self._end_of_name(text, at.end())
            if end and self._note(text[at.end() : end]):
                found.append((at.start(), end))
        return found

    def _end_of_name(self, text: str, start: int) -> int | None:
        line = text[start : start + _LONGEST_NAME + 1].split("\n", 1)[0]
        if folded(line[:4])[:1] not in self._first_letters:
            return None
        ends = [each.end() for each in islice(_END_OF_WORD.finditer(line), self._most_ends)]
        fits = (end for end in reversed(ends) if folded(line[:end]) in self._names)
        end = next(fits, None)
        return None if end is None else start + end

    def _note(self, name: str) -> bool:
        bearers = self._names[folded(name)]
        fresh = [person for person in bearers if person not in self.people]
        if len(self.people) + len(fresh) > MOST:
            self.went_beyond = True
            return False
        if fresh and len(bearers) > 1:
            self.shared.append(name)
        self.people.extend(fresh)
        return True


def finder_for(board: Board, body: str) -> Finder:
    """What finds the mentions in a text on this board."""
    if "@" not in body:
        return Finder({})
    names: dict[str, list[int]] = {}
    for person, name in queries.names_of_readers(board):
        names.setdefault(folded(name), []).append(person)
    return Finder(names)


def people_mentioned(post: Post) -> Sequence[User]:
    """Whom a post addresses, in its order: readers of its board as they are now, never its author.

    It goes by the version that shows; by the newest, while none does. Whether somebody is to be
    told, and how, is for the caller: the post itself may still wait.
    """
    number = post.published_number or post.last_number
    body = queries.version_of(post, number).body
    board = post.topic.board
    finder = _read(board, body)
    wanted = [person for person in finder.people if person != post.author_id]
    found = {user.id: user for user in queries.readers_with_ids(board, wanted)} if wanted else {}
    return [found[person] for person in wanted if person in found]


def hints(board: Board, body: str) -> Sequence[str]:
    """What a writer should know of the names in their text, in sentences."""
    finder = _read(board, body)
    said = [
        f"More than one person here is called {name}: all of them are meant." for name in finder.shared
    ]
    if finder.went_beyond:
        said.append(
            f"A post addresses at most {MOST} people with @. The other names stand as plain text, "
            "and everybody who reads the board can still read your post."
        )
    return said


def names_beginning(board: Board, beginning: str, *, writer: User) -> Sequence[str]:
    """A few names of readers of this board with a word that begins like this, for whoever writes."""
    wanted = folded(beginning)
    if len(wanted) < SHORTEST:
        return ()
    names = {
        name
        for person, name in queries.names_of_readers(board)
        if person != writer.id and f" {wanted}" in f" {folded(name)}"
    }
    return sorted(names, key=lambda name: (not folded(name).startswith(wanted), folded(name)))[
        :SUGGESTED
    ]


def folded(name: str) -> str:
    """A name as it is compared: no capitals, no accents, no apostrophes, single spaces."""
    letters = unicodedata.normalize("NFKD", name.translate(_NO_APOSTROPHES))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def _read(board: Board, body: str) -> Finder:
    finder = finder_for(board, body)
    for stretch in markup.own_words(body):
        finder(stretch)
    return finder
