"""The model's own files, opened once, and what it makes of one stretch of text."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from moderation.screening.learned.ngrams import boxes, scaled

# What stands for the limits until they are known: nothing is sure enough.
NO_LIMITS: Mapping[str, Any] = {
    "hold": {"0.0": 1.0},
    "urgent": 1.0,
    "urgent_hold": 1.0,
    "category": 1.0,
}
FOLDER = Path(__file__).parent / "model"
LONGEST = 198  # word pieces read at once, as in training
_BEGIN, _END = 101, 102  # the marks the model knows for the begin and the end of a text
_SENTENCE_ENDS = frozenset(".!?…")
_MEND = "Install Schoolgate again, or train the model anew (moderation/training/README.md)."


class ModelDamaged(RuntimeError):
    """A file of the model is missing or not the one that was trained; the message says the mend."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word: its place in the text that was read, and how much it speaks for holding."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of one stretch: how likely each answer is, and what speaks for it."""

    hold: float
    urgent: float
    categories: Mapping[str, float]
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Limits:
    """How likely an answer has to be before it counts."""

    hold: float
    urgent: float
    urgent_hold: float
    category: float


class Encoder:
    """The model. Immutable and safe to use from several threads and after a fork."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Open the model's files, each compared with its recorded fingerprint; or `ModelDamaged`."""
        self.about = _about(folder)
        self._blend: Mapping[str, float] = self.about["blend"]
        self._categories: Sequence[str] = self.about["questions"][2:]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        with np.load(folder / "ngrams.npz") as kept:
            filled = np.flatnonzero(kept["rarity"])
            numbers = map(int, filled)
            pairs = zip(kept["rarity"][filled].tolist(), kept["weights"][filled].tolist(), strict=True)
            self._ngrams = dict(zip(numbers, pairs, strict=True))
        self._rarity = {box: rarity for box, (rarity, _) in self._ngrams.items()}
        options = onnxruntime.SessionOptions()
        # No threads of its own: workers share the machine, and a fork would lose them.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def limits(self, harmless_held: float) -> Limits:
        """How likely it must be that a post should wait, for so many harmless ones to wait too.

        Read off posts by writers the model had not seen; between two recorded parts, the lower one.
        """
        recorded = self.about["thresholds"]
        at = {float(part): float(likely) for part, likely in recorded["hold"].items()}
        part = max((part for part in at if part <= harmless_held + 1e-9), default=min(at))
        others = ("urgent", "urgent_hold", "category")
        return Limits(at[part], *(float(recorded[name]) for name in others))

    def length(self, text: str) -> int:
        """How many word pieces a text has: what its reading costs."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def opinions(self, text: str) -> Iterator[Opinion]:
        """What the model makes of a text, stretch by stretch if it is long."""
        read = self._tokenizer.encode(text, add_special_tokens=False)
        for first, last in _stretches(read.tokens):
            places = read.offsets[first:last]
            stretch = text[places[0][0] : places[-1][1]]
            yield self._opinion(read.ids[first:last], places, stretch)

    def _opinion(self, ids: Sequence[int], places: Sequence[tuple[int, int]], stretch: str) -> Opinion:
        asked = np.array([[_BEGIN, *ids, _END]], dtype=np.int64)
        scores, weights = self._session.run(None, {"ids": asked})
        hold, urgent, *categories = map(float, scores[0])
        blend = self._blend
        hold = blend["encoder"] * hold + blend["ngrams"] * self._linear(stretch) + blend["bias"]
        return Opinion(
            _likely(hold),
            _likely(urgent),
            {name: _likely(score) for name, score in zip(self._categories, categories, strict=True)},
            tuple(
                Piece(start, end, float(weight))
                for (start, end), weight in zip(places, weights[0][1:-1], strict=True)
            ),
        )

    def _linear(self, stretch: str) -> float:
        found = scaled(boxes(stretch), self._rarity)
        return float(sum(amount * self._ngrams[box][1] for box, amount in found.items()))


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "about.json").read_text("utf-8"))
        for name, fingerprint in about["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != fingerprint:
                raise ModelDamaged(f"The screening model's {name} is not the file it was. {_MEND}")
    except OSError as problem:
        missing = Path(str(problem.filename)).name
        raise ModelDamaged(f"The screening model's {missing} cannot be read. {_MEND}") from None
    except (ValueError, KeyError):
        raise ModelDamaged(f"The screening model's about.json is damaged. {_MEND}") from None
    return about


def _stretches(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From where to where the model reads at once: up to the last sentence that fits."""
    first = 0
    while len(tokens) - first > LONGEST:
        furthest = first + LONGEST
        later_half = range(furthest - 1, first + LONGEST // 2, -1)
        last = next((n + 1 for n in later_half if tokens[n] in _SENTENCE_ENDS), furthest)
        yield first, last
        first = last
    if first < len(tokens):
        yield first, len(tokens)


def _likely(score: float) -> float:
    return 1 / (1 + exp(-score)) if score > -500 else 0.0


@cache
def shipped() -> Encoder:
    """The model this package ships: opened at the first call, the same ever after."""
    return Encoder()
