"""How sure the model must be, read off one half of the posts in tests/schoolcheck/.

The posts the model learns from are mostly pairs made to be hard to tell apart, so their share of
doubtful ones says nothing about a real forum. Those in schoolcheck are what one school's parents
might write in a year. Every other line is used here and for tuning; the rest is only ever measured.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from moderation.screening import PeopleIndex, Settings, read_roll
from moderation.screening.learned import passages
from moderation.screening.learned.encoder import Encoder
from moderation.screening.pipeline import Screener, rules

SCHOOL = Path(__file__).parents[2] / "tests" / "schoolcheck"
PARTS = (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2)
# Missing what is urgent is worse than one more look: it takes little, if a hold is half likely too.
_URGENT, _URGENT_HOLD = 0.05, 0.4
_NAMED = 0.25


def thresholds(encoder: Encoder) -> Mapping[str, object]:
    """For each part of harmless posts that may wait, how likely a hold has to be."""
    with (SCHOOL / "roll.csv").open(encoding="utf-8", newline="") as lines:
        roll = read_roll(lines)
    people, words = PeopleIndex(roll), Screener(roll, detectors=rules(Settings()))
    rows = [json.loads(line) for line in (SCHOOL / "posts.jsonl").read_text("utf-8").splitlines()][::2]
    hold, urgent, harmless, by_words = [], [], [], []
    for row in rows:
        opinions = [
            opinion
            for passage in passages(people.read(row["text"]))
            for opinion in encoder.opinions(passage.text)
        ]
        hold.append(max(opinion.hold for opinion in opinions))
        urgent.append(max(opinion.urgent for opinion in opinions))
        harmless.append(row["expect"] == "publish")
        by_words.append(bool(words.screen(row["text"], 60)))
    is_harmless, held_anyway = np.array(harmless), np.array(by_words)
    alarming = (np.array(urgent) >= _URGENT) & (np.array(hold) >= _URGENT_HOLD)
    likely = np.where(held_anyway | alarming, 1.0, np.array(hold))[is_harmless]
    return {
        "hold": {str(part): float(np.quantile(likely, 1 - part)) for part in PARTS},
        "urgent": _URGENT,
        "urgent_hold": _URGENT_HOLD,
        "category": _NAMED,
    }
