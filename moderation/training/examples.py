"""The labelled posts, as the model reads them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moderation.policy.rules import CATEGORIES
from moderation.screening import PeopleIndex, read_roll
from moderation.screening.learned.prepare import passages

POSTS = Path(__file__).parent / "posts"
QUESTIONS = ("hold", "urgent", *CATEGORIES)


@dataclass(frozen=True, slots=True)
class Example:
    """One post: what the model reads of it, and the right answer to every question."""

    id: str
    writer: str
    functionality: str
    typed: str
    read: str
    answers: tuple[float, ...]
    categories: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether it should be held."""
        return self.answers[0] > 0

    @property
    def is_urgent(self) -> bool:
        """Whether it should be looked at at once."""
        return self.answers[1] > 0


def folders() -> Sequence[Path]:
    """One folder a writer, each with posts and the roll of the writer's school."""
    return sorted(path for path in POSTS.iterdir() if path.is_dir())


def examples_in(folder: Path) -> Sequence[Example]:
    """The posts of one writer, read with the roll of that school."""
    with (folder / "roll.csv").open(encoding="utf-8-sig", newline="") as lines:
        people = PeopleIndex(read_roll(lines))
    rows = map(json.loads, (folder / "posts.jsonl").read_text("utf-8").splitlines())
    return [_example(row, folder.name, people) for row in rows]


def _example(row: dict[str, object], writer: str, people: PeopleIndex) -> Example:
    typed, named = str(row["text"]), row["categories"]
    assert isinstance(named, list)
    read = passages(people.read(typed))
    answers = (
        float(row["expect"] == "hold"),
        float(bool(row["urgent"])),
        *(float(category in named) for category in CATEGORIES),
    )
    return Example(
        id=str(row["id"]),
        writer=writer,
        functionality=str(row["functionality"]),
        typed=typed,
        read=read[-1].text if read else "",
        answers=answers,
        categories=tuple(named),
    )


def fingerprint() -> str:
    """What identifies the posts and rolls a model was trained on."""
    digest = hashlib.sha256()
    for folder in folders():
        for name in ("roll.csv", "posts.jsonl"):
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()
