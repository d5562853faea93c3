"""Quoting a post: whom it names, where it leads, and what no longer shows and is quoted all the same."""

import re

from forum import markup
from forum.boards import queries
from forum.boards.models import Post, Revision

HIDDEN_WHY = "It quotes words that do not show on the forum any more, so a person reads it first."
_POST_QUOTED = re.compile(r"\bwrote\]\(/posts/(\d{1,9})\)")
_FEWEST_WORDS = 4  # fewer can be anybody's
_ESCAPED = re.compile(r"([\\`*_\[\]<>&@])")


def begin(post: Post, revision: Revision) -> str:
    """The beginning of a reply that quotes this post: who wrote it, with a link, and its words."""
    return f"{whose(post)}\n\n{markup.quote(revision.body)}"


def whose(post: Post) -> str:
    """The line above a quotation, in Markdown."""
    name = _ESCAPED.sub(r"\\\1", post.author.display_name)
    return f"[{name} wrote](/posts/{post.id}):"


def quotes_what_is_gone(post: Post, body: str) -> bool:
    """Whether a text for this post's topic quotes what its readers can't see now.

    By the link above the quotation, or by four words or more of a post of this topic that was
    taken out of sight, whoever wrote it.
    """
    named = [int(number) for number in _POST_QUOTED.findall(body)]
    if named and queries.count_shown(set(named)) < len(set(named)):
        return True
    lines = [line for line in map(_folded, markup.quoted_lines(body)) if _is_telling(line)]
    if not lines:
        return False
    gone = [_folded(text) for text in queries.texts_out_of_sight(post)]
    return any(line in text for line in lines for text in gone)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_telling(line: str) -> bool:
    return line.count(" ") + 1 >= _FEWEST_WORDS
