"""Train the screening model and put it where screening finds it. See README.md beside this file.

OMP_NUM_THREADS=1 python -m moderation.training.train
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from moderation.training import network
from moderation.training.examples import Example, examples_in, fingerprint, folders
from moderation.training.export import export

SEEDS = (1, 2, 3)
EPOCHS = 4


def main() -> None:
    """Train on every writer's posts and export."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", type=Path, default=Path("instance/training"), help="scratch folder")
    work = options.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    examples = [example for folder in folders() for example in examples_in(folder)]
    print(f"{len(examples)} posts by {len(folders())} writers", flush=True)
    kept = [_trained(examples, seed, work) for seed in SEEDS]
    export(network.average(kept), work, examples, _how(examples))


def _trained(examples: Sequence[Example], seed: int, work: Path) -> Mapping[str, torch.Tensor]:
    """One network's weights, from the scratch folder if they are there."""
    kept = work / f"{fingerprint()[:12]}-{seed}.pt"
    if not kept.exists():
        print(f" seed {seed}", flush=True)
        torch.save(network.train(examples, epochs=EPOCHS, seed=seed).state_dict(), kept)
    return torch.load(kept)


def _how(examples: Sequence[Example]) -> dict[str, object]:
    """What is recorded of a training beside its outcome."""
    return {
        "posts": fingerprint(),
        "count": len(examples),
        "writers": len(folders()),
        "epochs": EPOCHS,
        "seeds": SEEDS,
    }


if __name__ == "__main__":
    main()
