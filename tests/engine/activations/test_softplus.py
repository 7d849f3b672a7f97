"""Softplus beside torch.nn.functional.softplus."""

from math import exp, log

import pytest
import torch
import torch.nn.functional as F

from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs_formula():
    assert holds("softplus", lambda z: F.softplus(z, threshold=1000))


def test_torchs_short_cut_above_20_differs_by_no_more_than_the_docstring_says():
    z = torch.linspace(20.001, 30, 100, dtype=torch.float64)
    assert (
        max(abs(ours - theirs) for ours, theirs in zip(at("softplus", *z.tolist()), F.softplus(z).tolist(), strict=True)) < 2.1e-9
    )


def test_worked_by_hand_and_without_overflow():
    assert at("softplus", 0.0, 1.0, 1000.0, -1000.0) == pytest.approx([log(2), log(1 + exp(1)), 1000.0, 0.0], rel=1e-15)
    assert slope_at("softplus", 0.0, 1.0, 1000.0, -1000.0) == pytest.approx([0.5, 1 / (1 + exp(-1)), 1.0, 0.0], rel=1e-15)
