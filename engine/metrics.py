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
    """Counts (m, split, true class, predicted class) of class numbers (m, points); split 0 trains, 1 tests."""
    shape = (len(predicted), 2, classes, classes)
    return np.bincount((where + predicted).ravel(), minlength=np.prod(shape)).reshape(shape)


class Halves:
    """Counts of what a network with one output says, by sums instead of a histogram: a third of the work.

    The points of class 1 that are said are counted by a product with one row of zeros and ones a (split, class); sums of ones
    are exact in float32 up to 16 million. Split 0 trains, 1 tests.
    """

    def __init__(self, labels: np.ndarray, train_count: int):
        """labels (moments or 1, points), training points first."""
        train = np.arange(labels.shape[1]) < train_count
        parts = [train & (labels == 0), train & (labels == 1), ~train & (labels == 0), ~train & (labels == 1)]
        self.masks = np.stack(np.broadcast_arrays(*parts), axis=2).astype(np.float32)  # (moments or 1, points, 4)
        self.all = self.masks.sum(axis=1, dtype=np.float64).astype(np.int64).reshape(-1, 2, 2)

    def confusion(self, said: np.ndarray) -> np.ndarray:
        """Counts (m, split, true class, predicted class) of bool (m, points)."""
        ones = said.astype(np.float32)
        yes = ones @ self.masks[0] if len(self.masks) == 1 else (ones[:, None] @ self.masks)[:, 0]
        counts = np.empty((len(said), 2, 2, 2), np.int64)
        counts[..., 1] = yes.reshape(-1, 2, 2)
        np.subtract(self.all, counts[..., 1], out=counts[..., 0])
        return counts


def classification(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Accuracy, and macro precision, recall and F1 on the test split (a class never predicted counts 0, as in scikit-learn)."""
    right = np.diagonal(counts, axis1=2, axis2=3).astype(np.float64)
    accuracy = right.sum(2) / counts.sum((2, 3))
    hits, said, true = right[:, 1], counts[:, 1].sum(axis=1), counts[:, 1].sum(axis=2)
    present = (said + true) > 0  # scikit-learn averages over the classes that occur in either
    return {
        "train_accuracy": accuracy[:, 0],
        "test_accuracy": accuracy[:, 1],
        "test_precision": _macro(_share(hits, said), present),
        "test_recall": _macro(_share(hits, true), present),
        "test_f1": _macro(_share(2 * hits, said + true), present),
    }


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)


def _macro(values: np.ndarray, present: np.ndarray) -> np.ndarray:
    return (values * present).sum(1) / present.sum(1)


def regression(outputs: np.ndarray, targets: np.ndarray) -> dict[str, np.ndarray]:
    """R² and mean absolute error of outputs (m, points) against targets (m, points); R² of a constant target is 0."""
    away = outputs.astype(np.float64) - targets
    spread = targets - targets.mean(axis=1, keepdims=True)
    total = (spread * spread).sum(1)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        r2 = np.where(total > 0, 1 - (away * away).sum(1) / total, 0.0)
    return {"test_r2": r2, "test_mae": np.abs(away).mean(1)}
