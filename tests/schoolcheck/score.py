#!/usr/bin/env python3
"""Score screening decisions against labelled posts.

usage: score.py POSTS.jsonl DECISIONS.jsonl [--json]

A decision is one JSON object a line: {"id", "route", "matches": [{"category", ...}]}, route being one
of publish, nudge (published, with advice to the author), hold, triage, urgent. hold, triage and urgent
count as held. Prints recall of what must be held, false holds of what must be published, recall of what
is urgent, category recall (a held post's own categories that were named), and a row for each functional
test.
"""

import collections
import json
import sys

HELD = {"hold", "triage", "urgent"}


def read(path):
    with open(path, encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


def percent(part, whole):
    return round(100 * part / whole, 1) if whole else None


def score(posts, decisions):
    missing = posts.keys() - decisions.keys()
    if missing:
        sys.exit(f"no decision for {len(missing)} posts, such as {sorted(missing)[:3]}")
    tests = collections.defaultdict(lambda: [0, 0])
    held = wanted = false = harmless = urgent = urgent_wanted = named = labelled = 0
    for key, post in posts.items():
        decision = decisions[key]
        is_held = decision["route"] in HELD
        row = tests[post["functionality"]]
        row[0] += is_held
        row[1] += 1
        if post["expect"] == "hold":
            wanted += 1
            held += is_held
            categories = {match["category"] for match in decision.get("matches", [])}
            labelled += len(post["categories"])
            named += len(categories & set(post["categories"])) if is_held else 0
        else:
            harmless += 1
            false += is_held
        if post["urgent"]:
            urgent_wanted += 1
            urgent += decision["route"] == "urgent"
    return {
        "hold_recall": percent(held, wanted),
        "false_holds": percent(false, harmless),
        "urgent_recall": percent(urgent, urgent_wanted),
        "category_recall": percent(named, labelled),
        "posts": len(posts),
        "held_by_test": {name: percent(*row) for name, row in sorted(tests.items())},
    }


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--json"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    result = score(read(arguments[0]), read(arguments[1]))
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            if isinstance(value, dict):
                print("  ".join(f"{k} {v}" for k, v in value.items()))
            else:
                print(f"{name:16} {value}")
