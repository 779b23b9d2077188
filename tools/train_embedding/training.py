"""Training of the table: rows of word pieces whose sums point the same way for a query and for what
answers it.

The loss is that of telling a query's target from all others of the batch, and a target's query
(InfoNCE), with cosines sharpened by `SHARPNESS`. Only rows that a batch uses change (Adam, whose
memory of other rows stands still). On one core, without a framework: the slopes are few lines.
"""

from __future__ import annotations

import logging
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from .batches import Batch, Batches, Texts
from .minilm import Floats

SHARPNESS: Final = 20.0
RATE: Final = 0.003
LOWEST_RATE: Final = 0.0001
_LOG = logging.getLogger(__name__)


def train(table: Floats, batches: Batches, steps: int) -> Floats:
    """The table after so many batches; the rate of learning falls with them."""
    rows = Rows(table.copy())
    losses: list[float] = []
    for step in range(steps):
        warm = min(1.0, (step + 1) / 50)
        rate = LOWEST_RATE + (RATE - LOWEST_RATE) * 0.5 * (1 + np.cos(np.pi * step / steps))
        losses.append(rows.learn(batches.draw(), float(rate) * warm))
        if step % 100 == 99:
            _LOG.info("step %d of %d: loss %.4f", step + 1, steps, np.mean(losses[-100:]))
    return rows.table


class Rows:
    """The table and what the optimiser remembers of its rows."""

    def __init__(self, table: Floats) -> None:
        self.table = table
        self._first = np.zeros_like(table)
        self._second = np.zeros_like(table)
        self._step = 0

    def learn(self, batch: Batch, rate: float) -> float:
        """Take one step; the loss before it."""
        used, numbers = np.unique(
            np.concatenate((batch.queries.pieces, batch.targets.pieces)), return_inverse=True
        )
        rows = self.table[used]
        split = len(batch.queries.pieces)
        query_counts = _counts(batch.queries, numbers[:split], len(used))
        target_counts = _counts(batch.targets, numbers[split:], len(used))
        queries, query_lengths = _normalised(query_counts @ rows)
        targets, target_lengths = _normalised(target_counts @ rows)
        scores = queries @ targets.T
        scores *= np.float32(SHARPNESS)
        scores[batch.same] = -1e9
        slopes, loss = _slopes(scores)
        slopes *= np.float32(SHARPNESS)
        slope: Floats = query_counts.T @ _back(slopes @ targets, queries, query_lengths)
        slope += target_counts.T @ _back(slopes.T @ queries, targets, target_lengths)
        self._update(used, rows, slope, rate)
        return loss

    def _update(
        self, used: npt.NDArray[np.int32], rows: Floats, slope: Floats, rate: float
    ) -> None:
        self._step += 1
        mean = self._first[used] * np.float32(0.9) + slope * np.float32(0.1)
        spread = self._second[used] * np.float32(0.99) + slope * slope * np.float32(0.01)
        self._first[used], self._second[used] = mean, spread
        mean *= np.float32(rate / (1 - 0.9**self._step))
        spread /= np.float32(1 - 0.99**self._step)
        np.sqrt(spread, out=spread)
        spread += np.float32(1e-7)
        mean /= spread
        self.table[used] = rows - mean


def _counts(texts: Texts, numbers: npt.NDArray[np.intp], size: int) -> csr_array:
    """How often each piece, by its number, stands in each text."""
    return csr_array((texts.times, numbers, texts.starts), shape=(len(texts.starts) - 1, size))


def _normalised(sums: Floats) -> tuple[Floats, Floats]:
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-6))
    return sums / lengths, lengths


def _slopes(scores: Floats) -> tuple[Floats, float]:
    """The slope of the loss by each score, and the loss."""
    count = len(scores)
    right = np.diagonal(scores).copy()
    top = scores.max()
    powers = np.exp(scores - top)
    by_query = powers.sum(1, keepdims=True)
    by_target = powers.sum(0, keepdims=True)
    loss = float(np.mean(0.5 * (np.log(by_query[:, 0]) + np.log(by_target[0])) + top - right))
    slopes: Floats = powers * (np.float32(0.5) / by_query + np.float32(0.5) / by_target)
    slopes[np.arange(count), np.arange(count)] -= 1
    slopes /= np.float32(count)
    return slopes, loss


def _back(slopes: Floats, vectors: Floats, lengths: Floats) -> Floats:
    """Slopes by vectors of length 1, as slopes by the sums that they were made of."""
    along = (slopes * vectors).sum(1, keepdims=True)
    across: Floats = (slopes - vectors * along) / lengths
    return across
