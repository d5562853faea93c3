"""Eight times the text takes about eight times the work, however nasty the text is."""

from time import process_time

import pytest

from moderation.screening import Match
from tests.moderation.screening.school import seen

SHORT, TIMES = 1_500, 8
MOST = 20  # 8 would be linear, 64 quadratic
TRIES = 4

NASTY = {
    "hyphens": "a-",
    "letters apart": "f u c k ",
    "dots": "f.u.c.k.",
    "brackets": "(",
    "repeated letters": "u",
    "question marks": "?!",
    "full stops and quotes": ".'\")",
    "stars": "f*",
    "masked words": "f*** ",
    "signs for letters": "sh!t ",
    "spaces": " ",
    "line ends": "\n",
    "zero-width spaces": "\u200b",
    "combining marks": "u\u0301",
    "digits": "0",
    "telephones": "07700 900123 ",
    "e-mail addresses": "a.a+@",
    "plates and streets": "AB12CDE 1 Ab Cd ",
    "bank details": "12-34-56 ",
    "names": "Mr Pritchard's ",
    "families": "Alfie's mum ",
    "names and strong words": "Mr Pritchard fuck ",
    "allowed and strong words": "pot tits ",
    "aimed words": "Mr Pritchard is fat. ",
    "a mixture": "Mrs Green fuck pot f.u.c.k (07700 9001) 1a-b!! \u200b",
}


def seconds(text: str) -> tuple[float, tuple[Match, ...]]:
    """How much work this text is, on every thread together."""
    before = process_time()
    found = seen(text)
    return process_time() - before, found


@pytest.mark.parametrize("piece", NASTY.values(), ids=NASTY)
def test_work_grows_with_the_length_of_the_text(piece: str) -> None:
    short, long = (f"{(piece * length)[:length]}x" for length in (SHORT, SHORT * TIMES))
    least_short = least_long = float("inf")
    for _ in range(TRIES):
        least_short = min(least_short, seconds(short)[0])
        least_long = min(least_long, seconds(long)[0])
        if least_long < MOST * least_short:
            return
    pytest.fail(f"{least_long / least_short:.0f} times the work for {TIMES} times the text")
