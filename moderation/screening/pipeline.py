"""Every detector over a text, always, within one time limit; what could not be checked is said."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Protocol, TypeVar

from moderation.screening.languages import OtherLanguages
from moderation.screening.learned import Learned
from moderation.screening.matches import UNSCREENED, Match, RollPerson
from moderation.screening.patterns import PrivateDetails
from moderation.screening.people import Mention, PeopleIndex
from moderation.screening.settings import Settings
from moderation.screening.text import Text
from moderation.screening.words import AimedWords, StrongWords

LIMIT_SECONDS = 2.0
UNFINISHED = "A check could not be finished, so a person will look."
_THREADS = 4
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Detector(Protocol):
    """One automatic check. `find` is called from several threads at once."""

    @property
    def name(self) -> str:
        """What the check is called, in matches and in the log."""

    def find(self, text: Text) -> Sequence[Match]:
        """What it sees in a text."""


class Screener:
    """Every check, compiled once for a roll. Immutable: replace it when the roll changes."""

    def __init__(
        self,
        roll: Iterable[RollPerson] = (),
        settings: Settings = Settings(),  # noqa: B008 - frozen
        *,
        detectors: Sequence[Detector] | None = None,
    ) -> None:
        self.people = PeopleIndex(roll)
        self._detectors = tuple(_shipped(settings) if detectors is None else detectors)

    def screen(self, text: str, limit_seconds: float = LIMIT_SECONDS) -> tuple[Match, ...]:
        """What every detector sees, by place. One that fails or is late leaves `unscreened`.

        All of them share the time limit, and none of them can lose what another saw.
        """
        until = monotonic() + limit_seconds
        ready = _attempt("reading", lambda: self.people.read(text))
        if ready is None:
            return tuple(_unscreened(detector.name) for detector in self._detectors)
        running = [(d.name, _workers.start(d, ready)) for d in self._detectors]
        found = [match for name, future in running for match in _finished(name, future, until)]
        if any(not future.done() for _, future in running):
            _workers.renew()
        return tuple(_merged(found))

    def by_words(self, text: str) -> tuple[Match, ...]:
        """What the checks of words and shapes see in a few words, such as a name.

        The model was taught sentences: shown a name alone, it takes some for an insult, and more
        often those of families from elsewhere.
        """
        ready = self.people.read(text)
        by_words = (each for each in self._detectors if not isinstance(each, Learned))
        return tuple(_merged(match for each in by_words for match in each.find(ready)))

    def meant(self, text: str) -> Sequence[Mention]:
        """Everybody of the roll who is meant; nobody if it can't be read, which holds the text."""
        return _attempt("reading", lambda: self.people.mentions(text)) or ()


class _Workers:
    """A few threads shared by every screener of this process."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        os.register_at_fork(after_in_child=self.renew)

    def start(self, detector: Detector, text: Text) -> Future[tuple[Match, ...]]:
        """The detector's work, begun or waiting for a thread."""
        pool = self._pool
        if pool is None:
            pool = self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="screening")
        return pool.submit(lambda: tuple(detector.find(text)))

    def renew(self) -> None:
        """Fresh threads next time, so that one that never ends does not hold up later texts.

        The old ones finish what they have: other requests may wait for it.
        """
        self._pool = None


_workers = _Workers()


def _shipped(settings: Settings) -> Sequence[Detector]:
    return (*rules(settings), Learned(settings.harmless_held))


def rules(settings: Settings) -> Sequence[Detector]:
    """The checks that go by words and shapes."""
    return (
        StrongWords(settings),
        AimedWords(),
        PrivateDetails(),
        OtherLanguages(settings.languages),
    )


def _finished(name: str, future: Future[tuple[Match, ...]], until: float) -> tuple[Match, ...]:
    """What a detector saw, or that it could not be finished in time."""
    found = _attempt(name, lambda: future.result(timeout=max(0.0, until - monotonic())))
    if found is None:
        future.cancel()
        return (_unscreened(name),)
    return found


def _attempt(name: str, work: Callable[[], T]) -> T | None:
    """What the work gives; None if it failed, which holds the text. Never logs the text."""
    try:
        return work()
    except Exception as problem:
        _log.warning("The check %s could not be finished: %s", name, type(problem).__name__)
        return None


def _unscreened(name: str) -> Match:
    return Match(UNSCREENED, name, 0, 0, "", UNFINISHED)


def _merged(matches: Iterable[Match]) -> Iterator[Match]:
    """In order of place, without those inside another of the same category."""
    reached: dict[str, int] = {}
    for match in sorted(matches, key=lambda m: (m.start, -m.end, m.category, m.detector)):
        if match.category == UNSCREENED:
            yield match
        elif match.end > reached.get(match.category, -1):
            reached[match.category] = match.end
            yield match
