"""How sure the model must be, read off one half of the posts of the two schools in tests/schoolcheck/.

The posts the model learns from are mostly pairs made to be hard to tell apart, so their share of
doubtful ones says nothing about a real forum. Those in schoolcheck are what the parents of two other
schools might write in a year. Every other line is used here; the rest is only ever measured.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from moderation.screening import PeopleIndex, Settings, read_roll
from moderation.screening.learned import passages
from moderation.screening.learned.encoder import Encoder
from moderation.screening.pipeline import Screener, rules

_CHECK = Path(__file__).parents[2] / "tests" / "schoolcheck"
SCHOOLS = (_CHECK, _CHECK / "second")
PARTS = (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2)
# Missing what is urgent is worse than one more look: it takes little, if a hold is half likely too.
_URGENT, _URGENT_HOLD = 0.05, 0.4
_NAMED = 0.25


def thresholds(encoder: Encoder) -> Mapping[str, object]:
    """For each part of harmless posts that may wait, how likely a hold has to be."""
    likely = np.array([each for school in SCHOOLS for each in _harmless_in(school, encoder)])
    return {
        "hold": {str(part): float(np.quantile(likely, 1 - part)) for part in PARTS},
        "urgent": _URGENT,
        "urgent_hold": _URGENT_HOLD,
        "category": _NAMED,
    }


def _harmless_in(school: Path, encoder: Encoder) -> Iterator[float]:
    """How likely a hold is of each harmless post in every other line; 1 where it is held anyway."""
    with (school / "roll.csv").open(encoding="utf-8", newline="") as lines:
        roll = read_roll(lines)
    people, words = PeopleIndex(roll), Screener(roll, detectors=rules(Settings()))
    for line in (school / "posts.jsonl").read_text("utf-8").splitlines()[::2]:
        row = json.loads(line)
        if row["expect"] != "publish":
            continue
        opinions = [
            opinion
            for passage in passages(people.read(row["text"]))
            for opinion in encoder.opinions(passage.text)
        ]
        hold = max(opinion.hold for opinion in opinions)
        is_alarming = hold >= _URGENT_HOLD and max(each.urgent for each in opinions) >= _URGENT
        yield 1.0 if is_alarming or words.screen(row["text"], 60) else hold
