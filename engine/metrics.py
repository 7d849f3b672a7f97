"""Metrics by task, all read off one confusion matrix (or one residual), in float64."""

from __future__ import annotations

import numpy as np

NAMES = {
    "classification": ("train_accuracy", "test_accuracy", "test_precision", "test_recall", "test_f1"),
    "regression": ("test_r2", "test_mae"),
}
HEADLINE = {"binary": "test_accuracy", "multiclass": "test_accuracy", "regression": "test_r2"}


def metric_names(task: str) -> tuple[str, ...]:
    return NAMES["regression" if task == "regression" else "classification"]


def predictions(outputs: np.ndarray, threshold: float) -> np.ndarray:
    """Class numbers (m, points), bool for two classes, from outputs (m, outputs, points): above the threshold, or the largest."""
    return outputs[:, 0] > threshold if outputs.shape[1] == 1 else outputs.argmax(axis=1)


def places(labels: np.ndarray, train_count: int, classes: int, moments: int) -> np.ndarray:
    """Where :func:`confusion` counts each point when class 0 is predicted, int64 (moments, points).

    labels (moments or 1, points), training points first. They never change, so this is worked out once for all epochs.
    """
    split = np.arange(labels.shape[1]) >= train_count
    return ((np.arange(moments)[:, None] * 2 + split) * classes + labels.astype(np.int64)) * classes


def confusion(predicted: np.ndarray, where: np.ndarray, classes: int) -> np.ndarray:
    """Counts (m, split, true class, predicted class) of class numbers (m, points); split 0 trains, 1 tests. ``where`` may have
    places for more moments: the first count."""
    shape = (len(predicted), 2, classes, classes)
    return np.bincount((where[: len(predicted)] + predicted).ravel(), minlength=np.prod(shape)).reshape(shape)


class Halves:
    """Counts of what a network with one output says, a bit a point: sixty-four points are counted at once.

    Split 0 trains, 1 tests; each begins a word of its own, and bits beyond its points stay 0.
    """

    def __init__(self, labels: np.ndarray, train_count: int):
        """labels (moments or 1, points) of classes 0 and 1, training points first."""
        self.cut = train_count
        ones = labels == 1
        self.words = -(-train_count // 64), -(-(labels.shape[1] - train_count) // 64)
        self.true = self._packed(ones)  # (words, moments or 1)
        yes = ones[:, :train_count].sum(axis=1), ones[:, train_count:].sum(axis=1)
        self.all = np.stack([[train_count - yes[0], yes[0]], [labels.shape[1] - train_count - yes[1], yes[1]]])

    def _packed(self, said: np.ndarray) -> np.ndarray:
        """Bits of bool (m, points) as uint64 (words, m)."""
        bits = np.zeros((len(said), 8 * sum(self.words)), np.uint8)
        for low, part in ((0, said[:, : self.cut]), (8 * self.words[0], said[:, self.cut :])):
            packed = np.packbits(part, axis=1)
            bits[:, low : low + packed.shape[1]] = packed
        return np.ascontiguousarray(bits.view(np.uint64).T)

    def _by_split(self, bits: np.ndarray) -> np.ndarray:
        """How many bits are set, int64 (split, m)."""
        counts, cut = np.bitwise_count(bits), self.words[0]
        return np.stack([counts[:cut].sum(axis=0, dtype=np.int64), counts[cut:].sum(axis=0, dtype=np.int64)])

    def confusion(self, said: np.ndarray) -> np.ndarray:
        """Counts (m, split, true class, predicted class) of bool (m, points). Of labels of more moments the first count."""
        bits, moments = self._packed(said), len(said)
        counts = np.empty((2, 2, 2, moments), np.int64)  # moments last: all that is done with them goes along moments
        counts[:, 1, 1] = self._by_split(bits & self.true[:, :moments])
        np.subtract(self._by_split(bits), counts[:, 1, 1], out=counts[:, 0, 1])
        np.subtract(self.all[:, :, :moments], counts[:, :, 1], out=counts[:, :, 0])
        return np.moveaxis(counts, 3, 0)


def classification(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Accuracy, and macro precision, recall and F1 on the test split (a class never predicted counts 0, as in scikit-learn)."""
    counts = np.ascontiguousarray(np.moveaxis(counts, 0, 3), np.float64)  # sums along moments take a tenth of the time
    said, true = counts.sum(axis=1), counts.sum(axis=2)  # (split, class, m)
    hits = np.stack([counts[:, each, each] for each in range(counts.shape[1])], axis=1)
    accuracy = hits.sum(axis=1) / true.sum(axis=1)
    hits, said, true = hits[1], said[1], true[1]
    both = said + true
    present = both > 0  # scikit-learn averages over the classes that occur in either
    return {
        "train_accuracy": accuracy[0],
        "test_accuracy": accuracy[1],
        "test_precision": _macro(_share(hits, said), present),
        "test_recall": _macro(_share(hits, true), present),
        "test_f1": _macro(_share(2 * hits, both), present),
    }


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)


def _macro(values: np.ndarray, present: np.ndarray) -> np.ndarray:
    # One class after another: from eight on, NumPy's own sum adds those of a lone moment in another order than a company's.
    return sum(values * present) / present.sum(axis=0)


def regression(outputs: np.ndarray, targets: np.ndarray) -> dict[str, np.ndarray]:
    """R² and mean absolute error of outputs (m, points) against targets (m, points); R² of a constant target is 0."""
    away = outputs.astype(np.float64) - targets
    spread = targets - targets.mean(axis=1, keepdims=True)
    total = (spread * spread).sum(1)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        r2 = np.where(total > 0, 1 - (away * away).sum(1) / total, 0.0)
    return {"test_r2": r2, "test_mae": np.abs(away).mean(1)}
