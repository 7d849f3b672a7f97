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
    """Class numbers (m, points) from outputs (m, outputs, points): above the threshold, or the largest."""
    return (outputs[:, 0] > threshold).astype(np.int64) if outputs.shape[1] == 1 else outputs.argmax(axis=1)


def confusion(predicted: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Counts (m, true class, predicted class). labels (m, points) or (points,)."""
    moments = len(predicted)
    place = (np.arange(moments)[:, None] * classes + labels) * classes + predicted
    return np.bincount(place.ravel(), minlength=moments * classes * classes).reshape(moments, classes, classes)


def classification(train: np.ndarray, test: np.ndarray) -> dict[str, np.ndarray]:
    """Accuracy, and macro precision, recall and F1 on the test split (a class never predicted counts 0, as in scikit-learn)."""
    hits = np.diagonal(test, axis1=1, axis2=2).astype(np.float64)
    said, true = test.sum(axis=1), test.sum(axis=2)
    present = (said + true) > 0  # scikit-learn averages over the classes that occur in either
    return {
        "train_accuracy": np.diagonal(train, axis1=1, axis2=2).sum(1) / train.sum((1, 2)),
        "test_accuracy": hits.sum(1) / test.sum((1, 2)),
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
