"""Screening beside better-profanity and alt-profanity-check: what is held, and how long it takes.

On the posts of the two schools in tests/schoolcheck/: the half of each that the thresholds were read
off, and the untouched half.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from better_profanity import Profanity

from moderation.policy import Route, decide, load
from moderation.screening import RollPerson, Screener, Settings, read_roll
from moderation.screening.pipeline import rules

SCHOOL = Path(__file__).parent.parent / "schoolcheck"
HELD = (Route.HOLD, Route.TRIAGE, Route.URGENT)
MAIN = {
    **dict.fromkeys(("F01", "F02", "F03"), "complaint"),
    **dict.fromkeys(("F04", "F05"), "allegation"),
    **dict.fromkeys(("F09", "F10"), "protected"),
    **dict.fromkeys(("F11", "F12"), "threat"),
    "F06": "defamation",
    "F07": "offensive",
    "F08": "bullying",
    "F13": "harassment",
    "F14": "obscene",
    "F15": "profanity",
    "F18": "privacy",
    "F19": "safeguarding",
}
LENGTHS = (20, 100, 500, 2_000)
ROUNDS = 40
Post = Mapping[str, Any]


def main() -> None:
    """Print what each holds, and what each costs."""
    for folder in (SCHOOL, SCHOOL / "second"):
        posts, holding = _school(folder)
        for name, half in (("untouched", posts[1::2]), ("tuned on", posts[::2])):
            print(f"\nHeld, {name} half of {folder.name} ({len(half)} posts)\n")
            print(f"{'':<30}{'of what should be':>18}{'of harmless':>13}")
            for who, screen in holding.items():
                wanted, harmless = held_parts(half, screen)
                print(f"{who:<30}{wanted:>17.1%}{harmless:>13.1%}")
            by_test(half, Screener(_roll(folder)))
    posts, holding = _school(SCHOOL)
    speeds(holding, posts)


def _roll(folder: Path) -> Sequence[RollPerson]:
    with (folder / "roll.csv").open(encoding="utf-8", newline="") as lines:
        return read_roll(lines)


def _school(folder: Path) -> tuple[list[Post], Mapping[str, Callable[[str], object]]]:
    """A school's labelled posts, and everybody's screening with its roll."""
    posts = [json.loads(line) for line in (folder / "posts.jsonl").read_text("utf-8").splitlines()]
    roll = _roll(folder)
    ours, plain = Screener(roll), Screener(roll, detectors=rules(Settings()))
    theirs, others = Profanity(), _alt_profanity_check()
    holding: dict[str, Callable[[str], object]] = {
        "Schoolgate": ours.screen,
        "  its words and shapes alone": plain.screen,
        "better-profanity": theirs.contains_profanity,
    }
    if others:
        holding["alt-profanity-check"] = others
    return posts, holding


def held_parts(posts: Sequence[Post], screen: Callable[[str], object]) -> tuple[float, float]:
    """The part held of what should be, and of what should not."""
    wanted = [bool(screen(post["text"])) for post in posts if post["expect"] == "hold"]
    harmless = [bool(screen(post["text"])) for post in posts if post["expect"] == "publish"]
    return sum(wanted) / len(wanted), sum(harmless) / len(harmless)


def by_test(posts: Sequence[Post], screener: Screener) -> None:
    """Each functional test, what is urgent, and whether the post's own main category is named."""
    policy = load(None)
    held: dict[str, list[bool]] = defaultdict(list)
    named, urgent, alarmed = [], [], []
    for post in posts:
        ruling = decide(screener.screen(post["text"]), policy)
        held[post["functionality"]].append(ruling.route in HELD)
        if post["urgent"]:
            urgent.append(ruling.route is Route.URGENT)
        if post["expect"] == "publish":
            alarmed.append(ruling.route is Route.URGENT)
        main = MAIN.get(post["functionality"])
        if main and ruling.route in HELD:
            named.append(main in {match.category for match in ruling.matches})
    print(f"\n  urgent, routed urgent {_part(urgent)}; harmless called urgent {_part(alarmed)}")
    print(f"  main category named, where held {_part(named)}")
    rows = [f"{test} {_part(outcomes)}" for test, outcomes in sorted(held.items())]
    for first in range(0, len(rows), 8):
        print("  " + "   ".join(rows[first : first + 8]))


def speeds(screens: Mapping[str, Callable[[str], object]], posts: Sequence[Post]) -> None:
    """CPU time of one text by its length, each in turn with the others."""
    everything = "\n".join(post["text"] for post in posts)
    print("\nCPU time in ms, p50 / p99, each in turn\n")
    print(f"{'characters':<30}" + "".join(f"{length:>18,}" for length in LENGTHS))
    taken: dict[str, dict[int, list[float]]] = {who: defaultdict(list) for who in screens}
    for turn in range(ROUNDS + 1):
        for length in LENGTHS:
            start = (turn * 7_919) % (len(everything) - length)
            text = everything[start : start + length]
            for who, screen in screens.items():
                if turn > 6 and length == LENGTHS[-1] and who == "better-profanity":
                    continue  # half a second each
                begun = time.process_time()
                screen(text)
                if turn:
                    taken[who][length].append((time.process_time() - begun) * 1000)
    for who, lengths in taken.items():
        figures = (
            f"{median(times):.2f} / {quantiles(times, n=100)[-1]:.2f}" for times in lengths.values()
        )
        print(f"{who:<30}" + "".join(f"{figure:>18}" for figure in figures))


def _part(outcomes: Sequence[bool]) -> str:
    return f"{sum(outcomes) / len(outcomes):.0%}" if outcomes else "–"


def _alt_profanity_check() -> Callable[[str], object] | None:
    try:
        from profanity_check import predict
    except ImportError:
        return None
    return lambda text: predict([text])[0]


if __name__ == "__main__":
    main()
