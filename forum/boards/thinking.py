"""A minute's thought before posting (clauses C3 to C9): what is shown, and what came of it.

It is a guide and never a bar: nothing here holds or refuses a post, and nothing that decides about
a post or a person reads what is kept here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa
from markupsafe import Markup

from forum import links, markup
from forum.accounts.models import User
from forum.boards import mentions, queries
from forum.boards.models import Board, PromptEvent, PromptOccasion, PromptOutcome
from forum.extensions import db, moderation
from moderation import Foresight, clock

LEFT_AFTER = timedelta(days=1)
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Look:
    """A text as readers would see it, and what its writer should know before sending it."""

    title: str
    shown: Markup
    hints: Sequence[str]
    foresight: Foresight | None


def look(board: Board, place: str, title: str, body: str, *, writer: User) -> Look:
    """How a text would look on this board. Nothing is sent, and nobody else sees it."""
    body = markup.tidy(body)
    return Look(
        title=title,
        shown=markup.cleaned(markup.render(body, mentions.finder_for(board, body))),
        hints=[*mentions.hints(board, body), *_link_hints(body)],
        foresight=think_again(place, title, body, writer=writer),
    )


def think_again(place: str, title: str, body: str, *, writer: User) -> Foresight | None:
    """What to say to somebody whose words might have to wait, noting that they were asked to think."""
    foresight = moderation.foresee(_judged(title, body))
    if foresight:
        note_shown(place, PromptOccasion.WORDS, _judged(title, body), writer=writer)
    return foresight


def note_shown(place: str, occasion: PromptOccasion, text: str, *, writer: User) -> None:
    """The questions are before this person now."""
    _let_go_of_old_ones(writer)
    found = [event for event in queries.open_prompts(writer, place) if event.occasion is occasion]
    event = found[0] if found else PromptEvent(author_id=writer.id, place=place, occasion=occasion)
    event.policy_hash, event.words_hash = moderation.policy.hash, _hash(text)
    event.shown_at = clock.now()
    db.session.add(event)


def sent(place: str, title: str, body: str, *, writer: User, is_first: bool) -> None:
    """This person has sent a text from here: the same as when they were asked to think, or another."""
    text = _judged(title, body)
    if is_first:
        note_shown(place, PromptOccasion.FIRST_POST, text, writer=writer)
    # What was just noted has to be found with the rest.
    db.session.flush()
    for event in queries.open_prompts(writer, place):
        is_same = event.words_hash == _hash(text)
        _settle(event, PromptOutcome.CONTINUED if is_same else PromptOutcome.EDITED)


def left(place: str, *, writer: User) -> None:
    """This person did not send what they had begun here."""
    for event in queries.open_prompts(writer, place):
        _settle(event, PromptOutcome.LEFT)


def _settle(event: PromptEvent, outcome: PromptOutcome) -> None:
    event.outcome, event.settled_at, event.words_hash = outcome, clock.now(), None


def _let_go_of_old_ones(writer: User) -> None:
    for event in queries.open_prompts(writer):
        if event.shown_at < clock.now() - LEFT_AFTER:
            _settle(event, PromptOutcome.LEFT)
    old = PromptEvent.shown_at < clock.now() - KEPT_FOR
    db.session.execute(sa.delete(PromptEvent).where(PromptEvent.author_id == writer.id, old))


def _link_hints(body: str) -> Sequence[str]:
    number = markup.count_links(body)
    if number <= links.MOST:
        return ()
    return (f"There are {number} links in this. A few, with a word about each, help readers more.",)


def _judged(title: str, body: str) -> str:
    return f"{title}\n\n{body}" if title else body


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
