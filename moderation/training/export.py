"""From a trained network to the files that screening opens."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from moderation.screening.learned.encoder import FOLDER, NO_LIMITS, Encoder
from moderation.training.calibrate import thresholds
from moderation.training.examples import QUESTIONS, Example
from moderation.training.linear import Linear
from moderation.training.network import BEGIN, Network, Served

# How much each half counts: fitted once to three networks that each judged writers unknown to it.
BLEND = {"encoder": 0.40, "ngrams": 0.37}


def export(
    trained: Mapping[str, torch.Tensor],
    work: Path,
    examples: Sequence[Example],
    how: Mapping[str, object],
) -> None:
    """Write every file of the model from the weights of a network."""
    FOLDER.mkdir(exist_ok=True)
    _write_network(trained, work)
    shutil.copy(work / "int8.onnx", FOLDER / "encoder.onnx")
    _write_tokenizer()
    linear = Linear(examples)
    rarity, weights = linear.arrays()
    np.savez_compressed(FOLDER / "ngrams.npz", rarity=rarity, weights=weights)
    about = {
        "questions": QUESTIONS,
        "blend": {**BLEND, "bias": BLEND["ngrams"] * linear.bias},
        "thresholds": NO_LIMITS,
        "trained": how,
        "files": {
            name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
            for name in ("encoder.onnx", "tokenizer.json", "ngrams.npz")
        },
    }
    _write(about)
    _write({**about, "thresholds": thresholds(Encoder())})


def _write(about: Mapping[str, object]) -> None:
    (FOLDER / "about.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _write_network(trained: Mapping[str, torch.Tensor], work: Path) -> None:
    network = Network("eager")
    network.load_state_dict(trained)
    served = Served(network.eval()).eval()
    torch.onnx.export(
        served,
        (torch.tensor([[101, *range(2000, 2020), 102]]),),
        str(work / "float.onnx"),
        input_names=["ids"],
        output_names=["scores", "weights"],
        dynamic_axes={"ids": {1: "pieces"}, "weights": {1: "pieces"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(work / "float.onnx"), str(work / "int8.onnx"), weight_type=QuantType.QInt8)


def _write_tokenizer() -> None:
    """MiniLM's word pieces, without the settings that fill up and cut off texts."""
    told = json.loads((Path(BEGIN) / "tokenizer.json").read_text("utf-8"))
    told["padding"] = told["truncation"] = None
    (FOLDER / "tokenizer.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
