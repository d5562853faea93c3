"""The linear half: which pieces of words and letters speak for holding a post."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from moderation.screening.learned.ngrams import BOXES, boxes, scaled
from moderation.training.examples import Example

_RARE = 2  # pieces in fewer posts than this say nothing
_TRUST = 10.0


class Linear:
    """Weights of the numbered pieces, for the one question whether to hold."""

    def __init__(self, examples: Sequence[Example]) -> None:
        found = [boxes(example.read) for example in examples]
        counts = Counter(box for each in found for box in each)
        self.rarity = {
            box: log((1 + len(examples)) / (1 + count)) + 1
            for box, count in counts.items()
            if count >= _RARE
        }
        model = LogisticRegression(C=_TRUST, max_iter=400)
        model.fit(self._matrix(found), [example.is_held for example in examples])
        self.weights = model.coef_[0]
        self.bias = float(model.intercept_[0])

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """What is kept: for every box its rarity (none: 0) and its weight."""
        rarity = np.zeros(BOXES, dtype=np.float16)
        for box, amount in self.rarity.items():
            rarity[box] = amount
        return rarity, self.weights.astype(np.float16)

    def _matrix(self, found: Sequence[Mapping[int, float]]) -> csr_matrix:
        rows = [scaled(each, self.rarity) for each in found]
        starts = np.cumsum([0, *map(len, rows)])
        columns = np.fromiter((box for row in rows for box in row), dtype=np.int64, count=starts[-1])
        amounts = np.fromiter(
            (amount for row in rows for amount in row.values()), dtype=np.float64, count=starts[-1]
        )
        return csr_matrix((amounts, columns, starts), shape=(len(rows), BOXES))
