"""Where the forum does what each part of the Milverton policy says, and the test that proves it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Served:
    """What the forum does for one part of the policy, and the test that proves it."""

    here: str
    test: str


@cache
def served() -> Mapping[str, Served]:
    """By part of the policy, as Milverton numbers them; T1 is its title, T2 and G0 are headings."""
    text = files("moderation.policy").joinpath("clauses.toml").read_text("utf-8")
    return {clause: Served(**row) for clause, row in tomllib.loads(text).items()}
