"""Lines of a file: every place the reader of TOML finds has its line, and no text breaks it."""

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.policy import Fault, PolicyFault, parse
from moderation.policy.lines import Place, places
from tests.moderation.policy.editing import SHIPPED

TRICKY = """\
a = 1 # = [
"q.x" . y = [1,
  2, { z = 3, "w" = [ ] }, # ]
]
words = \"\"\"
k = 1
[x]
\\" "" \"\"\"\"\"
raw = '''
[[l]] ''''
[t]
k = 'a#b' # c
[[l]]
id = "1"
[l.sub]
v = 1979-05-27T07:32:00Z
[[l]]
  [[l.deep]]
  d.e = true
[ last . "one" ]
"""


def places_in(raw: Any, here: Place = ()) -> Iterator[Place]:
    """Every place of what the standard reader read."""
    if here:
        yield here
    steps = raw.items() if isinstance(raw, dict) else enumerate(raw)
    for step, value in steps:
        if isinstance(value, dict | list):
            yield from places_in(value, (*here, step))
        else:
            yield (*here, step)


def faults_of(text: str) -> tuple[Fault, ...]:
    """What is to mend in a text; nothing when it is a policy."""
    try:
        parse(text)
    except PolicyFault as problem:
        return problem.faults
    return ()


def test_every_place_has_its_line() -> None:
    for text in (SHIPPED, TRICKY):
        assert set(places(text)) == set(places_in(tomllib.loads(text)))


def test_the_lines_of_tricky_places() -> None:
    found = places(TRICKY)
    wanted: dict[Place, int] = {
        ("a",): 1,
        ("q.x", "y"): 2,
        ("q.x", "y", 1): 3,
        ("q.x", "y", 2, "z"): 3,
        ("words",): 5,
        ("raw",): 9,
        ("t", "k"): 12,
        ("l",): 13,
        ("l", 0, "sub", "v"): 16,
        ("l", 1): 17,
        ("l", 1, "deep", 0, "d", "e"): 19,
        ("last", "one"): 20,
    }

    assert {place: found[place] for place in wanted} == wanted


@settings(deadline=None, max_examples=150)
@given(
    st.integers(0, len(SHIPPED)),
    st.integers(0, 40),
    st.text("[]{}\"'=#.,\n\\\r\x00 \u2028\ufeffaé1-", max_size=12),
)
def test_a_slip_of_the_hand_gives_a_policy_or_faults_on_lines_of_the_file(
    start: int, width: int, typed: str
) -> None:
    text = SHIPPED[:start] + typed + SHIPPED[start + width :]

    lines = [fault.line for fault in faults_of(text)]

    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
