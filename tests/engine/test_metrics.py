"""Metrics beside scikit-learn's, for every moment of a company with labels of its own and for moments that share them."""

import warnings

import numpy as np
import pytest
from sklearn import metrics as theirs

from engine import metrics

POINTS, TRAIN, MEMBERS = 60, 37, 5
RANDOM = np.random.default_rng(3)


def labels_of(kind: str, classes: int) -> np.ndarray:
    """(members or 1, points); "one sided": a member whose test split lacks a class."""
    found = RANDOM.integers(0, classes, (1 if kind == "shared" else MEMBERS, POINTS))
    if kind == "one sided":
        found[1, TRAIN:] = 0
    return found


def check(counts: np.ndarray, labels: np.ndarray, said: np.ndarray, classes: int) -> None:
    found = metrics.classification(counts)
    for moment in range(len(said)):
        true, ours = labels[moment % len(labels)], said[moment].astype(int)
        for split, part in enumerate((slice(None, TRAIN), slice(TRAIN, None))):
            expected = theirs.confusion_matrix(true[part], ours[part], labels=range(classes))
            np.testing.assert_array_equal(counts[moment, split], expected)
        assert found["train_accuracy"][moment] == pytest.approx(theirs.accuracy_score(true[:TRAIN], ours[:TRAIN]))
        assert found["test_accuracy"][moment] == pytest.approx(theirs.accuracy_score(true[TRAIN:], ours[TRAIN:]))
        for name in ("precision", "recall", "f1"):
            with warnings.catch_warnings(action="ignore"):
                expected = getattr(theirs, f"{name}_score")(true[TRAIN:], ours[TRAIN:], average="macro", zero_division=0)
            assert found[f"test_{name}"][moment] == pytest.approx(expected), (name, moment)


@pytest.mark.parametrize("kind", ["shared", "own", "one sided"])
def test_two_classes_by_one_output(kind):
    labels = labels_of(kind, 2)
    said = RANDOM.random((MEMBERS, POINTS)) < np.linspace(0, 1, MEMBERS)[:, None]  # from never to always
    check(metrics.Halves(labels, TRAIN).confusion(said), labels, said, 2)


@pytest.mark.parametrize("kind", ["shared", "own", "one sided"])
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_classes_by_an_output_each(kind, classes):
    labels = labels_of(kind, classes)
    said = RANDOM.integers(0, classes, (MEMBERS, POINTS))
    check(metrics.confusion(said, metrics.places(labels, TRAIN, classes, MEMBERS), classes), labels, said, classes)


def test_a_moment_has_the_same_bits_in_any_company():
    counts = RANDOM.integers(0, 30, (64, 2, 10, 10))
    together = metrics.classification(counts)
    for moment in range(len(counts)):
        for name, values in metrics.classification(counts[moment : moment + 1]).items():
            assert values[0] == together[name][moment], (name, moment)


def test_what_is_said_is_above_the_threshold_or_the_largest():
    outputs = np.array([[[0.2, 0.5, 0.50001, np.nan]]], np.float32)
    assert metrics.predictions(outputs, 0.5).tolist() == [[False, False, True, False]]
    three = np.array([[[0.1, 3.0], [0.2, -1.0], [0.15, 2.0]]], np.float32)
    assert metrics.predictions(three, 0.5).tolist() == [[1, 0]]


def test_regression():
    targets, outputs = RANDOM.standard_normal((3, 40)), RANDOM.standard_normal((3, 40)).astype(np.float32)
    targets[2] = 1.5  # nothing to explain
    found = metrics.regression(outputs, targets)
    for moment in range(2):
        assert found["test_r2"][moment] == pytest.approx(theirs.r2_score(targets[moment], outputs[moment]))
        assert found["test_mae"][moment] == pytest.approx(theirs.mean_absolute_error(targets[moment], outputs[moment]))
    assert found["test_r2"][2] == 0
