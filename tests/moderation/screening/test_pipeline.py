"""Every check always runs; one that cannot finish holds the text and loses nothing of the others."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.policy import Route, decide, load
from moderation.screening import UNSCREENED, Detector, Match, Screener, Settings, Text
from moderation.screening.pipeline import UNFINISHED
from tests.moderation.screening.school import ROLL

SECRET = "Mildred keeps her key under the gnome"
POLICY = load(None)


def whole(category: str = "complaint", detector: str = "fake") -> Match:
    """A match about the whole text."""
    return Match(category, detector, 0, 0, "", "It may be a complaint.")


def at(start: int, end: int, category: str = "complaint", detector: str = "fake") -> Match:
    return Match(category, detector, start, end, "x" * (end - start), "It may be a complaint.")


class Fake:
    """A check that does what the test says, and counts how often it was asked."""

    def __init__(self, name: str, work: Callable[[Text], Sequence[Match]]) -> None:
        self.name = name
        self.asked = 0
        self._work = work
        self._lock = Lock()

    def find(self, text: Text) -> Sequence[Match]:
        with self._lock:
            self.asked += 1
        return self._work(text)


def seeing(*matches: Match, name: str = "fake") -> Fake:
    return Fake(name, lambda _text: matches)


def failing(problem: BaseException, name: str = "broken") -> Fake:
    def work(_text: Text) -> Sequence[Match]:
        raise problem

    return Fake(name, work)


@pytest.fixture
def gate() -> Iterator[Event]:
    """What slow checks wait for; open at the end of the test, so that none is left behind."""
    event = Event()
    yield event
    event.set()


def slow(gate: Event, name: str = "slow") -> Fake:
    def work(_text: Text) -> Sequence[Match]:
        gate.wait(60)
        return ()

    return Fake(name, work)


def screened(*detectors: Detector, text: str = SECRET, limit: float = 30) -> tuple[Match, ...]:
    return Screener(detectors=detectors).screen(text, limit_seconds=limit)


def test_nothing_seen_is_no_match() -> None:
    assert screened(seeing(), seeing()) == ()


def test_every_check_runs_whatever_the_others_saw() -> None:
    checks = [
        seeing(at(n, n + 1, name), name=name) for n, name in enumerate(["threat", "privacy", "other"])
    ]
    found = screened(*checks)
    assert [match.category for match in found] == ["threat", "privacy", "other"]
    assert [check.asked for check in checks] == [1, 1, 1]


@pytest.mark.parametrize(
    "problem", [RuntimeError(SECRET), KeyError(SECRET), RecursionError(), MemoryError()]
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_check_that_fails_is_said_and_the_others_are_kept(
    problem: Exception, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    checks = [seeing(at(0, 3, "threat")), seeing(at(4, 6, "privacy"))]
    checks.insert(place, failing(problem))
    found = screened(*checks)
    assert {(match.category, match.detector) for match in found} == {
        (UNSCREENED, "broken"),
        ("threat", "fake"),
        ("privacy", "fake"),
    }
    assert SECRET not in caplog.text
    assert "broken" in caplog.text
    assert type(problem).__name__ in caplog.text


def test_a_check_that_fails_half_way_is_said() -> None:
    def half(_text: Text) -> Iterator[Match]:
        yield at(0, 3)
        raise RuntimeError

    found = screened(Fake("half", cast(Any, half)))
    assert [(match.category, match.why) for match in found] == [(UNSCREENED, UNFINISHED)]


def test_a_check_that_answers_nonsense_is_said() -> None:
    found = screened(Fake("nonsense", cast(Any, lambda _text: None)), seeing(at(0, 3)))
    assert {match.category for match in found} == {UNSCREENED, "complaint"}


@pytest.mark.parametrize("place", [0, 1])
def test_a_check_that_is_too_slow_is_said_and_the_others_are_kept(
    gate: Event, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    checks = [seeing(at(0, 3, "threat"))]
    checks.insert(place, slow(gate))
    found = screened(*checks, limit=0.2)
    assert {match.category for match in found} == {UNSCREENED, "threat"}
    assert SECRET not in caplog.text
    assert "slow" in caplog.text


def test_slow_checks_hold_up_no_later_text(gate: Event) -> None:
    held = [screened(*[slow(gate, f"slow {n}") for n in range(5)], limit=0.05) for _ in range(2)]
    assert [[match.category for match in found] for found in held] == [[UNSCREENED] * 5] * 2
    assert screened(seeing(at(0, 3))) == (at(0, 3),)


def test_a_text_that_cannot_be_read_is_said_for_every_check() -> None:
    checks = [seeing(name="one"), seeing(name="two")]
    found = Screener(detectors=checks).screen(cast(str, None))
    assert [(match.category, match.detector) for match in found] == [
        (UNSCREENED, "one"),
        (UNSCREENED, "two"),
    ]
    assert [check.asked for check in checks] == [0, 0]


@pytest.mark.parametrize("others", [(), ("complaint",), ("allegation", "nudge")])
def test_a_text_that_was_not_screened_is_held(others: tuple[str, ...]) -> None:
    found = screened(failing(RuntimeError()), seeing(*(at(0, 3, category) for category in others)))
    assert decide(found, POLICY).route in {Route.HOLD, Route.TRIAGE}
    alone = decide(screened(failing(RuntimeError())), POLICY)
    assert (alone.route, alone.why) == (Route.HOLD, UNFINISHED)


def test_a_match_about_the_whole_text_is_kept() -> None:
    assert screened(seeing(whole())) == (whole(),)
    assert set(screened(seeing(whole()), seeing(at(3, 5)))) == {whole(), at(3, 5)}


def test_of_one_category_what_lies_inside_another_is_left_out() -> None:
    found = screened(seeing(at(2, 9), at(2, 5), at(4, 9), at(8, 12), at(3, 4, "threat")))
    assert [(match.category, match.start, match.end) for match in found] == [
        ("complaint", 2, 9),
        ("threat", 3, 4),
        ("complaint", 8, 12),
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["threat", "other"]))))
def test_no_category_is_ever_lost_and_places_are_in_order(raw: list[tuple[int, int, str]]) -> None:
    given_matches = [at(min(a, b), max(a, b), category) for a, b, category in raw]
    found = screened(seeing(*given_matches))
    assert {match.category for match in found} == {match.category for match in given_matches}
    assert set(found) <= set(given_matches)
    assert [match.start for match in found] == sorted(match.start for match in found)


def test_two_threads_see_the_same() -> None:
    screener = Screener(ROLL)
    texts = [f"Mr Pritchard is useless, f*** him, 07700 90012{n}" for n in range(10)] * 4
    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(lambda text: screener.screen(text, limit_seconds=60), texts))
    assert at_once == [screener.screen(text, limit_seconds=60) for text in texts]
    assert {match.category for match in at_once[0]} == {"complaint", "offensive", "profanity", "privacy"}


def test_the_shipped_checks_and_a_schools_own_words_are_all_there() -> None:
    found = Screener(ROLL, Settings(held_words=("poppycock",))).screen(
        "Mr Pritchard's lazy poppycock, 07700 900123", 60
    )
    assert {match.detector for match in found} >= {"words", "people", "patterns"}


FORKED = """
import os, sys, warnings
warnings.simplefilter("ignore")
from moderation.screening import Screener
screener = Screener()
assert screener.screen("what a load of shite", 60)
child = os.fork()
if child == 0:
    os._exit(0 if [m.category for m in screener.screen("what shite", 5)] == ["profanity"] else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_server_may_fork_after_it_has_screened() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
